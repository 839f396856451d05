"""Many titles by number, ready to be looked through at once."""

import asyncio
from collections.abc import Collection
from typing import NamedTuple

from bot.domain.people import Audience
from bot.language.sought import Line, Sought
from bot.storage.database import Row
from bot.storage.finding import words_of

AT_ONCE = 50
"""So many new titles are worked out before others have their turn: some 10 ms."""


class _Title(NamedTuple):
    """One event: as it stands in the table, what comparing needs of it, and that in one piece."""

    row: Row
    line: Line
    whole: str


class Shelf:
    """Keeps what comparing needs of each title, as long as the title stays what it is.

    It holds nothing that the database does not, and is never written down: there is no second
    copy of anybody's words to be erased, and nothing to be made anew when a rule changes.
    """

    def __init__(self, sought: Sought) -> None:
        self._sought = sought
        self._titles: list[_Title] = []
        self._state: Row | None = None
        self._age = 0

    def clear(self) -> None:
        """Work everything out anew."""
        self._titles, self._state = [], None
        self._age += 1

    def is_up_to_date(self, state: Row) -> bool:
        """Tell whether these are still the titles there are."""
        return state == self._state

    async def fill(self, rows: list[Row], state: Row) -> None:
        """Hold exactly the titles in these rows (`storage.finding`), in their order; `state` is
        what tells later whether they are still so."""
        known = {title.row["id"]: title for title in self._titles}
        titles, fresh, age = [], 0, self._age
        for row in rows:
            found = known.get(row["id"])
            if found is None or found.row != row:
                line = self._sought.line(words_of(row))
                found = _Title(row, line, "".join(line))
                fresh += 1
                if fresh % AT_ONCE == 0:
                    await asyncio.sleep(0)
            titles.append(found)
        if age != self._age:
            return await self.fill(rows, state)
        # Together: while others had their turn, the old ones were still whole.
        self._titles, self._state = titles, state
        return None

    def look(self, words: str, *, audiences: Collection[Audience]) -> list[int]:
        """Return the numbers of the titles for `audiences` that fit, the best first."""
        keys = self._sought.keys(words)
        needles = self._sought.needles(keys)
        wanted = {audience.value for audience in audiences}
        fits = []
        for place, title in enumerate(self._titles):
            whole = title.whole
            for needle in needles:
                if needle in whole:
                    break
            else:
                continue
            points = title.row["audience"] in wanted and self._sought.fit(keys, title.line)
            if points:
                fits.append((-points, place, int(title.row["id"])))
        return [number for *_, number in sorted(fits)]
