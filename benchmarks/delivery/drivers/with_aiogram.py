"""aiogram, with the event loop that its extra `fast` brings."""

import ssl

import uvloop
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions

from benchmarks.delivery.drivers.sending import over, read_task, send_all, when_told


async def main() -> int:
    """Send all of the task."""
    task = read_task()
    session = AiohttpSession(api=TelegramAPIServer.from_base(task.url), limit=task.at_once)
    if task.url.startswith("https"):
        # It trusts only the certificates that it brings along.
        session._connector_init["ssl"] = ssl.create_default_context()
    keyboard = InlineKeyboardMarkup.model_validate(task.message["reply_markup"])
    preview = LinkPreviewOptions(is_disabled=True)
    async with Bot(task.token, session=session) as bot:
        await when_told()
        return await send_all(
            task,
            lambda chat: bot.send_message(
                chat,
                task.message["text"],
                parse_mode="HTML",
                link_preview_options=preview,
                reply_markup=keyboard,
            ),
        )


if __name__ == "__main__":
    over(uvloop.run(main()))
