"""The wordbook: words that coordinators taught the converter, each in both scripts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST = 40
"""Letters of a word in either script; the longest in the dictionary has 24."""


class Standing(StrEnum):
    """What became of a spelling: waits for its coordinator's yes, holds, or is history."""

    ASKED = "asked"
    KEPT = "kept"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One word as it is rightly written in both scripts. `by` is who taught it, None when they
    have been forgotten; `since` when it began to hold, None before."""

    id: int
    latin: str
    arabic: str
    standing: Standing
    by: int | None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A spelling before it holds, with what it would do: `instead_of` holds now and would be
    replaced, `alike` are Latin words that are written the same in Arabic script and stay."""

    spelling: Spelling
    instead_of: Spelling | None = None
    alike: tuple[str, ...] = ()

    @property
    def is_another(self) -> bool:
        """Whether it changes what another coordinator taught."""
        return self.instead_of is not None and self.instead_of.by != self.spelling.by


@dataclass(frozen=True, slots=True)
class WordbookPage:
    """A page of the spellings that hold, by the alphabet; `sought` is what was looked for."""

    spellings: tuple[Spelling, ...]
    skip: int = 0
    total: int = 0
    sought: str = ""
