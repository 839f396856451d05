"""One process a database: two would each take the other's deliveries for left behind."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from bot.app.problems import already_running


@contextlib.contextmanager
def alone(database: Path) -> Iterator[None]:
    """Be the only process that runs on `database` while in the context.

    The lock lies beside the database and goes with the process, however that ends.

    Raises:
        Problem: another process is running on it.
    """
    lock = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise already_running(database) from None
        yield
    finally:
        os.close(lock)
