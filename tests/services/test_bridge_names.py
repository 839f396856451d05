"""Under which name somebody is carried over: never somebody else's, never the bot's."""

import pytest

from bot.clock import ShiftedClock
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.script import Converter
from bot.services.bridges import Bridges, Calling
from bot.services.bridges.carrying import Carriage
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import Village

CALLING = Calling(
    Converter(),
    ours=("korpu_bot", "Körpü", "کؤرپو"),
    marks=("avtomatik", "اوْتوماتیک", "automatic"),
    stand_in="Qonşu",
)


@pytest.fixture
async def village(db: SqliteDatabase, clock: ShiftedClock) -> Village:
    village = Village(db, clock, Bridges(db, clock, calling=CALLING))
    await village.settle()
    return village


async def agreed(village: Village, bridge_id: int, called: str) -> Person:
    """Return somebody who chose no name in the bot, and is called so in the channel."""
    person = await village.person("")
    await village.bridges.agree(bridge_id, called=called, by=person)
    return person


async def names(village: Village) -> list[str]:
    return [
        row["name"] for row in await village.rows("SELECT name FROM bridge_consents ORDER BY 1")
    ]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *((name, "empty") for name in ("\u200b", "\u200c", "\u202e\u200b", "\u3164", "👍", " ")),
        *((name, "ours") for name in ("Körpü", "🌉 KÖRPÜ", "کؤرپو", "Kӧrpü bot", "korpu_bot")),
        *((name, "ours") for name in ("Kim (avtomatik)", "کیم اوتوماتیک", "Qonşu 4", "قوْنشو ۴")),
        *((name, "taken") for name in ("Aylin", "آیلین", "AYLİN", "Аylin", "AyIin", "Айлин")),
        *((name, "taken") for name in ("Ay\u200blin", "A y l i n", "Ａｙｌｉｎ", "Aylin 👍")),
        *((name, "signs") for name in ("@rashad", "#kim", "a/b", "Kim: o", "Kim\nO", "aylin.az")),
        ("a" * 41, "long"),
    ],
)
def test_a_name_that_could_mislead_is_refused_with_the_reason(name: str, fault: str) -> None:
    assert CALLING.fault(name, ["Aylin"]) == fault


@pytest.mark.parametrize(
    "name", ["Aylin Q.", "Leyla", "گۆنئل", "علی‌رضا", "Ülkər-1", "M. Ə. Rəsulzadə", "Ольга", "Ayla"]
)
def test_an_honest_name_passes(name: str) -> None:
    assert CALLING.fault(name, ["Aylin"]) is None


def test_what_cannot_be_seen_is_no_part_of_a_name_and_the_joiner_between_letters_is() -> None:
    assert CALLING.shown("\u202e Le\u200byla\u200c ") == "Leyla"
    assert CALLING.shown("علی\u200cرضا") == "علی\u200cرضا"


async def test_nobody_takes_the_name_of_another_voice_of_the_bridge_or_of_a_coordinator(
    village: Village,
) -> None:
    bridge_id = await village.tie()
    await agreed(village, bridge_id, "Leyla")
    orxan = await agreed(village, bridge_id, "Orxan")

    for name in ("لیلا", "Savalan", "ساوالان"):
        with pytest.raises(Refusal) as refusal:
            await village.bridges.rename(name, by=orxan)
        assert refusal.value.text.key == "bridge.name.taken"
    await village.bridges.rename("Orxan B.", by=orxan)

    assert await names(village) == ["Leyla", "Orxan B."]


async def test_one_s_own_name_can_be_written_anew(village: Village) -> None:
    bridge_id = await village.tie()
    leyla = await agreed(village, bridge_id, "Leyla")
    aylin = village.people["aylin"]
    await village.bridges.agree(bridge_id, called="", by=aylin)

    await village.bridges.rename("LEYLA", by=leyla)
    await village.bridges.rename("Aylin", by=aylin)

    assert await names(village) == ["Aylin", "LEYLA"]


@pytest.mark.parametrize("called", ["Körpü", "@aylin", "آیلین", "\u200b", "Kim:\nO", ""])
async def test_a_name_of_the_account_that_could_mislead_gives_way_to_a_word_with_a_number(
    village: Village, called: str
) -> None:
    bridge_id = await village.tie()

    person = await agreed(village, bridge_id, called)

    assert await names(village) == [f"Qonşu {person.id}"]


async def test_a_long_name_of_the_account_is_cut(village: Village) -> None:
    await agreed(village, await village.tie(), "Ağabəyim " * 9)

    [name] = await names(village)
    assert len(name) <= 40
    assert name.startswith("Ağabəyim Ağabəyim")


async def test_a_new_name_holds_from_now_on(village: Village) -> None:
    leyla = await agreed(village, await village.tie(), "Leyla")

    await village.bridges.rename("  Leyla   xanım\n", by=leyla)

    way = (await Carriage(village.db, village.clock).ways())[0]
    assert way.voices[leyla.address].name == "Leyla xanım"
