"""How fast people's words become the words of readers: `python -m benchmarks.wording [people]`.

First one card of an event whose words are in one script, for a reader of each language; then a
broadcast of it to so many people in seven languages, through the worker and a channel that only
counts. The times are processor time: a machine with other work shows the same.
"""

import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import uvloop

from bot.app.parts import folder
from bot.clock import ShiftedClock
from bot.delivery.budget import ChatLimits
from bot.delivery.pacing import Pacer
from bot.delivery.worker import Worker
from bot.domain.audiences import Selection
from bot.domain.delivery import Lane, Outcome, Sent
from bot.domain.events import Counts, Event, Stage
from bot.domain.messages import Message, Words
from bot.domain.people import LANGUAGES, Audience
from bot.language.catalogue import Catalogues
from bot.language.reader import Reader
from bot.language.render import Renderer
from bot.language.rendered import Rendered
from bot.services.events.cards import group_card
from bot.storage import outbox, people
from bot.storage.database import Tx
from bot.storage.outbox import Posting
from bot.storage.sqlite import SqliteDatabase

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
TIMES = 500

CARD = group_card(
    Event(
        id=1,
        title=Words({"az": "Şəhər kitabxanasında yeni il görüşü"}),
        starts_at=NOON + timedelta(days=3),
        zone="Asia/Baku",
        place=Words({"az": "Mərkəzi kitabxana, 2-ci otaq"}),
        audience=Audience.EVERYBODY,
        places=40,
        stage=Stage.PUBLISHED,
        version=1,
        organiser_id=None,
    ),
    Counts(going=12, maybe=3),
)


class CountingRenderer(Renderer):
    """Counts how often it is asked."""

    asked = 0

    def render(self, message: Message, reader: Reader) -> Rendered:
        """Render as the bot does."""
        self.asked += 1
        return super().render(message, reader)


class CountingChannel:
    """Takes everything at once, and counts."""

    def __init__(self) -> None:
        self.sent = 0

    async def send(self, address: str, rendered: Rendered, *, paid: bool = False) -> Outcome:
        """Count a message."""
        del address, rendered, paid
        self.sent += 1
        return Sent(str(self.sent))

    async def edit(self, address: str, message_id: str, rendered: Rendered) -> Outcome:
        """Count an edit as a message."""
        del message_id
        return await self.send(address, rendered)

    async def open_ahead(self, connections: int) -> None:
        """Be ready: nothing has to be opened here."""

    async def is_up(self) -> bool:
        """Say that somebody is there: nothing ever fails here."""
        return True

    async def admit(self, group: str, person: str) -> Outcome:
        """Let nobody in: no such thing is asked here."""
        raise NotImplementedError

    async def decline(self, group: str, person: str) -> Outcome:
        """Turn nobody down: no such thing is asked here."""
        raise NotImplementedError

    async def link(self, group: str) -> Outcome:
        """Make no link: no such thing is asked here."""
        raise NotImplementedError


def settle_in(tx: Tx, crowd: int) -> None:
    """Let as many people come, the languages in turn."""
    for number in range(crowd):
        address, language = f"telegram:{number + 1}", LANGUAGES[number % len(LANGUAGES)]
        people.register(tx, address, language=language, now=NOON)
        people.set_reachable(tx, address, reachable=True, reason=None, now=NOON)


def send_to_all(tx: Tx) -> None:
    """Queue the card for everybody."""
    broadcast = outbox.start_broadcast(tx, "event", 1, lane=Lane.NOTICE, by=None, now=NOON)
    posting = Posting(Lane.NOTICE, NOON, broadcast_id=broadcast)
    outbox.enlist(tx, Selection(everybody=True), CARD, posting)


async def broadcast(renderer: CountingRenderer, clock: ShiftedClock, crowd: int) -> str:
    """Send the card to a crowd; return one line about it."""
    channel = CountingChannel()
    with tempfile.TemporaryDirectory() as home:
        migrations = folder("data") / "migrations"
        db = await SqliteDatabase.open(
            Path(home, "bench.db"), owner="playground", migrations=migrations, now=NOON
        )
        await db.write(lambda tx: settle_in(tx, crowd))
        await db.write(send_to_all)
        limits = ChatLimits(burst=crowd, seconds_between=0.001, group_per_minute=crowd)
        pacer = Pacer(per_second=10_000, chats=limits)
        worker = Worker(db, {"telegram": channel}, renderer, clock, pacer, owner="bench")
        began, renderer.asked = process_time(), 0
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(worker.run())
            await worker.idle()
            worker.stop()
        spent = process_time() - began
        await db.close()
    each = spent / channel.sent * 1e6
    return f"{channel.sent:,} sent, {each:.0f} µs each, put into words {renderer.asked} times"


async def main(crowd: int) -> None:
    """Print the times."""
    clock = ShiftedClock(NOON)
    renderer = CountingRenderer(Catalogues.load(folder("locales")), clock)
    for language in LANGUAGES:
        reader = Reader(language, "Europe/Berlin")
        renderer.render(CARD, reader)
        began = process_time()
        for _ in range(TIMES):
            renderer.render(CARD, reader)
        print(f"{language:<4}{(process_time() - began) / TIMES * 1e6:>8.0f} µs a card")
    print(await broadcast(renderer, clock, crowd))


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
