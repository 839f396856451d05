"""Pretend members: they receive, answer check-ins with given odds, and block."""

import asyncio
import random
from collections import deque
from typing import Any

from bot.playground.page import people
from bot.playground.world.refusal import PageError
from bot.playground.world.stage import Stage
from bot.playground.world.things import Message, Person

FIRST_ID = 7_000_000_000
"""Pretend members have ids from here, the cast below."""

MOST_PEOPLE = 200_000

REACTIONS_PER_SECOND = 50
"""How many of the crowd react in a second; the rest wait their turn."""

_TICK_SECONDS = 0.1

PLACES = (
    ("DE", "Europe/Berlin", "az"),
    ("AZ", "Asia/Baku", "az"),
    ("IR", "Asia/Tehran", "fa"),
    ("TR", "Europe/Istanbul", "tr"),
    ("RU", "Europe/Moscow", "ru"),
    ("CA", "America/Toronto", "en"),
    ("SE", "Europe/Stockholm", "fa"),
    ("GB", "Europe/London", "en"),
)

ODDS = {"safe": 0.6, "help": 0.05, "can": 0.1, "block": 0.02, "silent": 0.23}
"""What one of the crowd does with a message that has buttons: press the first, second or third,
block the bot, or nothing."""

_BUTTONS = ("safe", "help", "can")


class Crowd:
    """Adds pretend members and lets them react, in a thread of their own dice."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._odds = dict(ODDS)
        self._waiting: deque[tuple[int, int]] = deque()
        self._next: asyncio.TimerHandle | None = None
        # Chance without secrets; the same crowd reacts the same way every time.
        self._dice = random.Random(7)  # noqa: S311
        stage.crowd = self.receive

    async def add(self, count: int, odds: Any = None) -> int:
        """Add members who have started the bot, tell the program of them, set the odds.

        Raises:
            PageError: too many, or odds that are none.
        """
        world = self._stage.world
        have = len(world.people) - len(world.cast)
        if not 0 <= count <= MOST_PEOPLE - have:
            raise PageError("bad_people")
        if odds is not None:
            self._odds = _checked(odds)
        made = [self._person(have + number) for number in range(1, count + 1)]
        for person in made:
            world.save_person(person)
        if self._stage.hooks.crowd is not None and made:
            await self._stage.hooks.crowd([_told(person) for person in made])
        self._stage.events.tell_all("people")
        return len(made)

    def receive(self, person: Person, message: Message) -> None:
        """Take note of a message that one of the crowd may react to."""
        if message.markup and message.sender == self._stage.world.bot.id:
            self._waiting.append((person.id, message.id))
            if self._next is None:
                self._wake()

    def forget(self) -> None:
        """Let nobody react any more to what they have received so far."""
        self._waiting.clear()
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _wake(self) -> None:
        self._next = asyncio.get_running_loop().call_later(_TICK_SECONDS, self._tick)

    def _tick(self) -> None:
        self._next = None
        for _ in range(int(REACTIONS_PER_SECOND * _TICK_SECONDS)):
            if not self._waiting:
                return
            self._react(*self._waiting.popleft())
        self._wake()

    def _react(self, identifier: int, message: int) -> None:
        person = self._stage.world.people[identifier]
        found = self._stage.world.thread(identifier).get(message)
        if person.blocked or found is None or found.markup is None:
            return
        deed = self._dice.choices(list(self._odds), list(self._odds.values()))[0]
        if deed == "block":
            people.block(self._stage, person, blocked=True)
        elif deed in _BUTTONS:
            data = _data(found)[_BUTTONS.index(deed) :]
            if data:
                people.press(self._stage, person, self._stage.world.bot.id, message, data[0])

    def _person(self, number: int) -> Person:
        country, zone, language = PLACES[number % len(PLACES)]
        return Person(
            FIRST_ID + number,
            f"Person {number}",
            language_code=language,
            country=country,
            zone=zone,
            script="arabic" if language == "fa" else "latin",
            crowd=True,
            started=True,
        )


def _data(message: Message) -> list[str]:
    """Return what the buttons of a message send, in reading order."""
    rows = message.markup["inline_keyboard"] if message.markup else []
    return [one["callback_data"] for row in rows for one in row if "callback_data" in one]


def _checked(odds: Any) -> dict[str, float]:
    """Return odds for every deed; what is not named does not happen."""
    if not isinstance(odds, dict) or not odds.keys() <= ODDS.keys():
        raise PageError("bad_odds")
    if not all(isinstance(share, int | float) and 0 <= share < 1e6 for share in odds.values()):
        raise PageError("bad_odds")
    if not sum(odds.values()):
        raise PageError("bad_odds")
    return {deed: float(odds.get(deed, 0)) for deed in ODDS}


def _told(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.first_name,
        "country": person.country,
        "zone": person.zone,
        "language": person.language_code,
    }
