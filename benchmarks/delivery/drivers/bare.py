"""A loop over the bot's own sender: no outbox, no pace, no record of who has it."""

import uvloop

from benchmarks.delivery.drivers.sending import over, read_task, send_all, when_told
from bot.language.rendered import Rendered, RenderedButton
from bot.telegram.client import make_bots
from bot.telegram.sender import TelegramChannel


async def main() -> int:
    """Send all of the task."""
    task = read_task()
    rows = task.message["reply_markup"]["inline_keyboard"]
    rendered = Rendered(
        task.message["text"],
        buttons=tuple(
            tuple(
                RenderedButton(
                    button["text"],
                    press=button.get("callback_data", ""),
                    url=button.get("url", ""),
                    style=button.get("style", "plain"),
                )
                for button in row
            )
            for row in rows
        ),
    )
    async with make_bots(task.token, task.url) as bots:
        channel = TelegramChannel(bots.broadcast)
        await when_told()
        return await send_all(task, lambda chat: channel.send(f"telegram:{chat}", rendered))


if __name__ == "__main__":
    over(uvloop.run(main()))
