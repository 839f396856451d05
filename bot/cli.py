"""The ways in: `python bot.py`, `python -m bot` and the console script `korpu` all come here."""

import argparse
import asyncio
import io
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path

from bot.logs import start_logging
from bot.settings import Settings, SettingsProblem, read_settings

WRONG = 2
"""Exit status when a setting, the database or the token is wrong."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the bot, or the playground when there is no token; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="korpu",
        description="A community and crisis chat bot. Without KORPU_BOT_TOKEN it starts the "
        "playground: the whole bot on this machine, in a web page.",
    )
    parser.add_argument(
        "--people", type=_count, default=0, metavar="N", help="playground: add N pretend members"
    )
    parser.add_argument("--fresh", action="store_true", help="playground: start over")
    parser.add_argument("--backup", metavar="FILE", help="copy the live database to FILE and exit")
    chosen = parser.parse_args(arguments)
    _write_any_letter()
    try:
        settings = read_settings()
    except SettingsProblem as problem:
        return _wrong(str(problem))
    if settings.live and (chosen.fresh or chosen.people):
        wish = "--fresh" if chosen.fresh else "--people"
        return _wrong(f"{wish} is for the playground: leave it out, or unset KORPU_BOT_TOKEN")
    start_logging(settings.log)
    # Imported here: what is wrong with the settings is said at once, before the libraries load.
    from bot.app.problems import Problem

    try:
        _run(_chosen(settings, chosen))
    except Problem as problem:
        return _wrong(str(problem))
    except KeyboardInterrupt:
        pass
    return 0


async def _chosen(settings: Settings, chosen: argparse.Namespace) -> None:
    # Each brings what the other does not need: a live bot keeps no playground in memory.
    if chosen.backup:
        from bot.app.live import back_up

        await back_up(settings, Path(chosen.backup))
    elif settings.live:
        from bot.app.live import go_live

        await go_live(settings)
    else:
        from bot.app.play import play

        await play(
            settings.data_dir,
            port=settings.playground_port,
            people=chosen.people,
            fresh=chosen.fresh,
            pace=settings.pace,
            paid_per_second=settings.paid_per_second,
        )


def _run(coroutine: Coroutine[None, None, None]) -> None:
    try:
        import uvloop

        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    except ImportError:
        runner = asyncio.Runner()
    with runner:
        runner.run(coroutine)


def _count(words: str) -> int:
    if not words.isdecimal():
        raise argparse.ArgumentTypeError("give a number of people, like --people 10000")
    return int(words)


def _write_any_letter() -> None:
    """Let no letter that the terminal cannot show stop the start."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _wrong(line: str) -> int:
    print(f"korpu: {line}", file=sys.stderr)
    return WRONG
