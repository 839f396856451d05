"""A file for the speaker: as it arrives at a server, and at the playground."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.answers import AnswerFile
from bot.conversation.outgoing import Speak
from bot.delivery.pacing import Pacer
from bot.domain.delivery import Moved, Outcome, OutcomeUnknown, Reason, Rejected, Sent, Unreachable
from bot.language.render import Renderer
from bot.language.rendered import Rendered, RenderedButton
from bot.playground import Playground
from bot.telegram.client import Bots, make_bots
from bot.telegram.menus import Menus
from bot.telegram.mouth import Mouth
from bot.telegram.sender import TelegramChannel
from tests.playground.client import Page
from tests.playground.conftest import ANNA, NEW, Ground
from tests.playground.conftest import TOKEN as PLAYGROUND_TOKEN
from tests.telegram_edge.conftest import TOKEN, BotApi

CONTENT = "BEGIN:VCALENDAR\r\nSUMMARY:شعر گئجه‌سی\r\nEND:VCALENDAR\r\n".encode()
CAPTION = Rendered("<b>Şeir gecəsi</b>", ((RenderedButton("Bax", press="1:ev.show:12"),),))


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    ground = Ground(tmp_path)
    yield await ground.start()
    await ground.stop()


async def send(channel: TelegramChannel, address: str = "telegram:42") -> Outcome:
    return await channel.send_file(address, "event-12.ics", CONTENT, CAPTION, mime="text/calendar")


async def test_a_file_arrives_whole_with_its_name_type_caption_and_buttons(
    api: BotApi, channel: TelegramChannel
) -> None:
    outcome = await send(channel)

    assert outcome == Sent("7")
    assert api.kinds == ["multipart/form-data"]
    [(path, body)] = api.asked
    assert path == f"/bot{TOKEN}/sendDocument"
    assert body == {
        "chat_id": "42",
        "document": CONTENT,
        "caption": "<b>Şeir gecəsi</b>",
        "parse_mode": "HTML",
        "reply_markup": (
            '{"inline_keyboard": [[{"text": "Bax", "callback_data": "1:ev.show:12"}]]}'
        ),
    }
    assert api.files == {"document": ("event-12.ics", "text/calendar")}


async def test_a_silent_file_does_not_ring(api: BotApi, channel: TelegramChannel) -> None:
    await channel.send_file("telegram:42", "shifts.csv", b"a,b\n", Rendered("", silent=True))

    [(_, body)] = api.asked
    assert body["disable_notification"] == "true"
    assert "reply_markup" not in body
    assert api.files == {"document": ("shifts.csv", "text/csv")}


async def test_a_caption_that_is_too_long_is_shortened_and_logged(
    api: BotApi, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    await channel.send_file("telegram:42", "a.ics", b"x", Rendered("<b>" + "ş" * 2000 + "</b>"))

    [(_, body)] = api.asked
    assert len(body["caption"]) <= 1024 + len("…<b></b>")
    assert body["caption"].endswith("…</b>")
    assert [record.message for record in caplog.records] == ["caption shortened"]


@pytest.mark.parametrize(
    ("status", "description", "parameters", "outcome"),
    [
        (403, "Forbidden: bot was blocked by the user", {}, Unreachable(Reason.BLOCKED)),
        (
            400,
            "Bad Request: group chat was upgraded",
            {"migrate_to_chat_id": -5},
            Moved("telegram:-5"),
        ),
        (
            413,
            "Request Entity Too Large",
            {},
            Rejected(Reason.REJECTED, "Request Entity Too Large"),
        ),
        (502, "Bad Gateway", {}, OutcomeUnknown()),
    ],
)
async def test_what_the_server_answers_means_the_same_as_for_a_message(
    api: BotApi,
    channel: TelegramChannel,
    status: int,
    description: str,
    parameters: dict[str, Any],
    outcome: Outcome,
) -> None:
    api.will_refuse(status, description, **parameters)

    assert await send(channel) == outcome


async def test_an_address_elsewhere_gets_nothing(api: BotApi, channel: TelegramChannel) -> None:
    assert isinstance(await send(channel, "whatsapp:42"), Rejected)
    assert api.asked == []


async def test_a_file_is_said_as_an_answer_and_never_put_in_place_of_a_message(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    mouth = Mouth(
        TelegramChannel(bots.interactive), Pacer(per_second=1000), Menus(bots, (), renderer)
    )
    file = AnswerFile("event-12.ics", CONTENT, "text/calendar")

    await mouth.perform(Speak("telegram:42", CAPTION, replaces="5", file=file))

    [(path, body)] = api.asked
    assert path == f"/bot{TOKEN}/sendDocument"
    assert body["document"] == CONTENT


async def test_the_playground_shows_the_file_with_its_caption(playground: Playground) -> None:
    async with Page(playground.url) as page, make_bots(PLAYGROUND_TOKEN, playground.url) as bots:
        channel = TelegramChannel(bots.interactive)

        outcome = await send(channel, f"telegram:{ANNA}")
        never = await send(channel, f"telegram:{NEW}")

        seen = await page.last(ANNA)
    assert outcome == Sent(str(seen["id"]))
    assert seen["media"]["kind"] == "document"
    assert seen["media"]["file_name"] == "event-12.ics"
    assert seen["text"] == "Şeir gecəsi"
    assert [one["data"] for line in seen["buttons"] for one in line] == ["1:ev.show:12"]
    assert isinstance(never, Unreachable)
