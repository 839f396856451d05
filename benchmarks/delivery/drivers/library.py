"""python-telegram-bot as it comes; with a second argument, behind its own rate limiter."""

import asyncio
import sys

from telegram import InlineKeyboardMarkup, LinkPreviewOptions
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from benchmarks.delivery.drivers.sending import over, read_task, send_all, when_told


async def main() -> int:
    """Send all of the task."""
    task = read_task()
    limit = float(sys.argv[2]) if len(sys.argv) > 2 else 0
    bot: ExtBot[int] = ExtBot(
        task.token,
        base_url=f"{task.url}/bot",
        request=HTTPXRequest(connection_pool_size=task.at_once),
        rate_limiter=AIORateLimiter(overall_max_rate=limit) if limit else None,
    )
    keyboard = InlineKeyboardMarkup.de_json(task.message["reply_markup"], bot)
    preview = LinkPreviewOptions(is_disabled=True)
    async with bot:
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
    over(asyncio.run(main()))
