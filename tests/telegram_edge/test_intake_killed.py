"""A process killed between fetching and answering."""

import asyncio
import sys
from pathlib import Path

from tests.conftest import HOME
from tests.telegram_edge.updating import Telegram, says, telegram

STORED = 5


async def test_a_kill_between_fetching_and_answering_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "child.db"
    async with telegram(path) as api:
        await api.bring(
            *(says(number, number, f"/say {number}") for number in range(1, STORED + 1))
        )
        first = await _reader(path, api, "hang")
        assert first.stdout is not None
        for _ in range(STORED):
            await first.stdout.readline()
        await api.until_confirmed(STORED)
        first.kill()
        await first.wait()
        assert api.said == []

        second = await _reader(path, api, "answer")
        await api.until_said(STORED)
        second.kill()
        await second.wait()

    assert sorted(int(html.rpartition("\n")[2]) for _, html in api.said) == list(
        range(1, STORED + 1)
    )
    assert api.lost == []


async def _reader(path: Path, api: Telegram, wish: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.telegram_edge.reader",
        str(path),
        api.address,
        wish,
        stdout=asyncio.subprocess.PIPE,
        cwd=HOME,
    )
