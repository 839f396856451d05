"""What goes on while the bot is killed: a letter, an alert, and what becomes of an alert."""

import asyncio
import json
import random
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.clock import SystemClock
from bot.domain.messages import Message, text, to_json
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME
from tests.delivery.doomed import STAMP
from tests.delivery.mortal import LOOK_SECONDS, Moment, Mortal
from tests.delivery.post import DONE, HELD, RESET_AFTER, UNHEARD, Asked, Fate, refusal
from tests.delivery.settled import FIRST_MEMBER, LETTER, NORTH, Settled, correct, pause

OLD_VERSION = 7
"""A database of the last release has so many migrations behind it."""

_SENDING = "SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'sending')"
_QUEUEING = "SELECT EXISTS (SELECT 1 FROM enlistments WHERE what = '{what}' AND done >= {done})"
_STOPPED = "SELECT EXISTS (SELECT 1 FROM broadcasts WHERE stopped_at IS NOT NULL)"

BROKE = refusal(402)
"""The bot cannot pay."""

_OLD_PEOPLE = """
INSERT INTO people (id, language, side, created_at, seen_at)
VALUES (:id, 'en', 'north', :now, :now)
"""
_OLD_ADDRESSES = """
INSERT INTO addresses (address, person_id, reachable, since_at) VALUES (:address, :id, 1, :now)
"""
_OLD_BROADCAST = """
INSERT INTO broadcasts (id, kind, lane, audience, started_at) VALUES (1, 'notice', 3, :n, :now)
"""
_OLD_CONTENT = """
INSERT INTO contents (id, message, created_at) VALUES (1, :message, :now)
"""
_OLD_DELIVERY = """
INSERT INTO deliveries (content_id, broadcast_id, person_id, action, lane, due_at, created_at)
VALUES (1, 1, :id, 'send', 3, :now, :now)
"""


# Moments --------------------------------------------------------------------------------------


def any_moment(chance: random.Random, *, most: int) -> Moment:
    """Return one of the moments at which a message to about `most` can be killed."""
    return chance.choice(
        (
            after(chance.randint(1, most)),
            between_claim_and_call,
            between_call_and_answer(chance.randint(1, 40)),
            when_true(_SENDING),
            soon(chance.uniform(0.0, 1.0)),
            with_answers_lost(chance.randint(1, most), chance),
        )
    )


def early(chance: random.Random) -> Moment:
    """Return a moment that comes before all is done, so that there is something to kill."""
    return chance.choice(
        (after(chance.randint(1, 60)), between_claim_and_call, between_call_and_answer(5))
    )


def after(copies: int) -> Moment:
    """Return the moment after so many more messages."""

    async def moment(mortal: Mortal) -> None:
        wanted = len(mortal.post.copies) + copies
        await mortal.post.until(lambda: len(mortal.post.copies) >= wanted)

    return moment


def edited(copies: int) -> Moment:
    """Return the moment after so many more edits."""

    async def moment(mortal: Mortal) -> None:
        wanted = mortal.post.calls["editmessagetext"] + copies
        await mortal.post.until(lambda: mortal.post.calls["editmessagetext"] >= wanted)

    return moment


async def between_claim_and_call(mortal: Mortal) -> None:
    """The moment when a message is claimed and nothing of it happens any more."""
    with mortal.post.judging(lambda asked: HELD if asked.speaks else DONE):
        await mortal.post.until(lambda: mortal.post.kept_waiting > 0)


def between_call_and_answer(calls: int) -> Moment:
    """Return the moment when so many messages, or all, stand in their chats unanswered."""

    async def moment(mortal: Mortal) -> None:
        with mortal.post.judging(lambda asked: UNHEARD if asked.speaks else DONE):
            await mortal.post.until(lambda: mortal.post.kept_waiting > 0)
            # There may be fewer left.
            with suppress(TimeoutError):
                async with asyncio.timeout(0.2):
                    await mortal.post.until(lambda: mortal.post.kept_waiting >= calls)

    return moment


def with_answers_lost(copies: int, chance: random.Random) -> Moment:
    """Return the moment after so many messages, of which a tenth was sent and never answered."""

    def judge(asked: Asked) -> Fate:
        return RESET_AFTER if asked.speaks and chance.random() < 0.1 else DONE

    async def moment(mortal: Mortal) -> None:
        with mortal.post.judging(judge):
            await after(copies)(mortal)

    return moment


