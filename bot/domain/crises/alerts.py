"""What is true of alerts and check-ins: states, the allowed steps, what an alert says, its seal.

Severity, urgency and certainty are those of OASIS CAP 1.2 without its "unknown": they are asked,
never guessed.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.domain.clocktime import to_micros
from bot.domain.messages import Message, Words, to_json
from bot.domain.people import AUDIENCE_SIDES, Audience, Person, Side

_BLANK_LETTERS = frozenset(map(chr, (0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0)))
"""Letters and signs that show nothing."""


class AlertState(StrEnum):
    """Where an alert stands; `STEPS` says where it can go from there."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    APPROVED = "approved"
    SENDING = "sending"
    STOPPED = "stopped"
    SENT = "sent"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    ENDED = "ended"


_S = AlertState

STEPS: dict[AlertState | None, frozenset[AlertState]] = {
    None: frozenset({_S.DRAFT}),
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.ENDED}),
    _S.SUBMITTED: frozenset({_S.DRAFT, _S.REJECTED, _S.APPROVED, _S.ENDED}),
    _S.REJECTED: frozenset(),
    _S.APPROVED: frozenset({_S.SUBMITTED, _S.SENDING, _S.ENDED}),
    _S.SENDING: frozenset({_S.STOPPED, _S.SENT, _S.SUPERSEDED, _S.RETRACTED, _S.ENDED}),
    _S.STOPPED: frozenset({_S.SUPERSEDED, _S.RETRACTED, _S.ENDED}),
    _S.SENT: frozenset({_S.SUPERSEDED, _S.RETRACTED, _S.ENDED}),
    _S.SUPERSEDED: frozenset(),
    _S.RETRACTED: frozenset(),
    _S.ENDED: frozenset(),
}
"""Every step an alert can take. Nothing else can happen to it."""

IN_FORCE = frozenset({_S.SENDING, _S.SENT})
"""Who joins now sees these."""

ANSWERABLE = IN_FORCE | {_S.STOPPED}
"""A stopped alert reaches nobody new, but those who have it may still say how they are."""

UNDECIDED = frozenset({_S.DRAFT, _S.SUBMITTED, _S.APPROVED})
"""Nobody has got these; they end when they expire."""


class Severity(StrEnum):
    """How bad it is (CAP 1.2, severity)."""

    EXTREME = "extreme"
    SEVERE = "severe"
    MODERATE = "moderate"
    MINOR = "minor"


class Urgency(StrEnum):
    """How soon one must act (CAP 1.2, urgency)."""

    IMMEDIATE = "immediate"
    EXPECTED = "expected"
    FUTURE = "future"
    PAST = "past"


class Certainty(StrEnum):
    """How sure it is (CAP 1.2, certainty); likely is over one half."""

    OBSERVED = "observed"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


class CheckIn(StrEnum):
    """How somebody answers the question an alert asks."""

    SAFE = "safe"
    HELP = "help"
    CAN = "can"


HEADLINE_MOST = 160
"""Letters of a headline (CAP 1.2 recommends at most 160)."""

ACTION_MOST = 500
AREA_MOST = 200
SOURCE_MOST = 200

WORDS_MOST: dict[str, int] = {
    "headline": HEADLINE_MOST,
    "action": ACTION_MOST,
    "area": AREA_MOST,
    "source": SOURCE_MOST,
}
"""The fields an author fills with words, and how many letters each may have."""

CHOICES: dict[str, tuple[str, ...]] = {
    "severity": tuple(Severity),
    "urgency": tuple(Urgency),
    "certainty": tuple(Certainty),
    "side": tuple(Audience),
}
"""The fields with a few values, each of which is a button."""

ASK_AGAIN_AFTER = timedelta(minutes=15)
ASK_AGAIN_TIMES = 2


@dataclass(frozen=True, slots=True)
class Version:
    """The words of an alert in one language. A version is whole: nobody has to put an alert
    together from two languages."""

    headline: str
    action: str
    area: str
    source: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What an alert says and for whom; everything in it is covered by the seal.

    `language` is the one in which its author wrote it first, "" where nobody knows; `versions`
    are the same words in other languages.
    """

    severity: Severity
    urgency: Urgency
    certainty: Certainty
    audience: Audience
    area: str
    headline: str
    action: str
    source: str
    expires: datetime
    language: str = ""
    versions: Mapping[str, Version] = field(default_factory=dict)

    @property
    def first(self) -> Version:
        """The words that the author wrote first."""
        return Version(self.headline, self.action, self.area, self.source)

    @property
    def all_versions(self) -> dict[str, Version]:
        """Every version by its language, the first one first."""
        return {self.language: self.first, **self.versions}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it is written, the first one first; what nobody knows is none."""
        return tuple(filter(None, self.all_versions))

    @property
    def reaches_unsaid(self) -> bool:
        """Whether it goes to those who did not say a side too, unless the approver says no."""
        return self.audience is not Audience.EVERYBODY and self.severity in {
            Severity.EXTREME,
            Severity.SEVERE,
        }


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as it stands; a correction is one too, until approved it has replaced nothing.

    `replaces` is the identifier of the alert that it corrects.
    """

    id: int
    identifier: str
    mode: str
    state: AlertState
    wording: Wording
    with_unsaid: bool
    created_at: datetime
    author_id: int | None = None
    approver_id: int | None = None
    replaces_id: int | None = None
    replaces: str = ""
    sent_at: datetime | None = None

    def may_become(self, state: AlertState) -> bool:
        """Return whether the table of allowed steps has this one."""
        return state in STEPS[self.state]

    def expired(self, now: datetime) -> bool:
        """Return whether its time is over."""
        return self.wording.expires <= now

    def in_force(self, now: datetime) -> bool:
        """Return whether newcomers are shown it."""
        return self.state in IN_FORCE and not self.expired(now)

    def concerns(self, person: Person) -> bool:
        """Return whether it is for the person: for their side, or for who has not said one too."""
        side = person.side or Side.UNSAID
        return side in AUDIENCE_SIDES[self.wording.audience] or (
            self.with_unsaid and side is Side.UNSAID
        )

    def answerable(self, now: datetime) -> bool:
        """Return whether an answer to it still counts."""
        return self.state in ANSWERABLE and not self.expired(now)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answered what. `silent` have it (or may) and did not answer, `waiting` are still
    to get it, `unreachable` cannot get it, `stopped` were left out when sending was stopped."""

    answers: Mapping[CheckIn, int] = field(default_factory=dict)
    silent: int = 0
    waiting: int = 0
    unreachable: int = 0
    stopped: int = 0

    @property
    def registered(self) -> int:
        """All whom the alert was for, and those who answered besides."""
        known = self.silent + self.waiting + self.unreachable + self.stopped
        return known + sum(self.answers.values())


