"""What can be done with a form that is half filled in: kept, gone on with, thrown away."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.storage import drafts
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Draft:
    """One person's answers to one form so far, the field that is asked now, and the number of the
    update that brought it there."""

    form: str
    field: str
    answers: Mapping[str, str]
    number: int


class Drafts:
    """The use cases of drafts; each method is one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def active(self, person_id: int) -> Draft | None:
        """Return the form that the person is filling in now, if any."""
        return _draft(await self._db.read(lambda tx: drafts.active(tx, person_id)))

    async def of(self, person_id: int, form: str) -> Draft | None:
        """Return the person's draft of `form`, whether it is being filled in now or rests."""
        return _draft(await self._db.read(lambda tx: drafts.of(tx, person_id, form)))

    async def keep(
        self, person_id: int, form: str, *, field: str, answers: Mapping[str, str], number: int
    ) -> None:
        """Keep the answers so far; this form is now the one being filled in.

        `number` is the update's: after a kill it may be handled once more.
        """
        words = json.dumps(dict(answers), ensure_ascii=False)
        now = self._clock.now()
        await self._db.write(
            lambda tx: drafts.keep(
                tx, person_id, form, field=field, answers=words, number=number, now=now
            )
        )

    async def end(self, person_id: int, form: str) -> bool:
        """Throw the draft away; return whether there was one."""
        return await self._db.write(lambda tx: drafts.end(tx, person_id, form))

    async def rest(self, person_id: int) -> None:
        """Keep every draft, but take none of the person's next words for an answer."""
        if await self.active(person_id):
            await self._db.write(lambda tx: drafts.rest(tx, person_id))


def _draft(row: Mapping[str, Any] | None) -> Draft | None:
    if row is None:
        return None
    return Draft(row["form"], row["field"], json.loads(row["answers"]), row["update_number"])