def when_true(question: str, *, later: float = 0.0) -> Moment:
    """Return the moment, or so many seconds `later`, when the database first says yes."""

    async def moment(mortal: Mortal) -> None:
        while not mortal.is_true(question):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(LOOK_SECONDS)
        await asyncio.sleep(later)

    return moment


def soon(seconds: float) -> Moment:
    """Return the moment so many seconds after birth."""

    async def moment(_: Mortal) -> None:
        await asyncio.sleep(seconds)

    return moment


# Scenes ---------------------------------------------------------------------------------------


async def letter(mortal: Mortal) -> None:
    """A letter to everybody, which nobody may get twice."""
    mortal.post.press(NORTH, mortal.settled.letter)
    await mortal.lives_until(early(mortal.chance))
    for _ in range(3):
        await mortal.lives_until(any_moment(mortal.chance, most=mortal.settled.people))
    await mortal.lives_on()
    assert mortal.arrived("broadcast") > 0


async def alert(mortal: Mortal) -> None:
    """An alert to everybody, which all get unless killed twice over it."""
    mortal.post.press(NORTH, mortal.settled.alert)
    await mortal.lives_until(early(mortal.chance))
    for _ in range(2):
        await mortal.lives_until(any_moment(mortal.chance, most=mortal.settled.people))
    await mortal.lives_on()
    assert mortal.arrived("alert") > 0


async def queueing(mortal: Mortal) -> None:
    """An alert that is killed while its audience is being queued."""
    mortal.post.press(NORTH, mortal.settled.alert)
    for done in range(3):
        least = done * (mortal.chunk or 500)
        await mortal.lives_until(when_true(_QUEUEING.format(what="send", done=least)))
    await mortal.lives_on()
    assert mortal.arrived("alert") > 0


async def stop(mortal: Mortal) -> None:
    """An alert that is stopped on its way: nobody more gets it, whatever happens then."""
    mortal.pace = 60
    mortal.post.press(NORTH, mortal.settled.alert)
    await mortal.lives_until(after(mortal.chance.randint(5, 40)))
    mortal.post.press(NORTH, f"1:al.stop:{mortal.settled.alert_id}")
    later = mortal.chance.choice((0.0, 0.0, 0.01, 0.05))
    await mortal.lives_until(when_true(_STOPPED, later=later))
    before = mortal.arrived("alert")
    await mortal.lives_until(soon(mortal.chance.uniform(0.2, 0.6)))
    await mortal.lives_on()
    assert mortal.is_true(_STOPPED)
    assert mortal.arrived("alert") == before


async def pauses(mortal: Mortal) -> None:
    """An alert that is paused on its way: nobody gets it until it goes on, then all do."""
    mortal.pace = 100
    mortal.post.press(NORTH, mortal.settled.alert)
    await mortal.lives_until(after(mortal.chance.randint(5, 40)))
    await pause(mortal.settled, on=True)
    before = mortal.arrived("alert")
    for _ in range(2):
        await mortal.lives_until(soon(mortal.chance.uniform(0.1, 0.4)))
    assert mortal.arrived("alert") == before
    await pause(mortal.settled, on=False)
    await mortal.lives_until(after(mortal.chance.randint(5, 40)))
    await mortal.lives_on()
    assert mortal.arrived("alert") > before


async def stars(mortal: Mortal) -> None:
    """An alert that is paid for, until the Stars run out."""
    mortal.pace, mortal.paid = 100, 300
    enough = mortal.chance.randint(10, 90)

    def judge(asked: Asked) -> Fate:
        return BROKE if asked.is_paid and len(mortal.post.copies) >= enough else DONE

    mortal.post.press(NORTH, mortal.settled.alert)
    with mortal.post.judging(judge):
        await mortal.lives_until(after(mortal.chance.randint(1, 60)))
    for _ in range(2):
        await mortal.lives_until(any_moment(mortal.chance, most=mortal.settled.people))
    with mortal.post.judging(judge):
        await mortal.lives_on()
    assert not mortal.is_true("SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'failed')")


