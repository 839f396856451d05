"""Alerts in several languages: added before they are sent, sealed together, corrected together."""

from dataclasses import replace
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.domain.crises.alerts import Version
from bot.domain.messages import Message
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.language.render import Reader, Renderer
from bot.language.script import to_arabic
from bot.services.crises import cards, rules
from bot.storage.crises import alerts
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import QUAKE, Crisis

RUSSIAN = {"headline": "Землетрясение под Тебризом", "action": "Выйдите на открытое место"}
IN_AZ = replace(
    QUAKE,
    headline="Təbriz yaxınlığında güclü zəlzələ",
    action="Açıq yerə çıxın",
    area="Təbriz, bütün məhəllələr",
    source="Seysmologiya mərkəzi",
)


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    return crisis


async def drafted(crisis: Crisis, **languages: dict[str, str]) -> int:
    """Let the author write an alert in English, and add texts."""
    await crisis.alerts.draft(QUAKE, by=crisis.author)
    number = int((await crisis.one("SELECT MAX(id) AS id FROM alerts"))["id"])
    for language, said in languages.items():
        await crisis.alerts.add_text(number, language, said, by=crisis.author)
    return number


async def sent(crisis: Crisis, **languages: dict[str, str]) -> int:
    """Let an alert in several languages be sent to all."""
    number = await drafted(crisis, **languages)
    await crisis.alerts.submit(number, by=crisis.author)
    await crisis.approve(number, by=crisis.other_side)
    await crisis.deliver()
    await crisis.alerts.finish_due()
    return number


async def wording(crisis: Crisis, number: int) -> Any:
    found = await crisis.db.read(lambda tx: alerts.by_id(tx, number))
    assert found is not None
    return found.wording


def presses(message: Message) -> list[str]:
    return [button.press for line in message.buttons for button in line]


async def words_for(crisis: Crisis, number: int, by: Person, language: str) -> str:
    (page,) = await crisis.alerts.show(number, by=by)
    return crisis.renderer.render(page, Reader(language)).html


async def test_a_text_is_whole_and_what_is_not_given_stays_as_it_was_written(
    crisis: Crisis,
) -> None:
    number = await drafted(crisis, ru=RUSSIAN)

    said = await wording(crisis, number)
    assert said.language == "en"
    assert said.versions == {"ru": Version(**RUSSIAN, area=QUAKE.area, source=QUAKE.source)}


async def test_the_draft_shows_every_text_also_those_that_nobody_reads_yet(crisis: Crisis) -> None:
    number = await drafted(crisis, ru=RUSSIAN)

    (page,) = await crisis.alerts.show(number, by=crisis.author)

    assert RUSSIAN["headline"] in crisis.read(page)
    assert QUAKE.headline in crisis.read(page)


async def test_who_has_no_text_of_their_own_is_counted_for_author_and_approver(
    crisis: Crisis,
) -> None:
    for language in ("de", "de", "ru"):
        await crisis.person(Side.SOUTH, language=language)
    number = await drafted(crisis, ru=RUSSIAN)

    (draft,) = await crisis.alerts.show(number, by=crisis.author)
    await crisis.alerts.submit(number, by=crisis.author)
    (request,) = await crisis.alerts.show(number, by=crisis.other_side)

    for page in (draft, request):
        assert "Without words in their own language: German\u00a02." in crisis.read(page)


async def test_the_seal_covers_every_language(crisis: Crisis) -> None:
    number = await drafted(crisis, ru=RUSSIAN)
    await crisis.alerts.submit(number, by=crisis.author)
    question = await crisis.alerts.confirm(number, by=crisis.other_side)
    await crisis.run(
        "UPDATE alerts SET versions = REPLACE(versions, :was, :becomes)",
        was="Тебриз",
        becomes="Табриз",
    )

    with pytest.raises(Refusal) as refused:
        await crisis.press_yes(question, by=crisis.other_side)

    assert refused.value.text.key == "alert.unsealed"
    assert await crisis.state(number) == "submitted"


