"""An event in several languages: what is written in which, what is lost, how it is read."""

from dataclasses import replace

import pytest

from bot.domain.events import Event, SignUp
from bot.domain.messages import Message, Words
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.language.direction import cleaned
from bot.language.render import Reader
from bot.language.script import to_arabic
from bot.services.events import cards, texts
from tests.services.events.town import Town, plan, published


async def titled(town: Town, by: Person, title: str, place: str = "Town library") -> Event:
    seen = await town.events.draft(replace(plan(), title=title, place=place), by=by)
    return seen.event


def presses(message: Message) -> list[str]:
    return [button.press for line in message.buttons for button in line]


@pytest.mark.parametrize(
    ("language", "title", "recorded"),
    [
        pytest.param("az", "Şəhər kitabxanasında görüş", "az", id="as the setting says"),
        pytest.param("az", "شهر کیتابخاناسیندا گؤروش", "azb", id="the other script"),
        pytest.param("az", "Kino", "az", id="too short to tell: the setting"),
        pytest.param("az", "نشست هفتگی انجمن", "fa", id="Persian by somebody of the North"),
        pytest.param("az", "Вечер поэзии", "ru", id="Cyrillic is Russian here"),
        pytest.param("azb", "گؤروش", "azb", id="a short word in the setting's script"),
        pytest.param("ru", "Poetry", "", id="letters that could be several languages"),
        pytest.param("de", "Şəhər kitabxanasında görüş", "az", id="recognised wins"),
        pytest.param("en", "7 ☕", "en", id="no letters at all"),
    ],
)
async def test_a_title_is_in_the_language_in_which_it_was_written(
    town: Town, leyla: Person, language: str, title: str, recorded: str
) -> None:
    event = await titled(town, replace(leyla, language=language), title)

    assert event.title == Words({recorded: title})


