"""One event, one alert, two scripts and more languages, as everybody in it sees them."""

from datetime import timedelta

import pytest

from bot.language.direction import cleaned
from bot.language.script import to_arabic
from tests.flows.town import JOINT, SOUTH, Somebody, Town, buttons_of, text_of

TITLE = "Şəhər kitabxanasında görüş"
RUSSIAN = "Встреча в библиотеке"
HEADLINE = "Təbriz yaxınlığında güclü zəlzələ"


@pytest.fixture
async def meeting(town: Town) -> Town:
    """Let a coordinator of the North announce an event to everybody."""
    starts = town.aylin.clock(await town.now() + timedelta(days=3))
    await town.aylin.says(f"/newevent {TITLE} | {starts} | Kitabxana | everybody | -")
    await town.aylin.sees("event.preview", TITLE)
    return town


async def published(town: Town) -> None:
    await town.aylin.presses("event.button.publish")
    await town.aylin.sees("event.published")
    await town.quiet()


async def test_the_original_is_one_tap_away_and_so_is_the_way_back(meeting: Town) -> None:
    town = meeting
    await published(town)
    card = await town.ayda.sees("event.card", to_arabic(TITLE), "words.automatic")

    await town.ayda.presses("event.button.original", under=card)
    original = await town.ayda.sees("event.card", TITLE, "words.in.az")
    assert original["id"] == card["id"]
    await town.ayda.presses("event.button.in_my_script", under=original)
    again = await town.ayda.sees("event.card", to_arabic(TITLE), "words.automatic")

    assert again["id"] == card["id"]
    assert not await town.gunel.messages("words.automatic")


async def test_in_a_group_the_original_stands_in_a_window_for_who_asks(meeting: Town) -> None:
    town = meeting
    await published(town)
    await town.ayda.sees(to_arabic(TITLE), chat=SOUTH)

    for one in (town.ayda, town.babek):
        toast = await one.presses("ev.orig", chat=SOUTH)
        assert TITLE in cleaned(str(toast))

    joint = await town.ayda.sees(TITLE, to_arabic(TITLE), chat=JOINT)
    assert not [one for one in buttons_of(joint) if "ev.orig" in str(one.get("data"))]


async def test_a_reminder_keeps_its_words_when_the_original_is_asked_for(meeting: Town) -> None:
    town = meeting
    await published(town)
    await town.ayda.presses("event.button.going")
    await town.forward(days=2, minutes=5)
    reminder = await town.ayda.sees("event.reminder.day", "words.automatic")

    await town.ayda.presses("event.button.original", under=reminder)
    await town.ayda.sees("event.card", TITLE)

    assert await town.ayda.messages("event.reminder.day")


async def adds_text(one: Somebody, language: str, *words: str) -> None:
    await one.presses("texts.button")
    await one.sees("texts.why")
    await one.presses(language)
    await one.sees("texts.write_in")
    for said in words:
        await one.says(said)


async def test_with_a_text_in_their_language_readers_get_that_and_nothing_else(
    meeting: Town,
) -> None:
    town = meeting
    await adds_text(town.aylin, "texts.add", "شهر کیتابخاناسیندا گؤروش", "کیتابخانا")
    await town.aylin.sees("event.preview", TITLE)
    await town.aylin.presses("texts.button")
    await town.aylin.presses("language.named.ru")
    await town.aylin.sees("texts.write_in")
    await town.aylin.says("Vstrecha")
    await town.aylin.says("-")
    await town.aylin.sees("texts.other_letters")
    await town.aylin.presses("common.back")
    await town.aylin.sees("eventtext.ask.title")
    await town.aylin.says(RUSSIAN)
    await town.aylin.says("-")
    await published(town)

    card = await town.timur.sees("event.card", RUSSIAN)
    assert TITLE not in text_of(card)
    await town.ayda.sees("event.card", "شهر کیتابخاناسیندا گؤروش")
    assert not await town.ayda.messages("words.automatic")
    await town.elnur.sees("event.card", TITLE, "words.in.az")


async def test_an_event_is_read_in_the_order_that_somebody_chose(meeting: Town) -> None:
    town = meeting
    await adds_text(town.aylin, "language.named.ru", RUSSIAN, "-")
    await town.aylin.sees("event.preview")
    await town.elnur.says("/settings")
    await town.elnur.presses("languages.button")
    await town.elnur.sees("languages.page")
    await town.elnur.presses("➕ Русский")
    page = await town.elnur.sees("languages.page", "Русский")
    await town.elnur.presses("⬆️ Русский", under=page)
    await published(town)

    await town.elnur.sees("event.card", RUSSIAN, "words.in.ru")


