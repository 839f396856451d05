"""How far a broadcast is: its numbers, its pace, and how often its card is edited."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.delivery import Reason, State
from bot.domain.messages import Text, press, text

WATCHED_FROM = 20
"""A broadcast to fewer people and groups is over before anybody has looked: it has no card."""

FIRST_GAP = timedelta(seconds=3)
GAP = timedelta(seconds=5)
LATE_GAP = timedelta(seconds=15)
"""So long a card stays as it is: less would take messages away from those who wait."""

LATE = timedelta(minutes=1)
"""From then on nobody stares at the card any more."""

SOONEST = timedelta(seconds=1)
"""How soon we look again, at the soonest: the last seconds of a send."""

RATE_OVER = timedelta(seconds=10)
"""The pace is that of so many last seconds."""

CELLS = 10
"""So long is the bar."""

FULL, EMPTY = "▰", "▱"

ALERTS = ("alert", "correction")
"""Kinds of broadcasts that are stopped as the alert that they are."""

LETTERS = ("broadcast", "rewording")

STOPPABLE = (*ALERTS, *LETTERS, "event")
"""What withdraws something, or says that it is over, cannot be stopped: it must reach everybody."""

_OPEN = (State.WAITING, State.SENDING)

Counts = Mapping[tuple[State, Reason | None], int]
"""How many deliveries stand in each state, by reason."""


class Sample(NamedTuple):
    """How many had gone at a moment."""

    at: datetime
    gone: int


@dataclass(frozen=True, slots=True)
class Report:
    """How long a broadcast took, and after how long one half and 95 % of those had it who have it;
    in seconds."""

    took: int
    half: int
    most: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a broadcast stands: all that its card says.

    `rate` is messages a second of late, None while that is not known; `behind` the number of the
    broadcast that goes first, None while there is none; `paused_since` when everything was paused,
    None while it goes on. Once it `is_over` nothing changes any more, and
    there is a `report` if anybody has it.
    """

    counts: Counts
    rate: int | None = None
    behind: int | None = None
    paused_since: datetime | None = None
    is_stopped: bool = False
    is_over: bool = False
    report: Report | None = None

    def of(self, *states: State) -> int:
        """Return how many deliveries stand in these states."""
        return sum(n for (state, _), n in self.counts.items() if state in states)

    @property
    def audience(self) -> int:
        """How many people and groups it is for."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """How many are still to get it."""
        return self.of(*_OPEN)

    @property
    def gone(self) -> int:
        """How many it was sent to, whatever came of it."""
        return self.of(State.SENT, State.FAILED, State.UNKNOWN)

    @property
    def held(self) -> int:
        """How many have it, surely or perhaps: what is on its way cannot be called back."""
        return self.of(State.SENT, State.UNKNOWN, State.SENDING)

    @property
    def percent(self) -> int:
        """How much of the work is done, 100 only when all of it is."""
        return 100 * (self.audience - self.open) // max(1, self.audience)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at this pace, None while that cannot be said."""
        return self.open / self.rate if self.rate and not self.is_over else None

    def is_news_after(self, shown: "Standing") -> bool:
        """Return whether more than numbers has changed since."""
        return (self.is_over, self.is_stopped, self.paused_since) != (
            shown.is_over,
            shown.is_stopped,
            shown.paused_since,
        )


def bar(standing: Standing) -> Text:
    """Return the bar of a broadcast; it grows the way the reader reads."""
    cells = CELLS * standing.percent // 100
    return text("progress.bar", full=FULL * cells, empty=EMPTY * (CELLS - cells))


def stop_press(kind: str, subject_id: int | None, broadcast_id: int) -> str:
    """Return what a button carries that stops such a broadcast, "" for one that cannot be."""
    if kind not in STOPPABLE or subject_id is None:
        return ""
    return press("al.stop", subject_id) if kind in ALERTS else press("snd.stop", broadcast_id)


def remembered(samples: Sequence[Sample], new: Sample) -> tuple[Sample, ...]:
    """Return the samples that tell the pace, with a new one: the last seconds, and at least one
    before."""
    late = [one for one in samples if new.at - RATE_OVER <= one.at < new.at]
    return (*(late or samples[-1:]), new)


def pace(samples: Sequence[Sample]) -> int | None:
    """Return messages a second over these samples, at least 1 where anything went; None when they
    are too close together to tell."""
    seconds = (samples[-1].at - samples[0].at) / timedelta(seconds=1)
    if seconds < 1:
        return None
    gone = samples[-1].gone - samples[0].gone
    return max(1, round(gone / seconds)) if gone > 0 else 0


def gap(age: timedelta) -> timedelta:
    """Return how long a card stays as it is that was edited when its broadcast was so old."""
    if age < FIRST_GAP:
        return FIRST_GAP
    return GAP if age < LATE else LATE_GAP


def to_json(standing: Standing) -> str:
    """Return where a broadcast stands as it is kept."""
    report = standing.report
    return json.dumps(
        {
            "counts": [[state, reason, n] for (state, reason), n in standing.counts.items()],
            "rate": standing.rate,
            "behind": standing.behind,
            "paused": to_micros(standing.paused_since) if standing.paused_since else None,
            "stopped": standing.is_stopped,
            "over": standing.is_over,
            "report": [report.took, report.half, report.most] if report else None,
        }
    )


def from_json(kept: str) -> Standing:
    """Return what `to_json` wrote."""
    data = json.loads(kept)
    return Standing(
        {(State(state), Reason(why) if why else None): n for state, why, n in data["counts"]},
        data["rate"],
        data.get("behind"),  # cards that an earlier release wrote do not have it
        from_micros(data["paused"]) if data["paused"] is not None else None,
        is_stopped=data["stopped"],
        is_over=data["over"],
        report=Report(*data["report"]) if data["report"] else None,
    )
