"""What the page is told while it is open: server-sent events for those who watch."""

import asyncio
import json
from collections.abc import Collection
from typing import Any

LONGEST_QUEUE = 1000
"""Events kept for a page that does not read; beyond, it is cut off and comes back by itself."""

CALM_SECONDS = 0.2
"""How long unread counts may lag behind, so that a broadcast redraws the page a few times only."""


class Watcher:
    """One open page, seen as one person (None: only what concerns everybody)."""

    def __init__(self, person: int | None) -> None:
        self.person = person
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(LONGEST_QUEUE + 1)


class Events:
    """All open pages."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()
        self._soon: asyncio.TimerHandle | None = None

    @property
    def watched(self) -> bool:
        """Say whether anybody looks; nothing needs to be prepared for nobody."""
        return bool(self._watchers)

    def open(self, person: int | None) -> Watcher:
        """Begin to collect events for a page."""
        watcher = Watcher(person)
        self._watchers.add(watcher)
        return watcher

    def close(self, watcher: Watcher) -> None:
        """Stop collecting for a page that has gone."""
        self._watchers.discard(watcher)

    def people_soon(self) -> None:
        """Tell every page that people have changed (new unread messages), at a calm pace."""
        if self._watchers and self._soon is None:
            loop = asyncio.get_running_loop()
            self._soon = loop.call_later(CALM_SECONDS, self._tell_people)

    def _tell_people(self) -> None:
        self._soon = None
        self.tell_all("people")

    def close_all(self) -> None:
        """Let every page go: the playground stops."""
        if self._soon is not None:
            self._soon.cancel()
        for watcher in self._watchers:
            if not watcher.queue.full():
                watcher.queue.put_nowait(None)
        self._watchers.clear()

    def tell(self, people: Collection[int], kind: str, **facts: Any) -> None:
        """Tell the pages of these people."""
        if self._watchers:
            self._send([one for one in self._watchers if one.person in people], kind, facts)

    def tell_all(self, kind: str, **facts: Any) -> None:
        """Tell every page."""
        self._send(list(self._watchers), kind, facts)

    def _send(self, watchers: list[Watcher], kind: str, facts: dict[str, Any]) -> None:
        if not watchers:
            return
        line = f"event: {kind}\ndata: {json.dumps(facts, ensure_ascii=False)}\n\n".encode(
            errors="replace"
        )
        for watcher in watchers:
            if watcher.queue.qsize() >= LONGEST_QUEUE:
                watcher.queue.put_nowait(None)
                self._watchers.discard(watcher)
            else:
                watcher.queue.put_nowait(line)
