"""What can be found: by words in either script, and never what one could not see anyway."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.clock import Clock
from bot.domain.crises.alerts import IN_FORCE, WORDS_MOST, Alert
from bot.domain.events import Event, Stage, audiences_of
from bot.domain.finding import MOST_EVENTS, MOST_OTHERS, Found
from bot.domain.groups import sides_offered
from bot.domain.messages import text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.script import Converter
from bot.language.sought import Sought
from bot.services.finding.shelf import Shelf
from bot.storage import events, finding, volunteers
from bot.storage.crises import alerts
from bot.storage.database import Database, Tx
from bot.storage.groups import linked

T = TypeVar("T")

MOST_LETTERS = 100
"""Nobody looks for more; a whole message that was sent by mistake is not worked through."""


class Finding:
    """The use case of finding: one reading transaction, and what it knows of titles by heart."""

    def __init__(self, db: Database, clock: Clock, converter: Converter) -> None:
        self._db = db
        self._clock = clock
        self._sought = Sought(converter)
        self._shelf = Shelf(self._sought)

    def forget(self) -> None:
        """Compare anew: the converter reads some words in another way than before."""
        self._sought.forget()
        self._shelf.clear()

    async def warm_up(self) -> None:
        """Work out the titles there are, so that the first who looks need not wait.

        What is known by heart is compared with the table before each search, whoever changed it.
        """
        now = self._clock.now()
        state = await self._db.read(lambda tx: finding.state_of_events(tx, now=now))
        if self._shelf.is_up_to_date(state):
            return
        rows, state = await self._db.read(
            lambda tx: (
                finding.events_to_come(tx, now=now),
                finding.state_of_events(tx, now=now),
            )
        )
        await self._shelf.fill(rows, state)

    async def find(self, words: str, *, by: Person) -> Found:
        """Return what fits `words`, of what the person may see.

        Raises:
            Refusal: there is no word in them.
        """
        words = " ".join(words.split())[:MOST_LETTERS]
        if not self._sought.keys(words):
            raise Refusal(text("find.no_words"))
        await self.warm_up()
        fitting = self._shelf.look(words, audiences=audiences_of(by))
        return await self._db.read(lambda tx: self._found(tx, words, fitting, by=by))

    def _found(self, tx: Tx, words: str, fitting: list[int], *, by: Person) -> Found:
        now = self._clock.now()
        warned = [
            alert
            for alert in alerts.in_states(tx, IN_FORCE)
            if alert.in_force(now) and alert.concerns(by)
        ]
        groups = linked.of_sides(tx, sides_offered(by))
        roster = volunteers.roster(tx, by.coordinates) if by.coordinates else []
        shown = [events.by_id(tx, number) for number in fitting[:MOST_EVENTS]]
        kinds = (
            self._fitting(words, warned, _said_in),
            self._fitting(words, groups, lambda group: group.title),
            self._fitting(words, roster, lambda one: one.name or ""),
        )
        return Found(
            words=words,
            alerts=tuple(kinds[0][:MOST_OTHERS]),
            events=tuple(event for event in shown if event and self._is_open(event, by)),
            groups=tuple(kinds[1][:MOST_OTHERS]),
            volunteers=tuple(kinds[2][:MOST_OTHERS]),
            more=max(len(fitting) - MOST_EVENTS, 0)
            + sum(max(len(kind) - MOST_OTHERS, 0) for kind in kinds),
        )

    def _is_open(self, event: Event, by: Person) -> bool:
        """Tell whether an event is still what it was when it was found."""
        now = self._clock.now()
        published = event.stage is Stage.PUBLISHED and not event.has_begun(now)
        return published and event.audience in audiences_of(by)

    def _fitting(self, words: str, things: Iterable[T], said: Callable[[T], str]) -> list[T]:
        """Return the few things that fit, the best first."""
        keys = self._sought.keys(words)
        points = [(self._sought.fit(keys, self._sought.line(said(one))), one) for one in things]
        fits = sorted((it for it in points if it[0]), key=lambda it: -it[0])
        return [one for _, one in fits]


def _said_in(alert: Alert) -> str:
    versions = alert.wording.all_versions.values() or (alert.wording,)
    return "\n".join(getattr(one, name) for one in versions for name in WORDS_MOST)