async def retraction(mortal: Mortal) -> None:
    """An alert that is withdrawn, and whose copies are edited then."""
    mortal.post.press(NORTH, mortal.settled.alert)
    await mortal.lives_until(any_moment(mortal.chance, most=mortal.settled.people))
    if mortal.chance.random() < 0.5:
        await mortal.lives_on()
    mortal.post.press(NORTH, f"1:al.retract_yes:{mortal.settled.alert_id}")
    await mortal.lives_until(after(mortal.chance.randint(1, 60)))
    await mortal.lives_until(edited(mortal.chance.randint(1, 60)))
    await mortal.lives_until(edited(mortal.chance.randint(1, 60)))
    await mortal.lives_on()
    _must_be_edited(mortal)


async def correction(mortal: Mortal) -> None:
    """An alert that is corrected before all have it, and whose old copies are edited then."""
    mortal.post.press(NORTH, mortal.settled.alert)
    await mortal.lives_until(any_moment(mortal.chance, most=mortal.settled.people))
    if not mortal.is_true("SELECT EXISTS (SELECT 1 FROM broadcasts WHERE kind = 'alert')"):
        await mortal.lives_until(after(mortal.chance.randint(1, 60)))
    await correct(mortal.settled)
    await mortal.lives_until(any_moment(mortal.chance, most=mortal.settled.people))
    await mortal.lives_until(edited(mortal.chance.randint(1, 60)))
    await mortal.lives_on()
    assert mortal.arrived("correction") > 0
    _must_be_edited(mortal)


async def migration(mortal: Mortal) -> None:
    """A database of the last release, which is brought up to date with a letter on its way."""
    await _grow_old(mortal)
    for _ in range(2):
        version = mortal.chance.randint(OLD_VERSION, OLD_VERSION + 3)
        question = f"SELECT MAX(version) >= {version} FROM schema_migrations"
        await mortal.lives_until(
            when_true(question, later=mortal.chance.choice((0.0, 0.002, 0.01)))
        )
    await mortal.lives_on()
    assert mortal.arrived("broadcast") > 0


Scene = Callable[[Mortal], Awaitable[None]]
SCENES: tuple[Scene, ...] = (
    letter,
    alert,
    queueing,
    stop,
    pauses,
    stars,
    retraction,
    correction,
    migration,
)


def _must_be_edited(mortal: Mortal) -> None:
    """Every copy of the alert that surely stands somewhere says that it counts no more."""
    copies = mortal.ask(
        "SELECT message_id, address FROM deliveries JOIN broadcasts"
        " ON broadcasts.id = broadcast_id WHERE kind = 'alert' AND action = 'send'"
        " AND state = 'sent' AND person_id IS NOT NULL"
    )
    for copy in copies:
        chat = int(copy["address"].partition(":")[2])
        edits = mortal.post.edits.get((chat, int(copy["message_id"])), [])
        assert edits, ("an old copy stands unedited", copy)
        assert "WITHDRAWN" in edits[-1] or "REPLACED" in edits[-1], edits[-1]


async def _grow_old(mortal: Mortal) -> None:
    """Put a database of the last release in the place of the one there is."""
    path = mortal.settled.path
    path.unlink()
    folder = path.parent / "migrations"
    folder.mkdir()
    for file in sorted((HOME / "data" / "migrations").glob("*.sql"))[:OLD_VERSION]:
        shutil.copy(file, folder)
    db = await SqliteDatabase.open(path, owner=STAMP, migrations=folder, now=SystemClock().now())
    try:
        await db.write(lambda tx: _settle_old(tx, mortal.settled))
    finally:
        await db.close()


def _settle_old(tx: Tx, settled: Settled) -> None:
    people = settled.people - 2
    now = {"now": 1}
    message = json.dumps(to_json(Message(text(LETTER))))
    tx.run(_OLD_CONTENT, {**now, "message": message})
    tx.run(_OLD_BROADCAST, {**now, "n": people})
    for number in range(people):
        one = {**now, "id": number + 1, "address": f"telegram:{FIRST_MEMBER + number}"}
        tx.run(_OLD_PEOPLE, one)
        tx.run(_OLD_ADDRESSES, one)
        tx.run(_OLD_DELIVERY, one)