def wording_from(values: Mapping[str, str]) -> Wording:
    """Return the wording that the fields of the form `alert` say, words stripped.

    Raises:
        ValueError: a choice or a moment cannot be read. KeyError: a field is missing.
    """
    return Wording(
        severity=Severity(values["severity"]),
        urgency=Urgency(values["urgency"]),
        certainty=Certainty(values["certainty"]),
        audience=Audience(values["side"]),
        area=values["area"].strip(),
        headline=values["headline"].strip(),
        action=values["action"].strip(),
        source=values["source"].strip(),
        expires=datetime.fromisoformat(values["expires"]),
    )


def as_values(wording: Wording) -> dict[str, str]:
    """Return the fields of the form `alert` that would give this wording."""
    return {
        "severity": wording.severity,
        "urgency": wording.urgency,
        "certainty": wording.certainty,
        "side": wording.audience,
        "area": wording.area,
        "headline": wording.headline,
        "action": wording.action,
        "source": wording.source,
        "expires": wording.expires.isoformat(),
    }


def words_of(wording: Wording, name: str) -> str | Words:
    """Return the field `name` in every language of an alert, such that each reader gets it as it
    was written; a machine's work stands beside an alert and never in its place."""
    if not wording.languages:
        return str(getattr(wording, name))
    versions = wording.all_versions
    return Words({it: getattr(version, name) for it, version in versions.items()}, as_written=True)


def changed(old: Wording, new: Wording) -> tuple[str, ...]:
    """Return the names of the fields that a correction says anew, compared in its own language;
    in a language in which the alert was not, that is all but who says so."""
    before = old.all_versions.get(new.language)
    if before is None:
        before = Version(headline="", action="", area="", source=old.source)
    return tuple(it for it in WORDS_MOST if getattr(before, it) != getattr(new, it))


def based_on(wording: Wording, language: str) -> Wording:
    """Return a wording whose first words are those of its version in `language`."""
    others = {it: said for it, said in wording.all_versions.items() if it != language}
    version = wording.all_versions[language]
    return replace(
        wording,
        headline=version.headline,
        action=version.action,
        area=version.area,
        source=version.source,
        language=language,
        versions=others,
    )


def flaw(wording: Wording, *, now: datetime) -> str | None:
    """Return what is wrong with a wording as the end of a text key (`area_empty`), or None.

    An empty area means nobody, never everybody.
    """
    for version in wording.all_versions.values():
        for name in ("area", "headline", "action", "source"):
            words = getattr(version, name)
            if not any(map(_is_said, words)):
                return f"{name}_empty"
            if len(words) > WORDS_MOST[name]:
                return f"{name}_long"
    return "expires_past" if wording.expires <= now else None


def _is_said(letter: str) -> bool:
    """Tell a letter, digit or picture from what only looks like nothing (joiners, fillers, "-")."""
    return unicodedata.category(letter)[0] in "LNS" and letter not in _BLANK_LETTERS


def seal(alert: Alert, message: Message, *, with_unsaid: bool) -> str:
    """Return the hash of all that an approval is given to: fields, texts in every language, area,
    audience rule, and for a correction the alert that it replaces.

    Counts are not in it: people come and go while an alert waits.
    """
    versions = [(it, astuple(version)) for it, version in alert.wording.all_versions.items()]
    sealed = [
        alert.id,
        alert.identifier,
        alert.mode,
        as_values(alert.wording),
        to_micros(alert.wording.expires),
        alert.replaces_id,
        alert.replaces,
        with_unsaid,
        to_json(message),
        # What was sealed before words had languages stays sealed.
        *([versions] if alert.wording.languages else []),
    ]
    return sha256(json.dumps(sealed, sort_keys=True).encode()).hexdigest()


def is_off(*, counted: int, now: int) -> bool:
    """Return whether an audience has changed so much that the approver is asked again:
    by more than 10 % and more than 20 people."""
    by = abs(now - counted)
    return by > 20 and by * 10 > counted


def remind_approvers_after(round_: int) -> timedelta:
    """Return how long to wait before approvers are reminded for the `round_`th time (from 1):
    five minutes in the first hour, then an hour."""
    return timedelta(minutes=5) if round_ <= 12 else timedelta(hours=1)
