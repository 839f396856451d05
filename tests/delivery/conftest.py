"""People to write to, a channel that records, and the ledger that must hold after each test."""

from collections.abc import AsyncIterator, Callable

import pytest

from bot.domain.audiences import Selection
from bot.domain.clocktime import to_micros
from bot.domain.delivery import Lane
from bot.domain.messages import Message, text
from bot.domain.people import Audience
from bot.storage import outbox
from bot.storage.database import Database, Row, Tx
from bot.storage.outbox import Posting
from tests.conftest import NOON
from tests.delivery.ledger import untrue
from tests.recorder import RecorderChannel


@pytest.fixture(autouse=True)
async def ledgers(db: Database) -> AsyncIterator[None]:
    """After every test each broadcast accounts for its whole audience, and no state lies."""
    yield
    assert await db.read(untrue) == []


@pytest.fixture
def recorder() -> RecorderChannel:
    return RecorderChannel()


def add_person(
    tx: Tx, number: int, *, language: str = "en", side: str = "north", reachable: bool = True
) -> int:
    """Write down person `number`, who is reached at `telegram:<number>`."""
    values = {
        "id": number,
        "language": language,
        "side": side,
        "address": f"telegram:{number}",
        "reachable": int(reachable),
        "now": to_micros(NOON) - 1_000_000 * number,
    }
    tx.run(
        "INSERT INTO people (id, language, side, created_at, seen_at)"
        " VALUES (:id, :language, :side, :now, :now)",
        values,
    )
    tx.run(
        "INSERT INTO addresses (address, person_id, reachable, since_at)"
        " VALUES (:address, :id, :reachable, :now)",
        values,
    )
    return number


def add_group(tx: Tx, number: int, *, side: str = "north") -> int:
    """Write down group `number`, which is reached at `telegram:-<number>`."""
    tx.run(
        "INSERT INTO groups (id, address, title, side, created_at)"
        " VALUES (:id, :address, 'Group', :side, 0)",
        {"id": number, "address": f"telegram:-{number}", "side": side},
    )
    tx.run(
        "INSERT INTO group_addresses (address, group_id, since_at) VALUES (:address, :id, 0)",
        {"id": number, "address": f"telegram:-{number}"},
    )
    return number


def words(some: str) -> Message:
    """Return a message that reads `[some]` in every language: no catalogue has that key."""
    return Message(text(some))


def people_of(numbers: range, *, language: str = "en") -> Callable[[Tx], None]:
    """Return a transaction that writes these people down."""

    def fn(tx: Tx) -> None:
        for number in numbers:
            add_person(tx, number, language=language)

    return fn


def broadcast(
    some: str, *, lane: Lane, may_repeat: bool = False, audience: Audience = Audience.EVERYBODY
) -> Callable[[Tx], int]:
    """Return a transaction that queues a broadcast to everybody and returns its number."""

    def fn(tx: Tx) -> int:
        kind = "alert" if lane is Lane.CRISIS else "notice"
        number = outbox.start_broadcast(tx, kind, None, lane=lane, by=None, now=NOON)
        posting = Posting(lane, NOON, broadcast_id=number, may_repeat=may_repeat)
        outbox.enlist(tx, Selection(audiences=(audience,)), words(some), posting)
        return number

    return fn


async def rows(db: Database) -> list[Row]:
    """Return all deliveries, oldest first."""
    return await db.read(lambda tx: tx.all("SELECT * FROM deliveries ORDER BY id"))


async def states(db: Database) -> list[str]:
    """Return the states of all deliveries, oldest first."""
    return [row["state"] for row in await rows(db)]
