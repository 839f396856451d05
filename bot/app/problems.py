"""What stops a start, in one line: what is wrong and what to do."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from bot.storage.migrations import (
    DatabaseInUse,
    NewerDatabase,
    NotADatabase,
    StorageProblem,
    UnwritableFolder,
    WrongOwner,
)

_LINES: dict[type[StorageProblem], str] = {
    NewerDatabase: "the database is of a newer version ({version}) than this program knows "
    "({known}): start the newer program, or restore a backup made before",
    WrongOwner: "the database belongs to {owner}, not to {wanted}: choose another with "
    "KORPU_DATABASE_URL or KORPU_DATA_DIR",
    UnwritableFolder: "cannot write in {folder} ({reason}): give this account the right to, or "
    "choose another folder with KORPU_DATA_DIR (or KORPU_DATABASE_URL)",
    NotADatabase: "{path} is no database of ours, or damaged: restore a backup or move it away",
    DatabaseInUse: "another program holds the database {path}: stop that one first",
}

_ELSEWHERE = "with KORPU_DATA_DIR (or KORPU_DATABASE_URL)"
_A_FILE = f"{{folder}} is no folder but a file, or lies under one: choose a folder {_ELSEWHERE}"
_A_FOLDER = f"the database in {{folder}} is a folder, not a file: choose another {_ELSEWHERE}"
_FULL = f"no room is left in {{folder}}: make some, or choose another folder {_ELSEWHERE}"
_FOR_READING = f"{{folder}} is mounted for reading only: choose another folder {_ELSEWHERE}"

_UNWRITABLE = {
    os.strerror(errno.EEXIST): _A_FILE,
    os.strerror(errno.ENOTDIR): _A_FILE,
    os.strerror(errno.EISDIR): _A_FOLDER,
    os.strerror(errno.ENOSPC): _FULL,
    os.strerror(errno.EROFS): _FOR_READING,
}
"""What to do instead where it is not the account's rights that are missing."""


class Problem(Exception):  # noqa: N818 - says what happened
    """The start is refused; the text is one line for the operator."""


@contextlib.contextmanager
def storage_problems_named() -> Iterator[None]:
    """Turn what the storage refuses into a `Problem`."""
    try:
        yield
    except StorageProblem as problem:
        line = _LINES.get(type(problem), "the database cannot be opened: {problem}")
        line = _UNWRITABLE.get(str(problem.values.get("reason")), line)
        raise Problem(line.format(problem=problem, **problem.values)) from None


def already_running(database: Path) -> Problem:
    """Return the problem that another process runs on the database."""
    return Problem(
        f"Körpü is already running on {database}: stop that one first, "
        f"or choose another folder with KORPU_DATA_DIR"
    )


def port_taken(port: int) -> Problem:
    """Return the problem that another program listens on the playground's port."""
    return Problem(
        f"port {port} is taken: stop the program that uses it, "
        f"or choose another port with KORPU_PLAYGROUND_PORT"
    )


def wrong_token(api: str) -> Problem:
    """Return the problem that the Bot API does not know the token."""
    return Problem(
        f"{api} refuses the token: copy KORPU_BOT_TOKEN again from BotFather (/mybots, API Token)"
    )


def no_token(wish: str) -> Problem:
    """Return the problem that what is wished for needs a live bot."""
    return Problem(f"{wish} is for a live bot: set KORPU_BOT_TOKEN as for running it")


def nothing_to_copy(path: Path) -> Problem:
    """Return the problem that there is no database yet."""
    return Problem(
        f"there is no database at {path}: check KORPU_DATABASE_URL and KORPU_DATA_DIR, "
        f"which must be as for running the bot"
    )


def no_such_folder(path: Path) -> Problem:
    """Return the problem that a backup cannot be written where it should be."""
    return Problem(
        f"cannot write {path}: choose a file that does not exist yet, in a folder that does"
    )
