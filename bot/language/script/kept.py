"""What was worked out once and may be asked for again."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(dict[K, V]):
    """A dictionary that makes what it is asked for and does not have: `kept[key]`.

    What is there is found without a call of Python; once it is full, it forgets everything.
    """

    __slots__ = ("_make", "_most")

    def __init__(self, make: Callable[[K], V], most: int) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, key: K) -> V:
        made = self._make(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = made
        return made

    def put(self, keys: Sequence[K], values: Sequence[V]) -> None:
        """Keep what was made elsewhere."""
        if len(self) + len(keys) > self._most:
            self.clear()
        self.update(zip(keys, values, strict=True))
