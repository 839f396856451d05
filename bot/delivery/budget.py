"""How many messages may go, and whose turn it is: all limits at once, on any monotonic clock.

Nothing here awaits or looks at a clock, so that tests can drive it through hours in a moment.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import NamedTuple

from bot.delivery.rates import Even, Rate, Window
from bot.domain.delivery import Lane
from bot.domain.estimates import WINDOW_SECONDS, Pace

STORM_CHATS = 3
STORM_SECONDS = 2.0
LONG_HOLD_SECONDS = 60.0
"""Refusals (429) from three chats within two seconds, or one over a minute, are about the bot and
not about a chat: every lane is held, for a minute at most until somebody probes. One chat may be
told to wait for hours: nobody else waits for it."""

PROBE_SECONDS = 20.0
"""When the one message that goes first after a hold has no answer by then, another one goes."""

UNPAID_SECONDS = 3600.0
"""How long nothing is paid for after the bot could not pay: balances do not grow by themselves."""


@dataclass(frozen=True, slots=True)
class ChatLimits:
    """What one chat takes. Source: Telegram Bots FAQ, "My bot is hitting limits"."""

    burst: int = 3
    seconds_between: float = 1.0
    group_per_minute: int = 20


class Turn(NamedTuple):
    """A ticket whose turn has come; `paid` says at whose cost."""

    ticket: int
    paid: bool


class Budget:
    """Who may send now, of those who queue; see the module's constants for the limits.

    What weighs more than one message (an album) takes as much of every limit.
    """

    def __init__(self, pace: Pace, *, now: float, chats: ChatLimits | None = None) -> None:
        self._chat_limits = chats or ChatLimits()
        self._free = Rate(pace.per_second, now=now)
        self._paid = Rate(pace.paid_per_second, now=now) if pace.paid_per_second else None
        self._unpaid_until = -inf
        self._quiet = Window(pace.quiet, WINDOW_SECONDS)
        self._answers = Window(pace.answers, WINDOW_SECONDS)
        self._chats: dict[str, _Chat] = {}
        self._lines = {lane: _Line(self._chats) for lane in Lane}
        self._patient = _Line(self._chats)
        self._payable = _Line(self._chats)
        self._tickets: dict[int, _Ticket] = {}
        self._numbers = count(1)
        self._queued: Counter[str] = Counter()
        self._tidy_at = 1024
        self._refusals: deque[tuple[float, str, float]] = deque()
        self._hold: _Hold | None = None

    def queue(
        self,
        lane: Lane,
        address: str | None,
        *,
        patient: bool = False,
        paid: bool = False,
        weight: int = 1,
    ) -> int:
        """Queue for a turn and return the ticket; no `address`, no chat's limits.

        A `patient` answer goes when no other answer can. A crisis message may be `paid` for, if
        it goes to a person and the bot can pay.
        """
        line = self._lines[lane]
        if patient and lane is Lane.ANSWER:
            line = self._patient
        elif paid and lane is Lane.CRISIS and self._paid is not None and not _is_group(address):
            line = self._payable
        number = next(self._numbers)
        ticket = self._tickets[number] = _Ticket(number, lane, line, address, weight)
        line.add(ticket)
        if address is not None:
            self._queued[address] += weight
        return number

    def leave(self, number: int) -> None:
        """Give a ticket back that is not needed any more."""
        ticket = self._tickets.pop(number, None)
        if ticket is not None:
            self._unqueue(ticket)

    def release(self, now: float) -> list[Turn]:
        """Return the tickets whose turn has come, in order."""
        turns: list[Turn] = []
        self._free.begin(now)
        if self._paid is not None:
            self._paid.begin(now)
        while now >= self._held_until():
            found = self._find(now)
            if found is None:
                break
            ticket, rate = found
            self._go(ticket, rate, now)
            turns.append(Turn(ticket.number, rate is self._paid))
        if turns:
            self._tidy(now)
        return turns

    def left(self, now: float) -> None:
        """Note that all whose turn came have left by now, and that some may have left only now.

        Between a turn and its message this process may be busy: what was let go over 20 ms then
        leaves at once, and would arrive faster than the pace.
        """
        for limit in (self._free, self._paid, self._quiet, self._answers):
            if limit is not None:
                limit.left(now)

    def late(self, since: float, now: float) -> None:
        """Note that one whose turn came at `since` left only now: it waited for its connection."""
        for limit in (self._free, self._paid, self._quiet, self._answers):
            if limit is not None:
                limit.late(since, now)

    def next_at(self, now: float) -> float | None:
        """Return when somebody may go next, or when to look again; None when nobody queues."""
        if not self._tickets:
            return None
        now = max(now, self._held_until())
        at = self._opens_at(self._free, self._first_free, now)
        if self._paid is not None and self._payable.waiting:
            at = min(at, self._opens_at(self._paid, self._payable.first, now))
        return at

    def wait_for(self, address: str | None, now: float) -> float:
        """Return the seconds until this chat takes one more after those that queue for it."""
        if address is None:
            return 0.0
        chat, ahead = self._chats.get(address), self._queued.get(address, 0)
        if chat is None and not ahead:
            return 0.0
        chat = chat or self._new_chat(address)
        return max(0.0, chat.free_at(now=now, ahead=ahead) - now)

    @property
    def is_held(self) -> bool:
        """Whether every lane is held, or only probes."""
        return self._hold is not None

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
            until = min(until, now + LONG_HOLD_SECONDS)
            self._hold = _Hold(max(until, self._hold.until if self._hold else until))

    def answered(self, address: str | None) -> bool:
        """Note that a message was answered by anything but a 429; return whether that frees all,
        which it does after a hold."""
        if self._hold is None or self._hold.probe != (address or ""):
            return False
        self._hold = None
        self._refusals.clear()
        return True

    def is_paid(self, now: float) -> bool:
        """Return whether crisis messages to people are paid for."""
        return self._paid is not None and now >= self._unpaid_until

    def unpaid(self, now: float) -> None:
        """Note that the bot cannot pay: who queues to be paid for goes with the others."""
        self._unpaid_until = now + UNPAID_SECONDS
        crisis = self._lines[Lane.CRISIS]
        for ticket in self._payable.empty():
            ticket.line = crisis
            crisis.add(ticket)

    def pay_again(self) -> None:
        """Try again to pay."""
        self._unpaid_until = -inf

    def _find(self, now: float) -> "tuple[_Ticket, Rate] | None":
        """Return who goes now, and at which rate; the two rates do not count to each other."""
        paid, free = self._paid, self._free
        if paid is not None and self._payable.waiting and paid.takes(1, now):
            ticket = self._payable.first(now)
            if ticket is not None and paid.takes(ticket.weight, now):
                return ticket, paid
        if free.takes(1, now):
            ticket = self._first_free(now)
            # What weighs more keeps its place: who is behind it would take its room again.
            if ticket is not None and free.takes(ticket.weight, now):
                return ticket, free
        return None

    def _first_free(self, now: float) -> "_Ticket | None":
        """Return who goes first of those who are not paid for and whose chat takes it."""
        answer = self._lines[Lane.ANSWER].first(now) or self._patient.first(now)
        # Answers give way only where a crisis message can go: nobody gains by an idle moment.
        gives_way = answer is None or self._answers.free_at(answer.weight) > now
        if gives_way or self._hold:
            crisis = self._lines[Lane.CRISIS].first(now)
            if crisis is not None:
                return crisis
        # What is paid for has a rate of its own. Beside it answers keep their third of this one,
        # and what is not urgent waits as it waits behind any alert.
        if gives_way and self._payable.first(now) is not None:
            return None
        if answer is not None or self._quiet.free_at() > now:
            return answer
        quiet = self._lines[Lane.NOTICE].first(now) or self._lines[Lane.BULK].first(now)
        return quiet if quiet and self._quiet.free_at(quiet.weight) <= now else None

    def _opens_at(
        self, rate: Rate, first: "Callable[[float], _Ticket | None]", now: float
    ) -> float:
        """Return when somebody may go at a rate, or when it is time to look again."""
        opens_at = max(now, rate.free_at())
        ticket = first(opens_at)
        if ticket is not None and rate.free_at(ticket.weight) <= opens_at:
            return opens_at
        moments = [rate.free_at(ticket.weight)] if ticket is not None else []
        for lane in (Lane.NOTICE, Lane.BULK):
            quiet = self._lines[lane].first(opens_at)
            moments += [self._quiet.free_at(quiet.weight)] if quiet is not None else []
        # Last of all: only now everybody who waits for their chat stands apart.
        lines = (*self._lines.values(), self._patient, self._payable)
        moments += [line.wakes_at() for line in lines]
        return min((moment for moment in moments if moment > opens_at), default=inf)

    def _held_until(self) -> float:
        return self._hold.held_until() if self._hold else -inf

    def _go(self, ticket: "_Ticket", rate: Rate, now: float) -> None:
        weight = ticket.weight
        rate.note(now, weight)
        if ticket.lane is Lane.ANSWER:
            self._answers.note(now, weight)
        elif ticket.lane >= Lane.NOTICE:
            self._quiet.note(now, weight)
        if self._hold is not None:
            self._hold.probe, self._hold.probed_at = ticket.address or "", now
        del self._tickets[ticket.number]
        self._unqueue(ticket)
        if ticket.address is not None:
            chat = self._chats.get(ticket.address)
            if chat is None:
                chat = self._chats[ticket.address] = self._new_chat(ticket.address)
            chat.note(now, weight)

    def _unqueue(self, ticket: "_Ticket") -> None:
        del ticket.line.waiting[ticket.number]
        if ticket.address is not None:
            self._queued[ticket.address] -= ticket.weight
            if not self._queued[ticket.address]:
                del self._queued[ticket.address]

    def _new_chat(self, address: str) -> "_Chat":
        return _Chat(self._chat_limits, is_group=_is_group(address))

    def _tidy(self, now: float) -> None:
        """Forget chats that are as fresh as new, so that memory does not grow with the audience."""
        if len(self._chats) < self._tidy_at:
            return
        for address in [key for key, chat in self._chats.items() if chat.is_fresh(now)]:
            del self._chats[address]
        self._tidy_at = max(1024, 2 * len(self._chats))


def _is_group(address: str | None) -> bool:
    # Telegram numbers groups below zero.
    return address is not None and ":-" in address


@dataclass(slots=True)
class _Hold:
    """Every lane is held until then; after it one message goes and its answer decides."""

    until: float
    probe: str | None = None
    probed_at: float = -inf

    def held_until(self) -> float:
        return max(self.until, self.probed_at + PROBE_SECONDS)


@dataclass(slots=True)
class _Ticket:
    """Somebody who queues; numbers rise in the order in which they came."""

    number: int
    lane: Lane
    line: "_Line"
    address: str | None
    weight: int


class _Line:
    """Those who queue in one lane, the first first.

    Who is found to wait for their chat stands apart until then: nobody is looked at twice in
    vain. Numbers that are not in `waiting` any more are passed over.
    """

    __slots__ = ("_chats", "_later", "_ready", "waiting")

    def __init__(self, chats: "Mapping[str, _Chat]") -> None:
        self.waiting: dict[int, _Ticket] = {}
        self._chats = chats
        self._ready: list[int] = []
        self._later: list[tuple[float, int]] = []

    def add(self, ticket: _Ticket) -> None:
        self.waiting[ticket.number] = ticket
        heappush(self._ready, ticket.number)

    def empty(self) -> list[_Ticket]:
        """Send everybody away, and return them."""
        tickets = list(self.waiting.values())
        self.waiting.clear()
        return tickets

    def first(self, now: float) -> _Ticket | None:
        """Return the first whose chat takes what they have to say."""
        while self._later and self._later[0][0] <= now:
            heappush(self._ready, heappop(self._later)[1])
        while self._ready:
            number = self._ready[0]
            ticket = self.waiting.get(number)
            if ticket is not None:
                chat = self._chats.get(ticket.address) if ticket.address is not None else None
                free_at = -inf if chat is None else chat.free_at(ticket.weight)
                if free_at <= now:
                    return ticket
                heappush(self._later, (free_at, number))
            heappop(self._ready)
        return None

    def wakes_at(self) -> float:
        """Return when the next of those is free who were found to wait for their chats."""
        while self._later and self._later[0][1] not in self.waiting:
            heappop(self._later)
        return self._later[0][0] if self._later else inf


class _Chat:
    """What one chat has had lately, and until when a 429 holds it."""

    __slots__ = ("_burst", "_even", "_minute", "held_until")

    def __init__(self, limits: ChatLimits, *, is_group: bool) -> None:
        self._burst = limits.burst
        between = limits.seconds_between
        self._even = Even(between, (limits.burst - 1) * between)
        self._minute = Window(limits.group_per_minute, 60 + WINDOW_SECONDS) if is_group else None
        self.held_until = -inf

    def free_at(self, weight: int = 1, *, ahead: int = 0, now: float = -inf) -> float:
        """Return when `weight` more may go, after `ahead` others that go from `now` on.

        What weighs more than a burst goes when nothing of the last one counts any more.
        """
        needed = ahead + min(weight, self._burst) - 1
        free_at = max(self._even.free_at(ahead=needed, now=now), self.held_until)
        if self._minute is None:
            return free_at
        return max(free_at, self._minute.free_at(weight, ahead=ahead, now=now))

    def note(self, now: float, weight: int) -> None:
        self._even.note(now, weight)
        if self._minute is not None:
            self._minute.note(now, weight)

    def is_fresh(self, now: float) -> bool:
        minute_is_fresh = self._minute is None or self._minute.is_fresh(now)
        return self._even.is_fresh(now) and minute_is_fresh and self.held_until <= now
