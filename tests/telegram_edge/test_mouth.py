"""What the pacer learns from answers to the speaker: one token, one budget."""

import asyncio

from bot.conversation.outgoing import Speak
from bot.delivery.pacing import Pacer
from bot.domain.delivery import Lane
from bot.language.rendered import Rendered
from bot.telegram.client import Bots
from bot.telegram.mouth import Mouth
from bot.telegram.sender import TelegramChannel
from tests.telegram_edge.conftest import BotApi


async def test_a_429_to_an_answer_holds_the_chat_for_deliveries_too(
    api: BotApi, bots: Bots
) -> None:
    pacer = Pacer()
    api.will_refuse(429, "Too Many Requests: retry after 100", retry_after=100)

    await Mouth(TelegramChannel(bots.interactive), pacer).perform(
        Speak("telegram:42", Rendered("Hello"))
    )

    assert pacer.wait_for("telegram:42") > 95


async def test_an_answer_that_arrives_ends_the_hold_of_every_lane(api: BotApi, bots: Bots) -> None:
    pacer = Pacer()
    for chat in ("telegram:1", "telegram:2", "telegram:3"):
        pacer.refused(chat, 0.0)

    await Mouth(TelegramChannel(bots.interactive), pacer).perform(
        Speak("telegram:42", Rendered("Hello"))
    )

    async with asyncio.timeout(5):
        await pacer.turn(Lane.NOTICE, "telegram:7")
    assert [path.rpartition("/")[2].lower() for path, _ in api.asked] == ["sendmessage"]
