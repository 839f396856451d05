"""Whether two names mean the same city, as people type them in either script."""

from functools import lru_cache
from typing import NamedTuple

from bot.language.folding import name_key
from bot.language.sought import SHORTEST_BONES, bones

_SAME_VOWELS = str.maketrans({"e": "a", "j": "c"})
"""Letters that a Latin spelling has one of where another has the other: Təbriz, Tebriz and Tabriz;
Gəncə and Ganja. (ə reads as e here, and ı as i.)"""


class CityName(NamedTuple):
    """What is compared: the folded name, its consonants, and whether it is in Arabic script."""

    letters: str
    bones: str
    arabic: bool


@lru_cache(4096)
def city_name(words: str) -> CityName:
    """Return what is compared of a city's name."""
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in words)
    return CityName(name_key(words).translate(_SAME_VOWELS), bones(words.strip()), arabic)


def same_city(one: str, other: str) -> bool:
    """Tell whether two names mean the same city.

    In one script they must read the same; across the two their consonants must meet, at least
    two of them, because one script does not write the vowels.
    """
    first, second = city_name(one), city_name(other)
    if first.arabic is second.arabic:
        return bool(first.letters) and first.letters == second.letters
    return len(first.bones) >= SHORTEST_BONES and first.bones == second.bones
