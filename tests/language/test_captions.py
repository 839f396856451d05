"""Words beside pictures, files and places: how long they may be, and what cannot be together."""

import logging
from dataclasses import replace

import pytest

from bot.domain.media import Media, MediaItem
from bot.domain.messages import Button, Listing, Message, Words, row, text
from bot.language.captions import caption_too_long, letters_of, room_for
from bot.language.reader import Reader
from bot.language.render import Renderer

PHOTO = MediaItem("photo", "p")
TABRIZ = MediaItem("location", latitude=38.0737, longitude=-46.3)
LINK, PRESS = (
    Button(text("menu.menu"), url="https://a.b/?x=1&y=2"),
    Button(text("menu.menu"), "1:x"),
)


def message(words: str, *items: MediaItem, buttons: tuple[Button, ...] = ()) -> Message:
    said = Words({"en": words} if words else {})
    body = text("form.listed", items=Listing((said,)))
    return Message(body, (row(*buttons),) if buttons else (), media=Media(items))


@pytest.mark.parametrize(("letters", "too_long"), [(1024, False), (1025, True)])
def test_a_caption_is_too_long_beyond_1024_letters(
    renderer: Renderer, letters: int, too_long: bool
) -> None:
    rendered = renderer.render(message("&" * letters, PHOTO), Reader("en"))

    assert caption_too_long(rendered) is too_long
    assert (letters_of(rendered), room_for(rendered)) == (letters, 1024)


def test_letters_beyond_the_first_plane_count_twice(renderer: Renderer) -> None:
    assert caption_too_long(renderer.render(message("😀" * 513, PHOTO), Reader("en")))


def test_a_text_of_a_caption_and_more_is_not_too_long(renderer: Renderer) -> None:
    rendered = renderer.render(Message(text("menu.menu")), Reader("en"))

    assert room_for(rendered) == 4096


def test_an_album_counts_as_many_messages_as_it_has_items(renderer: Renderer) -> None:
    album = renderer.render(message("", *[PHOTO] * 7), Reader("en"))

    assert album.weight == 7
    assert renderer.render(message("a", PHOTO), Reader("en")).weight == 1


def test_links_under_an_album_stand_in_its_caption_and_other_buttons_go(
    renderer: Renderer,
) -> None:
    album = message("a", PHOTO, PHOTO, buttons=(LINK, PRESS))

    rendered = renderer.render(album, Reader("en"))

    label = renderer.label(text("menu.menu"), Reader("en"))
    assert rendered.html == f'a\n\n<a href="https://a.b/?x=1&amp;y=2">{label}</a>'
    assert rendered.buttons == ()


def test_buttons_stand_under_one_picture(renderer: Renderer) -> None:
    rendered = renderer.render(message("a", PHOTO, buttons=(LINK, PRESS)), Reader("en"))

    assert len(rendered.buttons[0]) == 2


@pytest.mark.parametrize("language", ["az", "azb", "en", "ru", "tr", "fa", "de"])
def test_words_about_a_place_become_a_text_with_a_link_to_the_map(
    renderer: Renderer, language: str
) -> None:
    rendered = renderer.render(message("Come", TABRIZ), Reader(language))

    assert rendered.media is None
    assert "Come" in rendered.html
    assert 'href="https://www.openstreetmap.org/?mlat=38.073700&amp;mlon=-46.300000' in (
        rendered.html.replace("&mlon", "&amp;mlon")
    )


def test_the_name_of_a_place_stands_on_its_link(renderer: Renderer) -> None:
    venue = MediaItem("venue", "", 38.0, 46.0, "Göy məscid", "Təbriz")

    rendered = renderer.render(message("Come", venue), Reader("en"))

    assert rendered.html.endswith(">Göy məscid, Təbriz</a>")


def test_a_place_without_words_is_a_place(renderer: Renderer) -> None:
    rendered = renderer.render(message("", TABRIZ), Reader("en"))

    assert rendered.media == Media((TABRIZ,))
    assert rendered.html == ""


def test_words_are_never_lost_to_a_sticker(
    renderer: Renderer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        rendered = renderer.render(message("Come", MediaItem("sticker", "s")), Reader("en"))

    assert (rendered.html, rendered.media) == ("Come", None)
    assert "words go without" in caplog.text


@pytest.mark.parametrize(
    "items",
    [(PHOTO,), (PHOTO, PHOTO), (TABRIZ,), (MediaItem("sticker", "s"),)],
    ids=["a picture", "an album", "a place", "a sticker"],
)
def test_what_is_withdrawn_names_what_has_to_go_and_says_nothing_of_the_place(
    renderer: Renderer, items: tuple[MediaItem, ...]
) -> None:
    withdrawn = replace(message("taken back", *items), withdrawn=True)

    rendered = renderer.render(withdrawn, Reader("en"))

    assert rendered.withdrawn
    assert (rendered.html, rendered.media) == ("taken back", Media(items))
    assert not renderer.render(message("a", *items), Reader("en")).withdrawn
