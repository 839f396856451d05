"""A process that reads updates and answers them, or stops in the middle of the first.

`python -m tests.telegram_edge.reader DATABASE API answer|hang`; it writes `begun` when an update
has reached its handler.
"""

import asyncio
import os
import sys
from pathlib import Path

from bot.app.parts import make_services
from bot.clock import SystemClock
from bot.conversation.answers import Answer
from bot.conversation.router import Router
from bot.conversation.routes import Call, Command
from bot.delivery.pacing import Pacer
from bot.domain.messages import text
from bot.language.catalogue import Catalogues
from bot.language.render import Renderer
from bot.services import Services
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import make_bots
from bot.telegram.intake import Intake
from bot.telegram.menus import Menus
from bot.telegram.mouth import Mouth
from bot.telegram.sender import TelegramChannel
from tests.conftest import HOME
from tests.recorder import NO_CHAT_LIMITS


async def main(path: Path, api: str, wish: str) -> None:
    clock = SystemClock()
    db = await SqliteDatabase.open(
        path, owner="tests", migrations=HOME / "data" / "migrations", now=clock.now()
    )

    async def answer(call: Call, services: Services) -> Answer:
        os.write(1, b"begun\n")
        if wish == "hang":
            await asyncio.Event().wait()
        return Answer(text("case.note", name="bot", words=call.words))

    renderer = Renderer(Catalogues.load(HOME / "locales"), clock)
    services = make_services(db, clock, owners=frozenset())
    router = Router((Command("say", answer),), services, renderer, clock, bot="korpu_test_bot")
    async with make_bots("123456:SECRET", api) as bots:
        pacer = Pacer(per_second=10_000, chats=NO_CHAT_LIMITS)
        mouth = Mouth(TelegramChannel(bots.interactive), pacer, Menus(bots, (), renderer))
        await Intake(bots, db, router, mouth, clock).run()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
