"""What leaves the worker for every language setting, whatever languages the words are in."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from html import unescape
from itertools import combinations

import pytest

from bot.clock import ShiftedClock
from bot.domain.crises.alerts import (
    WORDS_MOST,
    Alert,
    AlertState,
    Certainty,
    Severity,
    Urgency,
    Version,
    Wording,
)
from bot.domain.delivery import Lane
from bot.domain.events import Counts, Event, Stage
from bot.domain.languages import OTHER_SCRIPT, choose, chosen
from bot.domain.messages import Message, Text, Words
from bot.domain.people import LANGUAGES, Audience
from bot.language.catalogue import Catalogues
from bot.language.direction import cleaned
from bot.language.reader import Reader
from bot.language.render import Renderer
from bot.language.rendered import Rendered
from bot.language.script import to_arabic, to_latin
from bot.services.crises import cards as alert_cards
from bot.services.events import cards as event_cards
from bot.storage import outbox
from bot.storage.database import Database, Tx
from bot.storage.outbox import Posting
from bot.telegram.fitting import fit_html
from tests.conftest import NOON
from tests.delivery.conftest import add_group, add_person
from tests.recorder import RecorderChannel, working

SUBSETS = [some for n in range(1, 8) for some in combinations(LANGUAGES, n)]

TITLES = {
    "az": "Şəhərin yeni kitabxanası",
    "azb": "شهرین یئنی مکتبی",
    "en": "Autumn meeting",
    "ru": "Осенняя встреча",
    "tr": "Sonbahar buluşması",
    "fa": "گردهمایی پاییزی",
    "de": "Herbsttreffen",
}
AUTOMATIC = {"az": to_latin(TITLES["azb"]), "azb": to_arabic(TITLES["az"])}

PEOPLE = [
    *((language, reads) for language in LANGUAGES for reads in ("", "ru,de")),
    ("azb", "az,fa,en"),
]
"""Language and chosen order: none, another one, and one that is what is usual anyway."""


def event(present: Sequence[str], number: int = 0) -> Message:
    title = Words({it: TITLES[it] for it in present})
    return event_cards.group_card(
        Event(
            number,
            title,
            NOON + timedelta(days=1),
            "Asia/Baku",
            Words({}),
            Audience.EVERYBODY,
            None,
            Stage.PUBLISHED,
            1,
            1,
        ),
        Counts(),
    )


def alert(present: Sequence[str], number: int) -> Message:
    first, *others = [(it, Version(TITLES[it], TITLES[it], "7", "112")) for it in present]
    return written(*first, dict(others), number=number)


def written(
    language: str,
    first: Version,
    others: Mapping[str, Version] | None = None,
    *,
    number: int = 1,
) -> Message:
    """Return the message of an alert with these words."""
    wording = Wording(
        Severity.SEVERE,
        Urgency.IMMEDIATE,
        Certainty.OBSERVED,
        Audience.EVERYBODY,
        first.area,
        first.headline,
        first.action,
        first.source,
        NOON + timedelta(hours=6),
        language=language,
        versions=others or {},
    )
    found = Alert(number, "K1", "live", AlertState.SENDING, wording, False, created_at=NOON)
    return alert_cards.alert_message(found)


def settle_in(tx: Tx) -> None:
    for number, (language, reads) in enumerate(PEOPLE, start=1):
        add_person(tx, number, language=language)
        tx.run("UPDATE people SET reads = :r WHERE id = :id", {"r": reads, "id": number})


async def delivered(
    db: Database, renderer: Renderer, clock: ShiftedClock, messages: Sequence[Message]
) -> list[list[Rendered]]:
    """Send every message to everybody; return what each person got, in the messages' order."""
    recorder = RecorderChannel()
    await db.write(settle_in)

    def queue(tx: Tx) -> None:
        for rank, message in enumerate(messages):
            posting = Posting(Lane.NOTICE, NOON, rank=rank)
            outbox.to_people(tx, range(1, len(PEOPLE) + 1), message, posting)

    await db.write(queue)
    async with working(db, recorder, renderer, clock) as worker:
        await worker.idle()
    got: list[dict[int, Rendered]] = [{} for _ in PEOPLE]
    for call in recorder.calls:
        assert call.rendered is not None
        number = int(call.rendered.buttons[0][0].press.rpartition(":")[2])
        got[int(call.address.partition(":")[2]) - 1][number] = call.rendered
    assert len(recorder.calls) == len(messages) * len(PEOPLE)
    return [[some[number] for number in range(len(messages))] for some in got]


def plain(html: str) -> str:
    return cleaned(unescape(re.sub("<[^<>]*>", "", html)))


@pytest.fixture
def remark(renderer: Renderer) -> dict[tuple[str, str], str]:
    """What is said to a reader of a language of words in another, and of automatic ones."""
    keys = ("words.automatic", *(f"words.in.{it}" for it in LANGUAGES))
    return {
        (own, key): plain(renderer.say(Text(key), Reader(own))) for own in LANGUAGES for key in keys
    }


