"""What a method of the Bot API is here: a name, what it takes, what it does."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.playground.api.parameters import Arguments, Parameter
from bot.playground.world.stage import Stage


@dataclass(frozen=True, slots=True)
class Method:
    """One row of a table of methods; `run` returns the result, or what is awaited for it."""

    name: str
    run: Callable[[Stage, Arguments], Any | Coroutine[Any, Any, Any]]
    parameters: tuple[Parameter, ...] = ()
