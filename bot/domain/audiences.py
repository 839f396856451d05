"""Whom a broadcast is for: people by side, place, language, role, skill, event and last visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.people import Audience

ROLES = ("coordinator", "volunteer")
"""The roles a selection can name; a volunteer is one whom a coordinator has confirmed."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom a broadcast is for: who fits every kind that is named, by any of its values, and is
    in none of `without`. One that names nothing means nobody.

    `audiences` are sides (North = North + both); `countries` ISO 3166 alpha-2 codes; `cities` as
    people type them, in either script; `skills` those of confirmed volunteers; `events` the
    numbers of those to which one is going, maybe going, or waiting for a place; `unseen_days`
    means not seen for at least so many days. With `with_unsaid` the sides include those who did
    not say one (alerts); alone it names nobody.
    """

    everybody: bool = False
    audiences: tuple[Audience, ...] = ()
    countries: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    events: tuple[int, ...] = ()
    unseen_days: int | None = None
    with_unsaid: bool = False
    without: "tuple[Selection, ...]" = ()

    @property
    def is_empty(self) -> bool:
        """Whether no kind is named: then it is for nobody, whatever it leaves out."""
        named = any(getattr(self, name) for name in _LISTS)
        return not (self.everybody or named or self.unseen_days is not None)


_LISTS = ("audiences", "countries", "cities", "languages", "roles", "skills", "events")


def to_json(selection: Selection) -> dict[str, Any]:
    """Return a selection for JSON; what it does not name is left out."""
    kept: dict[str, Any] = {
        name: list(getattr(selection, name)) for name in _LISTS if getattr(selection, name)
    }
    for flag in ("everybody", "with_unsaid"):
        if getattr(selection, flag):
            kept[flag] = True
    if selection.unseen_days is not None:
        kept["unseen_days"] = selection.unseen_days
    if selection.without:
        kept["without"] = [to_json(one) for one in selection.without]
    return kept


def from_json(kept: Mapping[str, Any]) -> Selection:
    """Return the selection that `to_json` made this of."""
    lists = {name: tuple(kept.get(name, ())) for name in _LISTS}
    lists["audiences"] = tuple(Audience(value) for value in lists["audiences"])
    return Selection(
        everybody=bool(kept.get("everybody")),
        unseen_days=kept.get("unseen_days"),
        with_unsaid=bool(kept.get("with_unsaid")),
        without=tuple(from_json(one) for one in kept.get("without", ())),
        **lists,
    )
