"""Presses of buttons that the server hands out, and how long their answers take."""

import json
import random
import re
import time
from array import array
from typing import Any

from benchmarks.delivery.answers import BOT

Json = dict[str, Any]

_ID = re.compile(rb'callback_query_id(?:"\s*:\s*"?|=)(\d+)')
_NUMBER = {name: re.compile(rb"%b(?:\"\s*:\s*|=)(\d+)" % name) for name in (b"offset", b"timeout")}

SEED = 4


class Presses:
    """Presses that wait for a poll, in the order in which they were made.

    Moments are kept for each: made, handed out first, answered (0 until then).
    """

    def __init__(self, echo: Json) -> None:
        self._echo = echo
        self._made, self._handed, self._answered = array("q"), array("q"), array("q")
        self._people = array("q")
        self._updates: list[tuple[int, bytes]] = []
        self._stream: Json = {}
        self._chance = random.Random(SEED)
        self.polls = 0

    @property
    def waiting(self) -> bool:
        """Whether there is something to hand out."""
        return bool(self._updates)

    def read_poll(self, body: bytes) -> tuple[int, float]:
        """Return the offset and the time-out that a poll names."""
        self.polls += 1
        offset, timeout = (_NUMBER[name].search(body) for name in (b"offset", b"timeout"))
        return int(offset[1]) if offset else 0, float(timeout[1]) if timeout else 0.0

    def confirm(self, offset: int) -> None:
        """Drop what comes before `offset`."""
        self._updates = [one for one in self._updates if one[0] >= offset]

    def press(self, now: int, *, person: int, data: str, message: int = 1) -> None:
        """Let a person press a button under a message of the bot's."""
        number = len(self._made)
        self._people.append(person)
        self._made.append(now)
        self._handed.append(0)
        self._answered.append(0)
        user = {"id": person, "is_bot": False, "first_name": "Ayten", "language_code": "az"}
        chat = {"id": person, "type": "private", "first_name": "Ayten"}
        update = {
            "update_id": number + 1,
            "callback_query": {
                "id": str(number),
                "from": user,
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": message,
                    "from": BOT,
                    "chat": chat,
                    "date": int(time.time()),
                    **self._echo,
                },
            },
        }
        self._updates.append((number + 1, json.dumps(update, ensure_ascii=False).encode()))

    def hand_out(self, now: int) -> bytes:
        """Return what waits, at most a hundred, as a list in JSON."""
        batch = self._updates[:100]
        for number, _ in batch:
            self._handed[number - 1] = self._handed[number - 1] or now
        return b"[%b]" % b",".join(update for _, update in batch)

    def answered(self, body: bytes, now: int) -> None:
        """Note the word at a button."""
        found = _ID.search(body)
        if found and not self._answered[int(found[1])]:
            self._answered[int(found[1])] = now

    def begin(self, *, rate: float, data: str, first: int, people: int) -> None:
        """Let people, numbered from `first` on, press about `rate` times a second, each once."""
        self._stream = {"rate": rate, "data": data, "people": list(range(first, first + people))}

    def end(self) -> None:
        """Let nobody press any more."""
        self._stream = {}

    def next_press(self, now: int) -> float | None:
        """Let the next person press; return the seconds until the one after, None for never.

        People do not press at a beat: the time between two is exponential.
        """
        if not self._stream or not self._stream["people"]:
            return None
        # One at a time: to shuffle 50,000 would hold up what arrives for 40 ms, and the second in
        # which that is read would count as too full.
        people = self._stream["people"]
        place = self._chance.randrange(len(people))
        people[place], people[-1] = people[-1], people[place]
        person = people.pop()
        self.press(now, person=person, data=self._stream["data"])
        return self._chance.expovariate(self._stream["rate"])

    def report(self) -> list[tuple[int, int, int, int]]:
        """Return each press: made, handed out, answered, and by whom it was made."""
        columns = self._made, self._handed, self._answered, self._people
        return list(zip(*columns, strict=True))