async def alerted(town: Town) -> None:
    """Let an alert in Azerbaijani and Russian be written and approved."""
    expires = town.aylin.clock(await town.now() + timedelta(hours=5))
    await town.aylin.says(
        f"/alert severe | immediate | observed | everybody | Təbriz | {HEADLINE} | "
        f"Açıq yerə çıxın | Seysmologiya mərkəzi | {expires}"
    )
    await town.aylin.sees("alert.draft", HEADLINE, "alert.missing")
    await town.aylin.presses("texts.button")
    await town.aylin.presses("language.named.ru")
    await town.aylin.sees("alert_text.ask.headline")
    for said in ("Сильное землетрясение", "Выйдите на улицу", "-", "-"):
        await town.aylin.says(said)
    await town.aylin.sees("alert.draft", "Сильное землетрясение")
    await submitted_and_approved(town, "Сильное землетрясение", to_arabic(HEADLINE))


async def submitted_and_approved(town: Town, *words: str) -> None:
    """Let the other side see an alert with these words, and approve it."""
    await town.aylin.presses("al.submit")
    await town.babek.sees(*words)
    await town.babek.presses("al.approve")
    await town.babek.presses("al.yes")
    await town.quiet()


async def test_an_alert_reaches_the_other_script_with_the_original_first(town: Town) -> None:
    await alerted(town)

    alert = text_of(await town.ayda.sees("alert.asking", HEADLINE, "alert.automatic"))
    assert alert.index(HEADLINE) < alert.index(to_arabic(HEADLINE))
    assert "Сильное" not in alert
    theirs = text_of(await town.timur.sees("alert.asking", "Сильное землетрясение"))
    assert HEADLINE not in theirs
    mine = text_of(await town.gunel.sees("alert.asking", HEADLINE))
    assert "🔁" not in mine


async def test_a_correction_is_written_in_every_language_before_it_can_be_sent(town: Town) -> None:
    await alerted(town)
    await town.aylin.presses("alert.button.correct")
    await town.aylin.sees("alert_correct.ask.headline")
    await town.aylin.says("-")
    await town.aylin.says("Liftə minməyin, evdə qalın")
    await town.aylin.says("-")
    await town.aylin.says("-")
    page = await town.aylin.sees("alert.correct.languages", "Rusca")
    assert "al.submit" not in str(page["buttons"])

    await town.aylin.presses("al.text", under=page)
    await town.aylin.sees("alert_text.ask.action")
    await town.aylin.says("Оставайтесь дома")
    await town.aylin.sees("alert.draft", "Оставайтесь дома", "Сильное землетрясение")
    await submitted_and_approved(town, "Оставайтесь дома", to_arabic("evdə qalın"))

    await town.timur.sees("alert.correction", "Оставайтесь дома", "Сильное землетрясение")
    corrected = text_of(await town.ayda.sees("alert.correction", "evdə qalın"))
    assert corrected.index("evdə qalın") < corrected.index(to_arabic("evdə qalın"))


@pytest.mark.parametrize(
    ("author", "headline", "action", "language"),
    [
        ("sevinj", "زلزله شدید در نزدیکی تبریز", "از ساختمان‌ها دور شوید", "fa"),
        ("aylin", "Tebriz yakınında güçlü deprem", "Asansöre binmeyin, uzak durun", "tr"),
        ("aylin", "Earthquake near Tabriz", "Leave the building now", "en"),
    ],
)
async def test_who_warns_in_another_language_than_their_own_is_asked_which_it_is(
    town: Town, author: str, headline: str, action: str, language: str
) -> None:
    writer: Somebody = getattr(town, author)
    second = town.babek if author == "aylin" else town.aylin
    expires = writer.clock(await town.now() + timedelta(hours=5))
    area = "تبریز" if author == "sevinj" else "Tebriz"
    await writer.says(
        f"/alert severe | immediate | observed | everybody | {area} | {headline} | {action} "
        f"| {area} | {expires}"
    )
    draft = await writer.sees("alert.draft", "alert.which_language", headline)
    assert "al.submit" not in str(draft["buttons"])

    await writer.presses(f"language.named.{language}")
    await writer.sees("alert.draft", headline)
    await writer.presses("al.submit")
    await second.sees(headline)
    await second.presses("al.approve")
    await second.presses("al.yes")
    await town.quiet()

    for reader in (town.ayda, town.gunel, town.timur):
        got = text_of(await reader.sees("alert.asking", headline, f"words.in.{language}"))
        assert "🔁" not in got