async def test_an_alert_sealed_before_words_had_languages_can_still_be_approved(
    crisis: Crisis,
) -> None:
    number = await crisis.submitted()
    await crisis.run("UPDATE alerts SET language = '', versions = '{}'")
    old = await crisis.db.read(lambda tx: alerts.by_id(tx, number))
    assert old is not None
    message = cards.alert_message(old)
    assert '"versions"' not in str(message)
    await crisis.run(
        "UPDATE alerts SET seal = :seal", seal=rules.full_seal(old, with_unsaid=old.with_unsaid)
    )

    await crisis.approve(number, by=crisis.other_side)

    assert await crisis.state(number) == "sending"


async def test_only_its_author_adds_texts_and_only_to_a_draft(crisis: Crisis) -> None:
    number = await drafted(crisis)
    keys = []
    for by in (crisis.same_side, crisis.members[0]):
        with pytest.raises(Refusal) as refused:
            await crisis.alerts.add_text(number, "ru", RUSSIAN, by=by)
        keys.append(refused.value.text.key)
    await crisis.alerts.submit(number, by=crisis.author)
    with pytest.raises(Refusal) as refused:
        await crisis.alerts.add_text(number, "ru", RUSSIAN, by=crisis.author)

    assert [*keys, refused.value.text.key] == [
        "alert.not_yours",
        "alert.coordinators_only",
        "alert.is.submitted",
    ]


@pytest.mark.parametrize(
    ("language", "said", "key"),
    [
        pytest.param("fa", RUSSIAN, "texts.other_letters", id="other letters"),
        pytest.param("en", RUSSIAN, "texts.is_first", id="the language of the author"),
        pytest.param(
            "ru", {**RUSSIAN, "headline": "…"}, "alert.flaw.headline_empty", id="nothing said"
        ),
        pytest.param("ru", {**RUSSIAN, "area": "-"}, "alert.flaw.area_empty", id="no area"),
    ],
)
async def test_a_text_that_cannot_be_is_refused(
    crisis: Crisis, language: str, said: dict[str, str], key: str
) -> None:
    number = await drafted(crisis)

    with pytest.raises(Refusal) as refused:
        await crisis.alerts.add_text(number, language, said, by=crisis.author)

    assert refused.value.text.key == key


async def test_its_author_says_in_which_language_it_is_and_that_is_not_forgotten(
    crisis: Crisis,
) -> None:
    number = await drafted(crisis, ru=RUSSIAN, tr={"headline": "Deprem", "action": "Çıkın"})

    await crisis.alerts.written_in(number, "tr", by=crisis.author)
    await crisis.alerts.change(number, "action", "Dışarı", by=crisis.author)

    said = await wording(crisis, number)
    assert (said.language, tuple(said.versions)) == ("tr", ("ru",))
    with pytest.raises(Refusal) as refused:
        await crisis.alerts.written_in(number, "fa", by=crisis.author)
    assert refused.value.text.key == "texts.other_letters"


async def test_a_text_is_taken_back_and_twice_is_as_good(crisis: Crisis) -> None:
    number = await drafted(crisis, ru=RUSSIAN)

    for _ in range(2):
        await crisis.alerts.drop_text(number, "ru", by=crisis.author)

    assert (await wording(crisis, number)).versions == {}


async def test_who_changes_a_word_is_asked_to_look_at_the_other_languages(crisis: Crisis) -> None:
    number = await drafted(crisis, ru=RUSSIAN)

    *_, page = await crisis.alerts.change(number, "action", "Stay inside", by=crisis.author)

    assert "look at the other languages too" in crisis.read(page)
    assert "Russian" in crisis.read(page)


async def test_an_alert_written_anew_keeps_its_languages_unless_its_words_change(
    crisis: Crisis,
) -> None:
    number = await drafted(crisis, ru=RUSSIAN)
    await crisis.alerts.submit(number, by=crisis.author)
    await crisis.alerts.reject(number, "Too early", by=crisis.other_side)

    await crisis.alerts.draft(QUAKE, like=number, by=crisis.author)
    other = replace(QUAKE, headline="Another")
    await crisis.alerts.draft(other, like=number, by=crisis.author)

    assert [tuple((await wording(crisis, it)).versions) for it in (2, 3)] == [("ru",), ()]


