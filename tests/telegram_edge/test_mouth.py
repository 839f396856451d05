"""What the pacer learns from answers to the speaker: one token, one budget."""

import asyncio

import pytest

from bot.conversation.outgoing import Speak
from bot.delivery.pacing import Pacer
from bot.domain.delivery import Lane
from bot.domain.media import Media, MediaItem
from bot.language.render import Renderer
from bot.language.rendered import Rendered
from bot.telegram.client import Bots
from bot.telegram.menus import Menus
from bot.telegram.mouth import Mouth
from bot.telegram.sender import TelegramChannel
from tests.telegram_edge.conftest import BotApi


async def test_a_429_to_an_answer_holds_the_chat_for_deliveries_too(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    pacer = Pacer()
    api.will_refuse(429, "Too Many Requests: retry after 100", retry_after=100)

    await Mouth(TelegramChannel(bots.interactive), pacer, Menus(bots, (), renderer)).perform(
        Speak("telegram:42", Rendered("Hello"))
    )

    assert pacer.wait_for("telegram:42") > 95


async def test_an_answer_that_arrives_ends_the_hold_of_every_lane(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    pacer = Pacer()
    for chat in ("telegram:1", "telegram:2", "telegram:3"):
        pacer.refused(chat, 0.0)

    await Mouth(TelegramChannel(bots.interactive), pacer, Menus(bots, (), renderer)).perform(
        Speak("telegram:42", Rendered("Hello"))
    )

    async with asyncio.timeout(30):
        await pacer.turn(Lane.NOTICE, "telegram:7")
    assert [path.rpartition("/")[2].lower() for path, _ in api.asked] == ["sendmessage"]


async def test_an_answer_in_place_of_a_message_that_is_gone_is_said_anew(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    api.will_refuse(400, "Bad Request: message to edit not found")

    await Mouth(TelegramChannel(bots.interactive), Pacer(), Menus(bots, (), renderer)).perform(
        Speak("telegram:42", Rendered("Hello"), replaces="7")
    )

    methods = [path.rpartition("/")[2].lower() for path, _ in api.asked]
    assert methods == ["editmessagetext", "sendmessage"]


async def test_an_answer_that_cannot_be_said_is_logged_without_a_word_of_it(
    api: BotApi, bots: Bots, renderer: Renderer, caplog: pytest.LogCaptureFixture
) -> None:
    api.will_refuse(403, "Forbidden: bot was blocked by the user")

    await Mouth(TelegramChannel(bots.interactive), Pacer(), Menus(bots, (), renderer)).perform(
        Speak("telegram:42", Rendered("Hello Leyla"))
    )

    (record,) = caplog.records
    assert (record.message, record.__dict__["outcome"]) == (
        "an answer could not be said",
        "Unreachable",
    )
    assert "Leyla" not in caplog.text


async def test_the_group_hears_instead_when_somebody_cannot_be_written_to(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    api.will_refuse(403, "Forbidden: bot can't initiate conversation with a user")

    await Mouth(TelegramChannel(bots.interactive), Pacer(), Menus(bots, (), renderer)).perform(
        Speak(
            "telegram:42",
            Rendered("Your menu"),
            elsewhere="telegram:-100",
            instead=Rendered("Open the bot"),
        )
    )

    said = [(body["chat_id"], body["text"]) for _, body in api.asked]
    assert said == [(42, "Your menu"), (-100, "Open the bot")]


async def test_an_answer_whose_file_is_gone_has_its_words_at_least(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    api.will_refuse(400, "Bad Request: wrong file identifier/HTTP URL specified")
    media = Media((MediaItem("photo", "p"),))
    mouth = Mouth(TelegramChannel(bots.interactive), Pacer(), Menus(bots, (), renderer))

    await mouth.perform(Speak("telegram:42", Rendered("Hello", media=media)))
    await mouth.perform(Speak("telegram:42", Rendered("", media=media)))
    await mouth.perform(Speak("telegram:42", Rendered("Hello", media=media), replaces="7"))

    methods = [path.rpartition("/")[2] for path, _ in api.asked]
    assert methods == ["sendPhoto", "sendMessage", "sendPhoto", "sendPhoto", "sendMessage"]
