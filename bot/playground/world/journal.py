"""Where the world is kept: a file of JSON lines that is only appended to."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Document = tuple[str, Any, Any]
"""Kind, key and value; a later document of the same kind and key replaces the earlier one."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Journal:
    """An append-only file of documents.

    A line is handed to the operating system before the request that caused it is answered, so
    killing the process loses nothing that was answered; a line torn by the kill is ignored.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1

    def read(self) -> Iterator[Document]:
        """Return the documents in the order they were written."""
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                document = _decode(line)
                if document is not None:
                    yield document

    def begin(self, documents: Iterable[Document]) -> None:
        """Replace the file by `documents` in one step, and go on appending to it."""
        self.close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8", errors="replace") as file:
            file.writelines(_encode(document) + "\n" for document in documents)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)

    def write(self, kind: str, key: Any, value: Any) -> None:
        """Append one document; None as value takes it away."""
        os.write(self._file, (_encode((kind, key, value)) + "\n").encode(errors="replace"))

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _decode(line: str) -> Document | None:
    """Return the document on this line, or None for a line that a kill has torn."""
    try:
        kind, key, value = json.loads(line)
    except (ValueError, TypeError):
        return None
    return kind, key, value