async def test_a_reader_of_the_other_script_gets_original_and_automatic_in_every_notice(
    crisis: Crisis,
) -> None:
    reader = replace(await crisis.person(Side.SOUTH, language="azb"), language="azb")
    number = await crisis.sent(IN_AZ)
    alert = await words_for(crisis, number, reader, "azb")
    await crisis.alerts.retract(number, by=crisis.author)

    said = await crisis.all(
        "SELECT message FROM deliveries JOIN contents ON contents.id = content_id"
        " JOIN broadcasts ON broadcasts.id = broadcast_id WHERE kind = 'retraction' LIMIT 1"
    )
    for words in (alert, crisis.read_json(said[0]["message"], "azb")):
        assert words.count(IN_AZ.headline) == 1
        assert words.index(IN_AZ.headline) < words.index(to_arabic(IN_AZ.headline))


async def test_a_correction_waits_until_it_exists_in_every_language_of_the_alert(
    crisis: Crisis,
) -> None:
    number = await sent(crisis, ru=RUSSIAN)

    (page,) = await crisis.alerts.correct(number, {"action": "Stay inside"}, by=crisis.author)

    new = number + 1
    assert await crisis.state(new) == "draft"
    assert "in these languages too: Russian" in crisis.read(page)
    assert presses(page)[0] == f"1:al.text:{new}:ru"
    assert f"1:al.submit:{new}" not in presses(page)
    with pytest.raises(Refusal) as refused:
        await crisis.alerts.submit(new, by=crisis.author)
    assert refused.value.text.key == "alert.correct.languages"
    _, known = await crisis.alerts.text_in(new, "ru", by=crisis.author)
    assert known.keys() == {"headline", "area", "source"}
    said = {**known, "action": "Оставайтесь дома"}
    (page,) = await crisis.alerts.add_text(new, "ru", said, by=crisis.author)
    assert presses(page)[0] == f"1:al.submit:{new}"
    await crisis.alerts.submit(new, by=crisis.author)
    await crisis.approve(new, by=crisis.other_side)
    assert (await wording(crisis, new)).versions["ru"].headline == RUSSIAN["headline"]


async def test_the_same_correction_handled_again_finds_the_draft_that_waits_for_its_languages(
    crisis: Crisis,
) -> None:
    number = await sent(crisis, ru=RUSSIAN)
    for _ in range(2):
        await crisis.alerts.correct(number, {"action": "Stay inside"}, by=crisis.author)
    await crisis.alerts.add_text(number + 1, "ru", RUSSIAN, by=crisis.author)

    await crisis.alerts.correct(number, {"action": "Stay inside"}, by=crisis.author)

    assert (await crisis.one("SELECT COUNT(*) AS n FROM alerts"))["n"] == 2


async def test_nobody_is_asked_again_with_words_that_are_being_corrected_for_half_an_hour(
    crisis: Crisis,
) -> None:
    number = await sent(crisis, ru=RUSSIAN)
    await crisis.alerts.correct(number, {"action": "Stay inside"}, by=crisis.author)

    await crisis.pass_time(minutes=16)
    assert await crisis.told("reask") == []
    await crisis.pass_time(minutes=15)
    assert await crisis.told("reask") != []


async def test_another_hour_needs_no_new_words(crisis: Crisis) -> None:
    number = await sent(crisis, ru=RUSSIAN)
    later = (QUAKE.expires.replace(hour=23)).isoformat()

    await crisis.alerts.correct(number, {"expires": later}, by=crisis.author)

    assert await crisis.state(number + 1) == "submitted"
    assert tuple((await wording(crisis, number + 1)).versions) == ("ru",)