async def test_every_member_gets_one_version_of_an_event_and_is_told_which(
    db: Database,
    renderer: Renderer,
    clock: ShiftedClock,
    remark: dict[tuple[str, str], str],
) -> None:
    got = await delivered(
        db, renderer, clock, [event(some, number) for number, some in enumerate(SUBSETS)]
    )

    for (own, reads), mine in zip(PEOPLE, got, strict=True):
        for present, rendered in zip(SUBSETS, mine, strict=True):
            words = plain(rendered.html)
            choice = choose(present, own, chosen(reads, own))
            wanted = AUTOMATIC[own] if choice.automatic else TITLES[choice.language]
            shown = [it for it in (*TITLES.values(), *AUTOMATIC.values()) if it in words]
            assert shown == [wanted]
            assert (remark[own, "words.automatic"] in words) == choice.automatic
            named = [it for it in LANGUAGES if remark[own, f"words.in.{it}"] in words]
            assert named == ([] if choice.automatic or own in present else [choice.language])
            pressed = [button.press for line in rendered.buttons for button in line]
            assert any("ev.orig" in it for it in pressed) == choice.automatic


async def test_every_member_gets_an_alert_as_it_was_written_and_a_machines_work_only_beside_it(
    db: Database,
    renderer: Renderer,
    clock: ShiftedClock,
    remark: dict[tuple[str, str], str],
) -> None:
    got = await delivered(
        db, renderer, clock, [alert(some, number) for number, some in enumerate(SUBSETS)]
    )

    for (own, reads), mine in zip(PEOPLE, got, strict=True):
        for present, rendered in zip(SUBSETS, mine, strict=True):
            words = plain(rendered.html)
            choice = choose(present, own, chosen(reads, own))
            assert [it for it in TITLES if TITLES[it] in words] == [choice.language]
            assert words.count(TITLES[choice.language]) == 2
            beside = words.count(AUTOMATIC[own]) if own in OTHER_SCRIPT else 0
            assert beside == (2 if choice.automatic else 0)
            named = [it for it in LANGUAGES if remark[own, f"words.in.{it}"] in words]
            assert named == ([] if choice.automatic or own in present else [choice.language])
            if choice.automatic:
                assert words.index(TITLES[choice.language]) < words.index(AUTOMATIC[own])


@pytest.mark.parametrize("present", [("az",), ("azb",), ("az", "azb"), ("ru",)])
async def test_a_joint_group_reads_the_original_in_one_half_and_the_automatic_in_the_other(
    db: Database, renderer: Renderer, clock: ShiftedClock, present: tuple[str, ...]
) -> None:
    recorder = RecorderChannel()
    await db.write(lambda tx: add_group(tx, 1, side="joint"))
    posting = Posting(Lane.NOTICE, NOON)
    await db.write(lambda tx: outbox.to_group(tx, 1, event(present), posting))

    async with working(db, recorder, renderer, clock) as worker:
        await worker.idle()

    rendered = recorder.calls[0].rendered
    assert rendered is not None
    words = plain(rendered.html)
    in_latin = TITLES["az"] if "az" in present else AUTOMATIC["az"]
    in_arabic = TITLES["azb"] if "azb" in present else AUTOMATIC["azb"]
    if present == ("ru",):
        in_latin = in_arabic = TITLES["ru"]
    assert words.index(in_latin) <= words.rindex(in_arabic)
    marks = words.count("🔁")
    assert marks == (1 if len(present) == 1 and present != ("ru",) else 0)
    pressed = [button.press for line in rendered.buttons for button in line]
    assert "1:ev.orig:0" not in pressed


@pytest.mark.parametrize("letter", ["ə", "&", "🌍"], ids=["letters", "escaped", "pictures"])
@pytest.mark.parametrize("side", ["north", "south", "joint"])
async def test_the_longest_alert_fits_and_is_cut_only_in_what_a_machine_made(
    db: Database, renderer: Renderer, clock: ShiftedClock, side: str, letter: str
) -> None:
    most = {name: "a" + letter * (n - 1) for name, n in WORDS_MOST.items()}
    recorder = RecorderChannel()
    await db.write(lambda tx: add_group(tx, 1, side=side))
    posting = Posting(Lane.NOTICE, NOON)
    message = written("az", Version(**most))
    await db.write(lambda tx: outbox.to_group(tx, 1, message, posting))

    async with working(db, recorder, renderer, clock) as worker:
        await worker.idle()

    html = recorder.calls[0].html
    assert fit_html(html) == html or (side, letter) == ("joint", "🌍")
    words = plain(html)
    assert all(said in words for said in most.values())
    assert ("🔁" in words) == (side != "north")


@pytest.mark.parametrize("side", ["north", "south"])
async def test_a_group_of_one_script_has_the_original_behind_a_button(
    db: Database, renderer: Renderer, clock: ShiftedClock, side: str
) -> None:
    recorder = RecorderChannel()
    await db.write(lambda tx: add_group(tx, 1, side=side))
    posting = Posting(Lane.NOTICE, NOON)
    await db.write(lambda tx: outbox.to_group(tx, 1, event(("az",)), posting))

    async with working(db, recorder, renderer, clock) as worker:
        await worker.idle()

    rendered = recorder.calls[0].rendered
    assert rendered is not None
    pressed = [button.press for line in rendered.buttons for button in line]
    assert ("1:ev.orig:0" in pressed) == (side == "south")


async def test_a_broadcast_is_put_into_words_once_for_each_language_and_order(
    db: Database, catalogues: Catalogues, clock: ShiftedClock
) -> None:
    renderer = Counting(catalogues, clock)
    orders = {(language, chosen(reads, language)) for language, reads in PEOPLE}

    await delivered(db, renderer, clock, [event(("az",))])

    assert renderer.rendered == len(orders) < len(PEOPLE)


class Counting(Renderer):
    """A renderer that counts how often it is asked."""

    rendered = 0

    def render(self, message: Message, reader: Reader) -> Rendered:
        self.rendered += 1
        return super().render(message, reader)
