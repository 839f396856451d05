"""What a method takes: parameters declared once, read from JSON and form fields alike."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.world.refusal import bad_request

Arguments = dict[str, Any]


class WrongKindError(Exception):
    """A value that is not of the declared kind."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request: its content is not kept."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a method: how it is read, and Telegram's words when it is missing."""

    name: str
    read: Callable[[Any], Any]
    missing: str = ""

    @property
    def required(self) -> bool:
        """Say whether a call without it is refused."""
        return bool(self.missing)


def read_all(specs: tuple[Parameter, ...], given: Mapping[str, Any]) -> Arguments:
    """Return the declared parameters that were given; what is not declared is passed over.

    Raises:
        ApiError: 400, a required one is missing or one is not of its kind.
    """
    arguments: Arguments = {}
    for spec in specs:
        value = given.get(spec.name)
        if spec.missing and value in (None, ""):
            raise bad_request(spec.missing)
        # An empty text is one, as for a caption that is to go; an empty number is none.
        if value is None or (value == "" and spec.read is not string):
            continue
        try:
            arguments[spec.name] = spec.read(value)
        except (WrongKindError, ValueError, TypeError, OverflowError, RecursionError):
            words = spec.missing or f"invalid {spec.name} specified"
            raise bad_request(words) from None
    return arguments


def integer(value: Any) -> int:
    """Read a whole number, also from text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise WrongKindError
    return int(value)


def number(value: Any) -> float:
    """Read a number, also from text."""
    found = float(value)
    if not math.isfinite(found):
        raise WrongKindError
    return found


def boolean(value: Any) -> bool:
    """Read yes or no; as Telegram does, everything but true, 1, yes and the like is no."""
    if isinstance(value, str):
        return value.strip().lower() in ("true", "yes", "t", "1")
    return bool(value)


def string(value: Any) -> str:
    """Read text; a number is taken as its digits."""
    if isinstance(value, dict | list):
        raise WrongKindError
    return value if isinstance(value, str) else str(value)


def chat(value: Any) -> int:
    """Read a chat id; a @username of a chat leads nowhere here."""
    if isinstance(value, str) and value.startswith("@"):
        raise bad_request("chat not found")
    return integer(value)


def structure(value: Any) -> Any:
    """Read an object or a list, sent as such or as JSON text."""
    if isinstance(value, str):
        value = json.loads(value)
    if not isinstance(value, dict | list):
        raise WrongKindError
    return value


def anything(value: Any) -> Any:
    """Take the value as it is; the method looks at it itself."""
    return value
