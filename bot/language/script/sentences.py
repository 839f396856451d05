"""A sentence in the other script: its words one by one, and what stands between them."""

import re
from collections.abc import Callable
from typing import NamedTuple

from bot.language.script.foreign import may_be_foreign
from bot.language.script.letters import ZWNJ, bare, capital, lower, unified
from bot.language.script.lexicon import Lexicon
from bot.language.script.model import Rendering
from bot.language.script.numbers import (
    is_suffixed,
    number_northward,
    number_southward,
    suffix_northward,
    suffix_southward,
)
from bot.language.script.recognise import is_foreign
from bot.language.script.tokens import TOKEN, normal_latin

_SIGNS_SOUTH = str.maketrans({",": "،", ";": "؛", "?": "؟", "“": "«", "„": "«", "”": "»"})
_SIGNS_NORTH = str.maketrans({"،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ",", "٬": "."})

_STRAY = frozenset(
    {
        *("لار", "لر", "لاری", "لری", "لارین", "لرین", "لاردا", "لرده", "لاردان", "لردن"),
        *("لارا", "لره", "لارینی", "لرینی", "لاریندا", "لرینده", "دیر", "دیرلار", "دیرلر"),
        *("لی", "لو", "لیق", "لیک", "لوق", "لوک", "سیز‌لیک", "چی", "چو", "نین", "نون"),
    }
)
"""Suffixes that everyday writing sets apart with a space; none of them is a word."""

_AFTER_A_NAME = {"اوبا": "oba", "آباد": "abad", "بی‌لی": "bəyli", "بیلی": "bəyli"}
"""What places are called by: in Latin script it is one word with the name before it."""


_APART_IN_ARABIC = _STRAY | _AFTER_A_NAME.keys()
_TOKENS = re.compile(f"({TOKEN.pattern})")
_ENDS_SENTENCE = frozenset(".!?؟…\n")

_SECOND_PARTS = frozenset(
    {
        "کند",
        "قیشلاق",
        "تپه",
        "دره",
        "بولاق",
        "بینه",
        "چای",
        "گؤل",
        "گول",
        "آغاج",
        "دوز",
        "قلعه",
        "قالا",
    }
)
"""What a place of two words is called by; a text of just two such words is one place."""

_VILLAGES = ("لی", "لو", "لیلار", "قولو")

_NOT_IN_A_NAME = frozenset(
    [
        "bu",
        "o",
        "hər",
        "bir",
        "iki",
        "böyük",
        "kiçik",
        "yeni",
        "köhnə",
        "aşağı",
        "yuxarı",
        "orta",
        "bala",
        "uzaq",
        "yaxın",
        "gözəl",
        "hansı",
        "bütün",
        "bizim",
        "sizin",
        "mənim",
        "sənin",
        "onun",
        "təzə",
        "baş",
        "birinci",
        "ikinci",
        "üçüncü",
    ]
)


class Stretch(NamedTuple):
    """A stretch of text, word by word."""

    tokens: list[str]
    between: list[str]
    """What stands before each word, and at last what stands after the last one."""
    made: list[Rendering]
    """What became of each word."""
    now_between: list[str]
    """What stands between the words now."""

    def text(self, *, plain: bool) -> str:
        """Return the stretch in the other script; `plain` leaves marks and ZWNJ out."""
        whole = [""] * (2 * len(self.made) + 1)
        whole[::2] = self.now_between
        whole[1::2] = [one[0] for one in self.made]
        if plain:
            whole[::2] = [gap.replace(ZWNJ, "") for gap in self.now_between]
            whole[1::2] = [bare(one[0]) if one[2] else one[0] for one in self.made]
        return "".join(whole)


class Words(NamedTuple):
    """The words of a stretch of text."""

    tokens: list[str]
    between: list[str]
    """What stands before each word, and at last what stands after the last one."""
    made: list[Rendering]
    """What each of them becomes by itself."""

    def are_alike(self, *, arabic: bool) -> bool:
        """Tell whether all of them are to be converted, so that sentences need not be told apart.

        `arabic` tells the script they should be in.
        """
        return all(one[2] for one in self.made) and not may_be_foreign(self.tokens, arabic=arabic)


def words_of(stretch: str, render: Callable[[list[str]], list[Rendering]]) -> Words:
    """Return the words of a stretch of text and what they become."""
    pieces = _TOKENS.split(stretch)
    tokens = pieces[1::2]
    return Words(tokens, pieces[::2], render(tokens))


def southward(stretch: str, words: Words, lexicon: Lexicon, *, glued: bool) -> Stretch | None:
    """Return a stretch of text in Arabic script; None if nothing in it is to be changed.

    `glued` tells that something protected stands right before it.
    """
    tokens, between, made = words
    if not tokens or is_foreign(tokens, arabic=False):
        return None
    now = between
    if lexicon.phrases_south:
        now = list(between)
        _corrected(list(map(normal_latin, tokens)), now, made, lexicon.phrases_south)
    if "-" in stretch:
        now = list(now)
        _hyphenated_names(tokens, now, made, lexicon)
        _hyphens(tokens, now, made, number_southward, suffix_southward, glued=glued)
        _place_links(tokens, now, made)
    return _finished(tokens, between, made, now, _SIGNS_SOUTH)


def northward(
    stretch: str, words: Words, lexicon: Lexicon, *, glued: bool, begins: bool, alone: bool
) -> Stretch | None:
    """Return a stretch of text in Latin script; None if nothing in it is to be changed.

    `glued` tells that something protected stands right before it, `begins` that a sentence
    begins with it, `alone` that it is the whole text.
    """
    tokens, between, made = words
    if not tokens or is_foreign(tokens, arabic=True):
        return None
    now = between
    if lexicon.phrases_north:
        now = list(between)
        plain = [bare(unified(token)) for token in tokens]
        _corrected(plain, now, made, lexicon.phrases_north)
    if "-" in stretch:
        now = list(now)
        _hyphens(tokens, now, made, number_northward, suffix_northward, glued=glued)
    if alone and len(tokens) == 2 and between[1] == " " and _is_place(tokens[1], made[0]):
        now = list(now)
        _place_name(now, made)
    elif not _APART_IN_ARABIC.isdisjoint(tokens):
        now = list(now)
        _strays(tokens, now, made, lexicon)
    for place, gap in enumerate(between[:-1]):
        starts = (place == 0 and begins) or (gap != " " and not _ENDS_SENTENCE.isdisjoint(gap))
        if starts and made[place].changed:
            made[place] = made[place]._replace(result=capital(made[place].result))
    return _finished(tokens, between, made, now, _SIGNS_NORTH)


def _finished(
    tokens: list[str],
    between: list[str],
    made: list[Rendering],
    now: list[str],
    signs: dict[int, str],
) -> Stretch | None:
    if not any(one[2] for one in made):
        return None
    signed = [gap if gap in {" ", ""} else gap.translate(signs) for gap in now]
    return Stretch(tokens, between, made, signed)


def _corrected(
    words: list[str],
    between: list[str],
    made: list[Rendering],
    phrases: dict[str, list[tuple[list[str], str]]],
) -> None:
    """Put in the corrections of more than one word."""
    for place, word in enumerate(words):
        for parts, result in phrases.get(word, ()):
            end = place + len(parts)
            if words[place:end] == parts and set(between[place + 1 : end]) == {" "}:
                made[place] = Rendering(result, 1.0, changed=True)
                for inside in range(place + 1, end):
                    made[inside] = Rendering("", 1.0, changed=True)
                    between[inside] = ""


def _hyphens(
    tokens: list[str],
    between: list[str],
    made: list[Rendering],
    number: Callable[[str, str], tuple[str, str]],
    suffix: Callable[[str], str],
    *,
    glued: bool,
) -> None:
    """See to suffixes after a hyphen: 2-ci, BMT-nin, and after something protected."""
    for place, token in enumerate(tokens):
        if between[place] != "-" or not made[place].changed:
            continue
        if place and tokens[place - 1].isdecimal():
            if is_suffixed(between, tokens, place):
                digits, letters = number(tokens[place - 1], token)
                made[place - 1] = Rendering(digits, 1.0, changed=True)
                made[place] = Rendering(letters, 0.9, changed=True)
        elif (place and not made[place - 1].changed) or (not place and glued):
            made[place] = Rendering(suffix(token), 0.8, changed=True)


def _hyphenated_names(
    tokens: list[str], between: list[str], made: list[Rendering], lexicon: Lexicon
) -> None:
    """Write a name of two words as the dictionary has it: Nyu-York is نیویورک."""
    for place in range(1, len(tokens)):
        if between[place] != "-" or not tokens[place - 1][0].isupper():
            continue
        whole = lexicon.hyphenated(f"{tokens[place - 1]}-{tokens[place]}")
        if whole is not None:
            made[place - 1], made[place] = whole, Rendering("", whole.confidence, changed=True)
            between[place] = ""


def _place_links(tokens: list[str], between: list[str], made: list[Rendering]) -> None:
    """Leave out the -i of Ağbulaq-i Meydan, which Arabic script does not write."""
    for place in range(1, len(tokens) - 1):
        hyphened = tokens[place] == "i" and between[place : place + 2] == ["-", " "]
        if hyphened and tokens[place + 1][0].isupper() and tokens[place - 1][0].isupper():
            made[place] = Rendering("", made[place].confidence, changed=True)
            between[place] = ""
            between[place + 1] = ZWNJ if made[place - 1].result[-1:] in _JOINING else ""


_JOINING = frozenset("بپتثجچحخسشصضطظعغفقکگلمنهی")


def _strays(tokens: list[str], between: list[str], made: list[Rendering], lexicon: Lexicon) -> None:
    """Join a suffix that was set apart to its word, and oba or abad to the name before it."""
    for place in range(1, len(tokens)):
        if between[place] != " ":
            continue
        before, token = made[place - 1], tokens[place]
        if token in _STRAY:
            whole = lexicon.northward(f"{tokens[place - 1]}{ZWNJ}{token}")
            if whole.confidence >= 0.7 or before.confidence < 0.5:
                made[place - 1], made[place] = whole, Rendering("", whole.confidence, changed=True)
                between[place] = ""
        elif token in _AFTER_A_NAME and before.changed and len(before.result) > 2:
            made[place - 1] = before._replace(result=capital(before.result))
            made[place] = made[place]._replace(result=_AFTER_A_NAME[token])
            between[place] = ""


def _is_place(second: str, first: Rendering) -> bool:
    """Tell whether the second of two words, alone in a text, makes them the name of one place."""
    return second in _SECOND_PARTS or (first.result[:1].isupper() and second.endswith(_VILLAGES))


def _place_name(between: list[str], made: list[Rendering]) -> None:
    """Write a place of two words as one: آغ کند is Ağkənd, but بؤیوک کند Böyük kənd."""
    first, second = made
    if first.result not in _NOT_IN_A_NAME and first.changed:
        between[1] = ""
        made[0] = first._replace(result=capital(first.result))
        made[1] = second._replace(result=lower(second.result))
