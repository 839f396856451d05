"""What arrived at the server, and when."""

import json
from array import array
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from benchmarks.delivery.window import SECOND, each_second, most_in_a_second

OTHER, EDIT = 0, -1
"""Kinds of messages: without any mark, and edits; 1, 2 … have the first, second mark."""


class Records:
    """Arrivals in columns, so that taking one down costs nothing."""

    def __init__(self, marks: tuple[bytes, ...]) -> None:
        self._marks = marks
        self._moments = array("q")
        self._chats = array("q")
        self._kinds = array("b")
        self._paid = array("b")
        self._bodies: dict[int, str] = {}
        self.counts: Counter[int] = Counter()
        self.too_many = self.refusals = self.lost = self.connections = self.late = 0

    def note(self, now: int, chat: int, method: bytes, body: bytes, *, paid: bool) -> int:
        """Take one message down; return its kind."""
        kind = EDIT if method.startswith(b"edit") else self._kind(body)
        self._moments.append(now)
        self._chats.append(chat)
        self._kinds.append(kind)
        self._paid.append(paid)
        self.counts[kind] += 1
        if self.counts[kind] == 1:
            self._bodies[kind] = body.decode("utf-8", "replace")
        return kind

    def _kind(self, body: bytes) -> int:
        for number, mark in enumerate(self._marks, 1):
            if mark in body:
                return number
        return OTHER

    def report(self, folder: str) -> dict[str, Any]:
        """Write the columns into `folder`; return the counts."""
        for name in ("moments", "chats", "kinds", "paid"):
            Path(folder, name).write_bytes(getattr(self, f"_{name}").tobytes())
        Path(folder, "bodies.json").write_text(json.dumps(self._bodies, ensure_ascii=False))
        return {
            "arrived": len(self._moments),
            "too_many": self.too_many,
            "refusals": self.refusals,
            "lost": self.lost,
            "connections": self.connections,
            "late": self.late,
        }


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What a server reported, read again: moments in nanoseconds, in order."""

    moments: list[int]
    chats: list[int]
    kinds: list[int]
    paid: list[int]
    bodies: dict[int, str]
    counts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, counts: dict[str, Any]) -> Self:
        """Read what `Records.report` wrote."""
        columns: dict[str, list[int]] = {}
        for name, code in (("moments", "q"), ("chats", "q"), ("kinds", "b"), ("paid", "b")):
            column = array(code)
            column.frombytes(Path(folder, name).read_bytes())
            columns[name] = column.tolist()
        bodies = json.loads(Path(folder, "bodies.json").read_text())
        by_kind = {int(kind): body for kind, body in bodies.items()}
        return cls(**columns, bodies=by_kind, counts=counts)

    def of(self, kind: int) -> list[int]:
        """Return the moments of one kind."""
        return [at for at, found in zip(self.moments, self.kinds, strict=True) if found == kind]

    def between(self, first: int, last: int) -> list[int]:
        """Return all moments from `first` to `last`."""
        return [moment for moment in self.moments if first <= moment <= last]

    def twice(self, kind: int) -> int:
        """Return how many chats got more than one message of a kind."""
        chats = Counter(
            chat for chat, found in zip(self.chats, self.kinds, strict=True) if found == kind
        )
        return sum(times > 1 for times in chats.values())

    def rate(self, kind: int) -> float:
        """Return messages of a kind a second, from the first to the last."""
        return rate_of(self.of(kind))

    def most(self, *, free: bool = False) -> int:
        """Return the most messages in any second, of all or of those that nobody paid for."""
        if not free:
            return most_in_a_second(self.moments)
        both = zip(self.moments, self.paid, strict=True)
        return most_in_a_second([at for at, is_paid in both if not is_paid])

    def each_second(self, kind: int, start: int, *, step: float = 1.0) -> list[float]:
        """Return how many of a kind a second there were, from `start` on."""
        return each_second(self.of(kind), start, step=step)


def rate_of(moments: list[int]) -> float:
    """Return how many a second these are, from the first to the last."""
    if len(moments) < 2 or moments[-1] == moments[0]:
        return 0.0
    return (len(moments) - 1) * SECOND / (moments[-1] - moments[0])
