"""How many messages may go, and whose turn it is: all limits at once, on any monotonic clock.

Nothing here awaits or looks at a clock, so that tests can drive it through hours in a moment.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil, inf

from bot.domain.delivery import Lane

WINDOW_SECONDS = 1.008
"""The second in which we count. The extra is for the way: what we send a second apart may arrive
a little closer together."""

SLICE_SECONDS = 0.01
"""Messages go in slices this far apart, so that a second's worth never goes at once."""

CATCH_UP_SECONDS = 0.1
"""So much of a time in which nothing could go (a busy moment of this process) is made up for."""

STORM_CHATS = 3
STORM_SECONDS = 2.0
LONG_HOLD_SECONDS = 60.0
"""Refusals (429) from three chats within two seconds, or one over a minute, are about the bot and
not about a chat: every lane is held."""

PROBE_SECONDS = 20.0
"""When the one message that goes first after a hold has no answer by then, another one goes."""

_ORDER = (Lane.ANSWER, Lane.CRISIS, Lane.NOTICE, Lane.BULK)
_CRISIS_FIRST = (Lane.CRISIS, Lane.ANSWER, Lane.NOTICE, Lane.BULK)


@dataclass(frozen=True, slots=True)
class ChatLimits:
    """What one chat takes. Source: Telegram Bots FAQ, "My bot is hitting limits"."""

    burst: int = 3
    seconds_between: float = 1.0
    group_per_minute: int = 20


