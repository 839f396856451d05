"""Every bad start is one line that says what to do and exit status 2; an outage is no bad start."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app.alone import alone
from bot.app.play import open_playground
from bot.app.problems import Problem
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME, NOON

pytestmark = pytest.mark.process

TOKEN = "123456:AAF-secret_of_nobody"
BOT_PY = (sys.executable, str(HOME / "bot.py"))
WAYS = {
    "bot.py": BOT_PY,
    "-m bot": (sys.executable, "-m", "bot"),
    "korpu": (str(Path(sys.executable).parent / "korpu"),),
}
PATIENCE = 40.0


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return what a program is started with: nothing of ours but these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KORPU_")}
    ours = {"KORPU_DATA_DIR": str(folder / "data"), **settings}
    return {**kept, "PYTHONPATH": str(HOME), **ours}


def refused(folder: Path, *arguments: str, way: tuple[str, ...] = BOT_PY, **settings: str) -> str:
    """Start the program, which must refuse with one line; return the line."""
    ended = subprocess.run(
        [*way, *arguments],
        env=environment(folder, **settings),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    assert ended.stderr.startswith("korpu: ")
    assert "secret" not in ended.stderr
    return ended.stderr


async def database(path: Path, *, owner: str) -> None:
    """Let a database be born."""
    path.parent.mkdir(parents=True)
    db = await SqliteDatabase.open(
        path, owner=owner, migrations=HOME / "data" / "migrations", now=NOON
    )
    await db.close()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_way_in_reaches_the_same_start(tmp_path: Path, way: tuple[str, ...]) -> None:
    if not Path(way[0]).exists():
        pytest.skip("not installed as a command here")

    line = refused(tmp_path, way=way, KORPU_BOT_TOKEN="no token")

    assert line.startswith("korpu: KORPU_BOT_TOKEN: must look like")


def test_owners_without_a_token_do_not_start_the_playground(tmp_path: Path) -> None:
    assert "KORPU_BOT_TOKEN is not" in refused(tmp_path, KORPU_OWNERS="12345")


def test_a_slip_in_the_name_of_the_token_does_not_start_the_playground(tmp_path: Path) -> None:
    assert "did you mean KORPU_BOT_TOKEN?" in refused(tmp_path, KORPU_TOKEN=TOKEN)


@pytest.mark.parametrize("place", ["file", "file/data"])
@pytest.mark.parametrize("token", ["", TOKEN], ids=["playground", "live"])
def test_a_folder_that_is_a_file_is_named(tmp_path: Path, place: str, token: str) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = str(tmp_path / place)

    line = refused(tmp_path, KORPU_DATA_DIR=folder, KORPU_BOT_TOKEN=token)

    assert f"{folder} is no folder but a file, or lies under one" in line
    assert "choose a folder with KORPU_DATA_DIR" in line
    assert "right to" not in line


def test_a_database_that_is_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data" / "korpu.db").mkdir(parents=True)

    line = refused(tmp_path, KORPU_BOT_TOKEN=TOKEN)

    assert f"the database in {tmp_path / 'data'} is a folder" in line


@pytest.mark.parametrize("wish", ["--fresh", "--people=5"])
def test_what_is_for_the_playground_is_refused_with_a_token(tmp_path: Path, wish: str) -> None:
    line = refused(tmp_path, wish, KORPU_BOT_TOKEN=TOKEN)

    assert f"{wish.partition('=')[0]} is for the playground" in line
    assert not (tmp_path / "data").exists()


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "korpu.db"
    await database(path, owner="telegram:123456")
    with closing(sqlite3.connect(path)) as newer, newer:
        newer.execute("INSERT INTO schema_migrations VALUES (999, 'later', 0)")

    assert "newer version (999)" in refused(tmp_path, KORPU_BOT_TOKEN=TOKEN)


@pytest.mark.parametrize("owner", ["telegram:777", "playground"])
async def test_a_database_of_somebody_else_is_not_opened(tmp_path: Path, owner: str) -> None:
    await database(tmp_path / "data" / "korpu.db", owner=owner)

    line = refused(tmp_path, KORPU_BOT_TOKEN=TOKEN)

    assert f"belongs to {owner}, not to telegram:123456" in line


async def test_the_playground_never_opens_a_live_database(tmp_path: Path) -> None:
    await database(tmp_path / "data" / "playground.db", owner="telegram:123456")

    for arguments in ((), ("--fresh",)):
        line = refused(tmp_path, *arguments, KORPU_PLAYGROUND_PORT="0")
        assert "belongs to telegram:123456, not to playground" in line
    assert (tmp_path / "data" / "playground.db").exists()


async def test_starting_over_is_the_way_past_a_playground_of_a_newer_program(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    await database(data / "playground.db", owner="playground")
    with closing(sqlite3.connect(data / "playground.db")) as newer, newer:
        newer.execute("INSERT INTO schema_migrations VALUES (999, 'later', 0)")

    with pytest.raises(Problem, match=r"newer version \(999\)"):
        async with open_playground(data):
            pass
    async with open_playground(data, fresh=True) as playground:
        assert playground.url.startswith("http://127.0.0.1:")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "korpu.db").write_text("dear diary, " * 500)

    assert "no database of ours" in refused(tmp_path, KORPU_BOT_TOKEN=TOKEN)
    assert (tmp_path / "data" / "korpu.db").read_text().startswith("dear diary")


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        line = refused(tmp_path, KORPU_PLAYGROUND_PORT=str(port))

    assert f"port {port} is taken" in line
    assert "KORPU_PLAYGROUND_PORT" in line


def test_a_backup_of_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"

    assert "KORPU_BOT_TOKEN" in refused(tmp_path, "--backup", str(copy))
    assert "no database" in refused(tmp_path, "--backup", str(copy), KORPU_BOT_TOKEN=TOKEN)
    assert not copy.exists()
    assert not (tmp_path / "data" / "korpu.db").exists()


@pytest.mark.parametrize("people", ["-1", "many", "1.5"])
def test_a_crowd_is_a_number(tmp_path: Path, people: str) -> None:
    ended = subprocess.run(
        [*BOT_PY, f"--people={people}"],
        env=environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert "--people: give a number of people, like --people 10000" in ended.stderr
    assert "Traceback" not in ended.stderr


class Api:
    """A Bot API that refuses the methods in `refusing` with 401."""

    def __init__(self) -> None:
        self.refusing: set[str] = set()
        self.address = ""

    async def handle(self, request: web.BaseRequest) -> web.Response:
        method = request.path.rpartition("/")[2].lower()
        if method in self.refusing:
            refusal = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            return web.json_response(refusal, status=401)
        if method == "getme":
            return _ok({"id": 123456, "is_bot": True, "first_name": "K", "username": "korpu_bot"})
        if method == "getupdates":
            await asyncio.sleep(0.05)
            return _ok([])
        return _ok(True)


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


@asynccontextmanager
async def serving(api: Api, port: int = 0) -> AsyncIterator[str]:
    """Serve while in the context; yields the address."""
    runner = web.ServerRunner(web.Server(api.handle, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def started(folder: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the program while in the context."""
    process = await asyncio.create_subprocess_exec(
        *BOT_PY, env=environment(folder, **settings), cwd=folder, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def line_with(process: asyncio.subprocess.Process, words: str) -> str:
    """Read what the program says until a line holds these words; return all of it."""
    assert process.stderr is not None
    said = ""
    async with asyncio.timeout(PATIENCE):
        while words not in said:
            line = (await process.stderr.readline()).decode()
            assert line, f"ended without {words!r}: {said}"
            said += line
    return said


async def rest_of(process: asyncio.subprocess.Process) -> str:
    """Return what the program still says until it ends."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        rest = (await process.stderr.read()).decode()
        await process.wait()
    return rest


async def test_a_wrong_token_is_one_line(tmp_path: Path) -> None:
    api = Api()
    api.refusing = {"getme"}

    async with serving(api) as address:
        start = partial(refused, tmp_path, KORPU_BOT_TOKEN=TOKEN, KORPU_TELEGRAM_API=address)
        line = await asyncio.to_thread(start)

    assert f"{address} refuses the token" in line
    assert "BotFather" in line


async def test_a_token_revoked_while_running_ends_it_with_one_line(tmp_path: Path) -> None:
    api = Api()

    async with (
        serving(api) as address,
        started(tmp_path, KORPU_BOT_TOKEN=TOKEN, KORPU_TELEGRAM_API=address) as process,
    ):
        await line_with(process, "the bot is running")
        api.refusing = {"getupdates"}
        rest = await rest_of(process)

    assert process.returncode == 2
    assert [line for line in rest.splitlines() if "refuses the token" in line] == [
        rest.splitlines()[-1]
    ]
    assert "Traceback" not in rest


async def test_an_api_out_of_reach_is_said_and_waited_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"

    async with started(tmp_path, KORPU_BOT_TOKEN=TOKEN, KORPU_TELEGRAM_API=address) as process:
        await line_with(process, "cannot be reached")
        async with serving(Api(), port):
            said = await line_with(process, "the bot is running")
            process.send_signal(signal.SIGTERM)
            rest = await rest_of(process)

    assert process.returncode == 0
    assert "Traceback" not in said + rest
    assert "secret" not in said + rest


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
async def test_a_bot_that_waits_for_its_api_can_be_stopped(tmp_path: Path, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"

    async with started(tmp_path, KORPU_BOT_TOKEN=TOKEN, KORPU_TELEGRAM_API=address) as process:
        await line_with(process, "cannot be reached")
        process.send_signal(signal.Signals[name])
        rest = await rest_of(process)

    assert process.returncode == 0
    assert "Traceback" not in rest


async def test_a_running_bot_stops_at_once_though_its_api_went_away(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"

    async with started(tmp_path, KORPU_BOT_TOKEN=TOKEN, KORPU_TELEGRAM_API=address) as process:
        async with serving(Api(), port):
            await line_with(process, "the bot is running")
        await line_with(process, "cannot be reached")
        process.send_signal(signal.SIGTERM)
        rest = await rest_of(process)

    assert process.returncode == 0
    assert "Traceback" not in rest


async def test_a_second_process_on_one_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data" / "korpu.db"
    await database(path, owner="telegram:123456")

    with alone(path):
        line = refused(tmp_path, KORPU_BOT_TOKEN=TOKEN, KORPU_TELEGRAM_API="http://127.0.0.1:9")

    assert "already running" in line