async def test_a_text_is_added_to_a_published_event_and_tells_nobody(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    guest = await town.person(Side.SOUTH)
    await town.events.answer(event_id, SignUp.GOING, by=guest)
    await town.everything_is_sent()

    for _ in range(2):
        change = await town.events.add_text(
            event_id, "ru", title="Вечер поэзии", place="Библиотека", by=leyla
        )

    event = change.seen.event
    assert event.title == Words({"en": "Poetry evening", "ru": "Вечер поэзии"})
    assert event.place == Words({"en": "Town library", "ru": "Библиотека"})
    assert event.version == 1
    assert (change.told, change.is_new) == (0, False)
    assert await town.told(guest) == []
    assert len(await town.waiting_edits()) == 3  # two groups and the organiser's invitation
    russian = town.renderer.say(cards.group_card(event, change.seen.counts).body, Reader("ru"))
    assert "Вечер поэзии" in russian
    assert "Poetry" not in russian


async def test_what_is_renamed_loses_the_titles_in_other_languages_and_its_organiser_hears_so(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    await town.events.add_text(event_id, "ru", title="Вечер поэзии", place="Здесь", by=leyla)

    change = await town.events.rename(event_id, "Music evening", by=leyla)

    assert change.lost == ("ru",)
    assert change.seen.event.title == Words({"en": "Music evening"})
    assert change.seen.event.place == Words({"en": "Town library", "ru": "Здесь"})
    message = cards.changed(change)
    assert "is gone: Russian" in town.words(message)
    assert f"1:ev.texts:{event_id}" in presses(message)


async def test_a_place_in_other_languages_goes_with_the_place(town: Town, leyla: Person) -> None:
    event = await titled(town, leyla, "Poetry evening")
    await town.events.add_text(event.id, "ru", title="Вечер", place="Библиотека", by=leyla)

    change = await town.events.relocate(event.id, "Park", by=leyla)

    assert change.seen.event.place == Words({"en": "Park"})
    assert change.seen.event.title == Words({"en": "Poetry evening", "ru": "Вечер"})
    assert "is gone: Russian" in town.words(cards.changed(change))


async def test_a_text_is_taken_back_but_never_the_first(town: Town, leyla: Person) -> None:
    event = await titled(town, leyla, "Poetry evening")
    await town.events.add_text(event.id, "ru", title="Вечер", place="", by=leyla)

    for language in ("ru", "ru", "en", "de"):
        change = await town.events.drop_text(event.id, language, by=leyla)

    assert change.seen.event == event


async def test_the_words_written_first_are_changed_in_their_own_place(
    town: Town, leyla: Person
) -> None:
    event = await titled(town, leyla, "Poetry evening")

    with pytest.raises(Refusal) as refused:
        await town.events.add_text(event.id, "en", title="Another", place="", by=leyla)

    assert refused.value.text.key == "texts.is_first"


@pytest.mark.parametrize(
    ("language", "title"), [("ru", "Vecher"), ("azb", "Söhbət"), ("fa", "Вечер"), ("de", "شب")]
)
async def test_words_in_other_letters_are_not_taken_for_a_language(
    town: Town, leyla: Person, language: str, title: str
) -> None:
    event = await titled(town, leyla, "Poetry evening")

    with pytest.raises(Refusal) as refused:
        await town.events.add_text(event.id, language, title=title, place="", by=leyla)

    assert refused.value.text.key == "texts.other_letters"


async def test_its_organiser_says_in_which_language_it_is_and_that_is_not_forgotten(
    town: Town, leyla: Person
) -> None:
    event = await titled(town, leyla, "Bahar buluşması", "Ev")
    await town.events.add_text(event.id, "tr", title="Bahar", place="", by=leyla)
    await town.events.add_text(event.id, "ru", title="Весна", place="", by=leyla)

    await town.events.written_in(event.id, "tr", by=leyla)
    change = await town.events.rename(event.id, "Güz buluşması", by=leyla)

    assert change.seen.event.title == Words({"tr": "Güz buluşması"})
    assert change.seen.event.place == Words({"tr": "Ev"})
    assert change.lost == ("ru",)
    with pytest.raises(Refusal) as refused:
        await town.events.written_in(event.id, "azb", by=leyla)
    assert refused.value.text.key == "texts.other_letters"


async def test_only_who_may_change_an_event_adds_texts(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla)
    stranger = await town.person(Side.SOUTH, Side.SOUTH)

    with pytest.raises(Refusal) as refused:
        await town.events.add_text(event_id, "ru", title="Вечер", place="", by=stranger)

    assert refused.value.text.key == "event.not_yours"


async def test_the_page_of_texts_names_those_there_and_offers_the_others(
    town: Town, leyla: Person
) -> None:
    event = await titled(town, leyla, "Poetry evening")
    change = await town.events.add_text(event.id, "ru", title="Вечер", place="", by=leyla)

    page = texts.page(change.seen.event)

    assert "Written in: English" in town.words(page)
    assert "Also in: Russian" in town.words(page)
    labels = [town.renderer.label(b.label, Reader("en")) for line in page.buttons for b in line]
    assert [cleaned(label)[0] for label in labels] == ["➕", "➕", "✏", "➕", "➕", "➕", "I", "B"]


async def test_an_event_of_which_nobody_knows_the_language_is_shown_as_it_stands(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    await town.db.write(
        lambda tx: tx.run("UPDATE events SET language = '', place_language = '', versions = '{}'")
    )

    seen = await town.events.show(event_id, by=leyla)

    shown = {
        language: town.renderer.say(cards.shown(seen).body, Reader(language))
        for language in ("az", "azb", "ru", "en")
    }
    assert all("Poetry evening" in words for words in shown.values())
    assert "In the language of its author." in shown["en"]
    assert "🌐" not in shown["az"]
    assert "Poetry evening" in town.words(texts.page(seen.event))


async def test_a_calendar_holds_what_its_owner_reads_and_the_original_beside_it(
    town: Town, leyla: Person
) -> None:
    leyla = replace(leyla, language="az")
    event = await titled(town, leyla, "Şəhər kitabxanasında görüş", "Kitabxana")
    await town.events.publish(event.id, by=leyla)
    reader = replace(await town.person(Side.SOUTH), language="azb")

    theirs = await town.events.calendar(event.id, by=reader)
    mine = await town.events.calendar(event.id, by=leyla)

    assert theirs.title == to_arabic("Şəhər kitabxanasında görüş")
    assert theirs.place == to_arabic("Kitabxana")
    assert theirs.original == "Şəhər kitabxanasında görüş\nKitabxana"
    assert (mine.title, mine.original) == ("Şəhər kitabxanasında görüş", "")


async def test_the_original_is_shown_and_the_way_back(town: Town, leyla: Person) -> None:
    leyla = replace(leyla, language="az")
    event = await titled(town, leyla, "Şəhər kitabxanasında görüş")
    await town.events.publish(event.id, by=leyla)
    reader = await town.person(Side.SOUTH)
    seen = await town.events.show(event.id, by=reader)

    automatic = town.renderer.render(cards.shown(seen), Reader("azb"))
    original = town.renderer.render(cards.as_written(seen), Reader("azb"))

    assert "Şəhər" not in automatic.html
    assert f"1:ev.orig:{event.id}" in [b.press for line in automatic.buttons for b in line]
    assert "Şəhər kitabxanasında görüş" in original.html
    presses = [button.press for line in original.buttons for button in line]
    assert f"1:ev.orig:{event.id}" not in presses
    assert f"1:ev.mine:{event.id}" in presses


@pytest.mark.parametrize(("letters", "fits"), [(60, True), (120, False)])
async def test_only_words_that_fit_stand_in_the_window_at_a_button(
    town: Town, leyla: Person, letters: int, fits: bool
) -> None:
    event = await titled(town, leyla, "ə" * letters, "ü" * letters)

    words = cards.as_written_in_short(event)

    assert (words is not None) == fits
    if words is not None:
        assert len(town.renderer.label(words, Reader("azb"))) <= cards.LETTERS_IN_A_WINDOW


async def test_a_title_of_an_uncertain_language_is_put_into_no_other_script(
    town: Town, leyla: Person
) -> None:
    event = await titled(
        town, replace(leyla, language="azb"), "جلسه شعر در تبریز", "کتابخانه مرکزی"
    )
    seen = await town.events.show(event.id, by=leyla)

    read = town.renderer.say(cards.shown(seen).body, Reader("az"))

    assert (event.title.language, event.place.language) == ("", "")
    assert "جلسه شعر در تبریز" in read
    assert "🔁" not in read
    assert "Müəllifin öz dilində." in read
