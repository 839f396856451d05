"""What goes along with words: it survives the database, and knows what it can be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.formatted import Look
from bot.domain.media import (
    ALBUM_MOST,
    CAPTIONED,
    KINDS,
    PLACES,
    WORDLESS,
    Content,
    Media,
    MediaItem,
)
from bot.domain.messages import Message, Words, message_from_json, text, to_json

degrees = st.floats(-90, 90, allow_nan=False)
items = st.builds(
    MediaItem,
    st.sampled_from(sorted(KINDS)),
    st.text(max_size=20),
    degrees,
    degrees,
    st.text(max_size=10),
    st.text(max_size=10),
    st.booleans(),
)
medias = st.builds(
    Media, st.lists(items, min_size=1, max_size=ALBUM_MOST).map(tuple), st.booleans()
)
looks = st.lists(
    st.builds(
        Look,
        st.sampled_from(["bold", "text_link", "pre"]),
        st.integers(0, 5),
        st.integers(5, 9),
        st.text(max_size=9),
    ),
    max_size=3,
).map(tuple)
words = st.builds(
    Words,
    st.dictionaries(st.sampled_from(["az", "azb", "fa", ""]), st.text(max_size=20), min_size=1),
    st.booleans(),
    st.dictionaries(st.sampled_from(["az", "azb"]), looks.filter(bool)),
)

PHOTO = Media((MediaItem("photo", "p"),))
STICKER = Media((MediaItem("sticker", "s"),))


@given(medias, words, st.booleans())
def test_what_goes_along_and_the_looks_of_words_come_back_as_they_were(
    media: Media, said: Words, withdrawn: bool
) -> None:
    message = Message(text("texts.one", words=said), silent=True, media=media, withdrawn=withdrawn)

    assert message_from_json(json.loads(json.dumps(to_json(message)))) == message


def test_what_was_kept_before_there_was_any_of_this_reads_as_it_did() -> None:
    kept = {
        "body": {"key": "x", "values": {"words": {"versions": {"az": "Salam"}}}},
        "buttons": [],
        "silent": False,
    }

    read = message_from_json(kept)
    assert read == Message(text("x", words=Words({"az": "Salam"})))
    assert not read.withdrawn


def test_a_message_without_any_of_this_is_kept_as_it_was() -> None:
    kept = to_json(Message(text("x", words=Words({"az": "Salam"}))))

    assert kept.keys() == {"body", "buttons", "silent"}
    assert kept["body"]["values"]["words"] == {"versions": {"az": "Salam"}}


@given(st.text(max_size=30), looks, st.none() | medias)
def test_content_comes_back_as_it_was(said: str, worn: tuple[Look, ...], media: Media) -> None:
    content = Content(said, worn, media)

    assert Content.from_json(content.to_json()) == content


def test_nothing_handed_in_is_no_content() -> None:
    assert not Content.from_json("")
    assert not Content()
    assert Content(media=PHOTO)


@pytest.mark.parametrize("count", [0, ALBUM_MOST + 1])
def test_an_album_has_one_item_to_ten(count: int) -> None:
    with pytest.raises(ValueError, match="items"):
        Media((MediaItem("photo", "p"),) * count)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_either_has_a_caption_or_is_a_place_or_stands_alone(kind: str) -> None:
    assert (kind in CAPTIONED) + (kind in PLACES) + (kind in WORDLESS) == 1
    assert Media((MediaItem(kind),)).takes_words == (kind not in WORDLESS)


def test_words_and_a_sticker_are_not_one_message() -> None:
    assert not Content("Salam", media=STICKER).is_possible
    assert Content(media=STICKER).is_possible
    assert Content("Salam", media=PHOTO).is_possible


BOLD = (Look("bold", 0, 2),)


def test_the_looks_of_a_version_go_with_it() -> None:
    said = Words({"az": "Salam", "en": "Hello"}, looks={"az": BOLD, "en": BOLD})

    assert said.and_in("en", "").looks == {"az": BOLD}
    assert said.and_in("az", "").looks == {"az": BOLD, "en": BOLD}
    assert said.and_in("en", "Hi").looks == {"az": BOLD}
    assert said.and_in("ru", "Привет", BOLD).looks == {"az": BOLD, "en": BOLD, "ru": BOLD}


def test_the_looks_of_what_was_written_first_follow_its_language() -> None:
    said = Words({"tr": "Salam", "en": "Hello"}, looks={"tr": BOLD})

    assert said.written_in("az").looks == {"az": BOLD}
    assert said.written_in("en").looks == {"en": BOLD}


def test_words_that_change_lose_looks_that_would_be_elsewhere() -> None:
    said = Words({"az": "Salam ", "en": "Hello"}, looks={"az": BOLD, "en": BOLD})

    assert said.each(str.strip).looks == {"en": BOLD}