async def test_a_correction_in_a_language_of_the_alert_begins_with_its_words_there(
    crisis: Crisis,
) -> None:
    number = await sent(crisis, ru=RUSSIAN)
    russian = replace(crisis.same_side, language="ru")

    await crisis.alerts.correct(number, {"action": "Оставайтесь дома"}, by=russian)

    said = await wording(crisis, number + 1)
    assert (said.language, said.headline) == ("ru", RUSSIAN["headline"])
    assert said.versions == {}
    _, known = await crisis.alerts.text_in(number + 1, "en", by=crisis.same_side)
    assert known["headline"] == QUAKE.headline
    assert "action" not in known


async def test_a_correction_is_never_half_in_one_language_and_half_in_another(
    crisis: Crisis,
) -> None:
    number = await sent(crisis)
    russian = replace(crisis.same_side, language="ru")

    with pytest.raises(Refusal) as refused:
        await crisis.alerts.correct(number, {"action": "Оставайтесь дома"}, by=russian)

    assert refused.value.text.key == "alert.correct.other_language"
    assert await crisis.state(number) == "sent"
    whole = {**RUSSIAN, "area": "Тебриз"}
    (page,) = await crisis.alerts.correct(number, whole, by=russian)
    assert presses(page)[0] == f"1:al.text:{number + 1}:en"


async def test_the_approver_sees_the_original_and_the_automatic_text_that_the_other_script_gets(
    crisis: Crisis,
) -> None:
    to_all = replace(IN_AZ, audience=Audience.EVERYBODY)
    await crisis.person(Side.NORTH, language="az")
    await crisis.person(Side.SOUTH, language="azb")
    number = await crisis.submitted(to_all)

    pages = await crisis.alerts.show(number, by=crisis.other_side)

    words = "".join(crisis.read(page) for page in pages)
    assert words.count(to_arabic(IN_AZ.headline)) == 1
    assert words.count(IN_AZ.headline) >= 3


async def test_an_alert_of_an_uncertain_language_is_submitted_only_when_its_author_said_which(
    crisis: Crisis,
) -> None:
    author = replace(crisis.author, language="az")
    await crisis.alerts.draft(QUAKE, by=author)
    number = int((await crisis.one("SELECT MAX(id) AS id FROM alerts"))["id"])

    with pytest.raises(Refusal) as refused:
        await crisis.alerts.submit(number, by=author)

    assert refused.value.text.key == "alert.which_language"
    assert f"1:al.lang:{number}:en" in [it.press for line in refused.value.buttons for it in line]
    *_, page = await crisis.alerts.written_in(number, "en", by=author)
    assert f"1:al.submit:{number}" in presses(page)
    await crisis.alerts.submit(number, by=author)
    assert await crisis.state(number) == "submitted"


async def test_a_correction_in_an_uncertain_language_waits_for_its_author_to_say_which(
    crisis: Crisis,
) -> None:
    author = replace(crisis.author, language="az")
    number = await crisis.submitted(IN_AZ)
    await crisis.approve(number, by=crisis.other_side)

    *_, page = await crisis.alerts.correct(number, {"action": "Uzak durun"}, by=author)

    assert await crisis.state(number) == "stopped"
    assert await crisis.state(number + 1) == "draft"
    assert f"1:al.lang:{number + 1}:az" in presses(page)
    assert f"1:al.submit:{number + 1}" not in presses(page)


async def test_what_an_author_calls_azerbaijani_is_not_put_into_another_script_unless_it_is_sure(
    crisis: Crisis,
) -> None:
    persian = replace(QUAKE, headline="زلزله شدید", action="از آسانسور استفاده نکنید", area="تبریز")
    author = replace(crisis.author, language="azb")
    await crisis.alerts.draft(persian, by=author)
    number = int((await crisis.one("SELECT MAX(id) AS id FROM alerts"))["id"])
    await crisis.alerts.written_in(number, "azb", by=author)

    said = await crisis.db.read(lambda tx: alerts.by_id(tx, number))

    assert said is not None
    read = crisis.renderer.render(cards.alert_message(said), Reader("az")).html
    assert "Bunu sizin əlifbaya avtomatik və etibarlı çevirmək mümkün olmadı." in read
    assert persian.headline in read
    assert "ərəb əlifbası ilə" in read