class Budget:
    """Who may send now, of those who queue; see the module's constants for the limits."""

    def __init__(self, per_second: int, *, now: float, chats: ChatLimits | None = None) -> None:
        self._chat_limits = chats or ChatLimits()
        self._even = _Even(WINDOW_SECONDS / per_second, CATCH_UP_SECONDS, start=now)
        self._all = _Window(per_second, WINDOW_SECONDS)
        # 25 and 10 of the usual 30.
        self._quiet = _Window(max(1, per_second * 5 // 6), WINDOW_SECONDS)
        self._answers = _Window(max(1, per_second // 3), WINDOW_SECONDS)
        self._slice = max(1, ceil(1.5 * per_second * SLICE_SECONDS))
        self._slice_at = now
        self._lanes: dict[Lane, dict[int, str | None]] = {lane: {} for lane in Lane}
        self._patient: dict[int, str | None] = {}
        self._tickets = count(1)
        self._queued: Counter[str] = Counter()
        self._chats: dict[str, _Chat] = {}
        self._tidy_at = 1024
        self._refusals: deque[tuple[float, str, float]] = deque()
        self._hold: _Hold | None = None

    def queue(self, lane: Lane, address: str | None, *, patient: bool = False) -> int:
        """Queue for a turn and return the ticket; no `address`, no chat's limits.

        A `patient` answer goes when no other answer can.
        """
        ticket = next(self._tickets)
        line = self._patient if patient and lane is Lane.ANSWER else self._lanes[lane]
        line[ticket] = address
        if address is not None:
            self._queued[address] += 1
        return ticket

    def leave(self, ticket: int) -> None:
        """Give a ticket back that is not needed any more."""
        for waiting in (*self._lanes.values(), self._patient):
            if ticket in waiting:
                self._unqueue(waiting.pop(ticket))

    def release(self, now: float) -> list[int]:
        """Return the tickets whose turn has come, in order."""
        released: list[int] = []
        if now < self._slice_at:
            return released
        while len(released) < self._slice and now >= self._open_at():
            found = self._choose(now)
            if found is None:
                break
            lane, ticket = found
            line = self._lanes[lane] if ticket in self._lanes[lane] else self._patient
            self._go(lane, line.pop(ticket), now)
            released.append(ticket)
        if released:
            self._slice_at = now + SLICE_SECONDS
            self._tidy(now)
        return released

    def next_at(self, now: float) -> float | None:
        """Return when a ticket can next be released, or None when nobody queues."""
        open_at = max(now, self._slice_at, self._open_at())
        earliest = inf
        for lane, address in self._waiting():
            free_at = self._free_at(lane, address)
            if free_at <= open_at:
                return open_at
            earliest = min(earliest, free_at)
        return None if earliest == inf else earliest

    def wait_for(self, address: str | None, now: float) -> float:
        """Return the seconds until this chat takes one more after those that queue for it."""
        if address is None:
            return 0.0
        chat = self._chats.get(address) or self._new_chat(address)
        return max(0.0, chat.free_at(now, ahead=self._queued[address]) - now)

    def refused(self, address: str | None, seconds: float, now: float) -> None:
        """Note a 429: its chat is held, and all are when it is not about the chat."""
        key = address or ""
        if address is not None:
            chat = self._chats.setdefault(address, self._new_chat(address))
            chat.held_until = max(chat.held_until, now + seconds)
        self._refusals.append((now, key, now + seconds))
        while self._refusals[0][0] < now - STORM_SECONDS:
            self._refusals.popleft()
        is_storm = len({chat for _, chat, _ in self._refusals}) >= STORM_CHATS
        is_probe = self._hold is not None and self._hold.probe == key
        if is_storm or is_probe or seconds > LONG_HOLD_SECONDS:
            until = max(until for _, _, until in self._refusals)
            self._hold = _Hold(max(until, self._hold.until if self._hold else until))

    def answered(self, address: str | None) -> None:
        """Note that a message was answered by anything but a 429; after a hold that frees all."""
        if self._hold is not None and self._hold.probe == (address or ""):
            self._hold = None
            self._refusals.clear()

    def _waiting(self) -> Iterator[tuple[Lane, str | None]]:
        for lane, waiting in self._lanes.items():
            for address in waiting.values():
                yield lane, address
        for address in self._patient.values():
            yield Lane.ANSWER, address

    def _open_at(self) -> float:
        """Return when anything at all may go."""
        held_until = self._hold.held_until() if self._hold else -inf
        return max(self._even.free_at(), self._all.free_at(), held_until)

    def _choose(self, now: float) -> tuple[Lane, int] | None:
        # Answers give way only where a crisis message can go: nobody gains by an idle moment.
        crisis_first = self._hold is not None or self._answers.free_at() > now
        for lane in _CRISIS_FIRST if crisis_first else _ORDER:
            for ticket, address in self._in_line(lane):
                if self._free_at(lane, address) <= now:
                    return lane, ticket
        return None

    def _in_line(self, lane: Lane) -> Iterator[tuple[int, str | None]]:
        yield from self._lanes[lane].items()
        if lane is Lane.ANSWER:
            yield from self._patient.items()

    def _free_at(self, lane: Lane, address: str | None) -> float:
        lane_at = self._quiet.free_at() if lane >= Lane.NOTICE else -inf
        chat = self._chats.get(address) if address is not None else None
        return max(lane_at, chat.free_at()) if chat else lane_at

    def _go(self, lane: Lane, address: str | None, now: float) -> None:
        self._even.note(now)
        self._all.note(now)
        if lane == Lane.ANSWER:
            self._answers.note(now)
        if lane >= Lane.NOTICE:
            self._quiet.note(now)
        if self._hold is not None:
            self._hold.probe, self._hold.probed_at = address or "", now
        self._unqueue(address)
        if address is not None:
            self._chats.setdefault(address, self._new_chat(address)).note(now)

    def _unqueue(self, address: str | None) -> None:
        if address is not None:
            self._queued[address] -= 1
            if not self._queued[address]:
                del self._queued[address]

    def _new_chat(self, address: str) -> "_Chat":
        # Telegram numbers groups below zero.
        return _Chat(self._chat_limits, is_group=":-" in address)

    def _tidy(self, now: float) -> None:
        """Forget chats that are as fresh as new, so that memory does not grow with the audience."""
        if len(self._chats) < self._tidy_at:
            return
        self._chats = {key: chat for key, chat in self._chats.items() if not chat.is_fresh(now)}
        self._tidy_at = max(1024, 2 * len(self._chats))


@dataclass(slots=True)
class _Hold:
    """Every lane is held until then; after it one message goes and its answer decides."""

    until: float
    probe: str | None = None
    probed_at: float = -inf

    def held_until(self) -> float:
        return max(self.until, self.probed_at + PROBE_SECONDS)


class _Window:
    """At most so many in any stretch of `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=most)

    def free_at(self, *, ahead: int = 0, now: float = 0.0) -> float:
        """Return when one more may go, after `ahead` others that go from `now` on."""
        position = len(self._times) + ahead - self._most
        if position < 0:
            return -inf
        made = self._times[position] if position < len(self._times) else now
        return made + self._seconds

    def note(self, now: float) -> None:
        self._times.append(now)

    def is_fresh(self, now: float) -> bool:
        return not self._times or self._times[-1] + self._seconds <= now


class _Even:
    """One every `interval` seconds; up to `lag` seconds that were not used may be made up for."""

    def __init__(self, interval: float, lag: float, *, start: float = -inf) -> None:
        self._interval = interval
        self._lag = lag
        self._next = start + interval

    def free_at(self, *, ahead: int = 0, now: float = -inf) -> float:
        """Return when one more may go, after `ahead` others that go from `now` on."""
        return max(self._next, now - self._lag) + ahead * self._interval

    def note(self, now: float) -> None:
        self._next = max(self._next, now - self._lag) + self._interval

    def is_fresh(self, now: float) -> bool:
        return self._next <= now - self._lag


class _Chat:
    """What one chat has had lately, and until when a 429 holds it."""

    def __init__(self, limits: ChatLimits, *, is_group: bool) -> None:
        between = limits.seconds_between
        self._even = _Even(between, (limits.burst - 1) * between)
        self._minute = _Window(limits.group_per_minute, 60 + WINDOW_SECONDS) if is_group else None
        self.held_until = -inf

    def free_at(self, now: float = -inf, *, ahead: int = 0) -> float:
        free_at = max(self._even.free_at(ahead=ahead, now=now), self.held_until)
        if self._minute is None:
            return free_at
        return max(free_at, self._minute.free_at(ahead=ahead, now=now))

    def note(self, now: float) -> None:
        self._even.note(now)
        if self._minute is not None:
            self._minute.note(now)

    def is_fresh(self, now: float) -> bool:
        minute_is_fresh = self._minute is None or self._minute.is_fresh(now)
        return self._even.is_fresh(now) and minute_is_fresh and self.held_until <= now
