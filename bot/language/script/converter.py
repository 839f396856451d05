"""The converter: a whole text from one script into the other."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from bot.language.script.entities import Piece, moved
from bot.language.script.letters import ZWNJ, bare
from bot.language.script.lexicon import Lexicon
from bot.language.script.model import Converted, Correction, Entity, Script, Word
from bot.language.script.protect import protected
from bot.language.script.sentences import Stretch, Words, northward, southward, words_of
from bot.language.script.tokens import SENTENCE, TOKEN

_ENDS_SENTENCE = ".!?؟…\n"


_BEFORE_SENTENCE = ' \t\u200e\u200f\u2066\u2067\u2068\u2069«"“(*_—–-'
"""What may stand between the end of one sentence and the first word of the next."""

_Made = tuple[int, str, Stretch | None, bool]
"""Where a stretch of text begins, what it was, what it is now, and whether it was protected."""

_Part = tuple[int, str, str, float | None]
"""Where a piece begins in the source, the piece, what stands there now, and for a word how sure."""


class Converter:
    """Puts text into the other script. Thread-safe; its corrections win over the dictionary."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self._lexicon = Lexicon(corrections)
        self.edition = 0
        """How often it was corrected: what was converted before may read otherwise now."""

    def correct(self, corrections: Iterable[Correction]) -> None:
        """Put these corrections in the place of those known till now."""
        self._lexicon = Lexicon(corrections)
        self.edition += 1

    def convert(
        self, text: str, to: Script, *, entities: Iterable[Entity] = (), plain: bool = False
    ) -> Converted:
        """Return `text` in the script `to`; what is in that script already stays as it is.

        `plain` writes Arabic script without vowel marks, shadda and ZWNJ.
        """
        entities = tuple(entities)
        found = list(_stretches(text, to, entities, self._lexicon))

        def parts() -> Iterator[_Part]:
            return chain.from_iterable(_parts_of(one, plain=plain) for one in found)

        def told() -> Iterator[Word]:
            return (Word(was, now, at, sure) for at, was, now, sure in parts() if sure is not None)

        return Converted(
            "".join(_text_of(one, plain=plain) for one in found),
            moved(entities, [Piece(*part[:3]) for part in parts()]) if entities else (),
            told,
        )

    def text(self, text: str, to: Script, *, plain: bool = False) -> str:
        """Return only the converted text."""
        found = _stretches(text, to, (), self._lexicon)
        return "".join(_text_of(one, plain=plain) for one in found)


def _stretches(
    text: str, to: Script, entities: tuple[Entity, ...], lexicon: Lexicon
) -> Iterator[_Made]:
    """Yield the text stretch by stretch.

    What is protected, foreign or in the script already is now as it was: None.
    """
    at = 0
    for start, end in [*protected(text, entities), (len(text), len(text))]:
        for stretch_at, stretch, words in _sentences(text[at:start], at, to, lexicon):
            glued = stretch_at == at and at > 0
            if to is Script.ARABIC:
                found = southward(stretch, words, lexicon, glued=glued)
            else:
                found = northward(
                    stretch,
                    words,
                    lexicon,
                    glued=glued,
                    begins=_begins(text, stretch_at),
                    alone=stretch == text,
                )
            yield stretch_at, stretch, found, False
        if start < end:
            yield start, text[start:end], None, True
        at = end


def _sentences(
    text: str, at: int, to: Script, lexicon: Lexicon
) -> Iterator[tuple[int, str, Words]]:
    """Yield the sentences of a text that begins at `at`; the whole if they are all alike."""
    render = lexicon.all_southward if to is Script.ARABIC else lexicon.all_northward
    words = words_of(text, render)
    if words.are_alike(arabic=to is Script.LATIN):
        if text:
            yield at, text, words
        return
    for match in SENTENCE.finditer(text):
        sentence = match.group()
        yield at + match.start(), sentence, words_of(sentence, render)


def _left_words(place: int, stretch: str) -> list[_Part]:
    """Return a stretch that stays as it is; its words are certain."""
    parts: list[_Part] = []
    at = place
    for match in TOKEN.finditer(stretch):
        start = place + match.start()
        if start > at:
            gap = stretch[at - place : match.start()]
            parts.append((at, gap, gap, None))
        word = match.group()
        parts.append((start, word, word, None if word.isdecimal() else 1.0))
        at = start + len(word)
    rest = stretch[at - place :]
    return [*parts, (at, rest, rest, None)] if rest else parts


def _text_of(one: _Made, *, plain: bool) -> str:
    """Return what a stretch is now."""
    return one[1] if one[2] is None else one[2].text(plain=plain)


def _parts_of(one: _Made, *, plain: bool) -> list[_Part]:
    """Return a stretch piece by piece."""
    place, stretch, found, kept = one
    if kept:
        return [(place, stretch, stretch, None)]
    if found is None:
        return _left_words(place, stretch)
    parts: list[_Part] = []
    at = place
    for gap, now, token, made in zip(
        found.between, found.now_between, found.tokens, found.made, strict=False
    ):
        if gap or now:
            parts.append((at, gap, now.replace(ZWNJ, "") if plain else now, None))
        at += len(gap)
        result = bare(made.result) if plain and made.changed else made.result
        parts.append((at, token, result, None if token.isdecimal() else made.confidence))
        at += len(token)
    if found.between[-1]:
        now = found.now_between[-1]
        parts.append((at, found.between[-1], now.replace(ZWNJ, "") if plain else now, None))
    return parts


def _begins(text: str, start: int) -> bool:
    """Tell whether a sentence begins at `start`."""
    before = text[max(0, start - 16) : start].rstrip(_BEFORE_SENTENCE)
    return not before or before[-1] in _ENDS_SENTENCE


@cache
def _uncorrected() -> Converter:
    return Converter()


def to_arabic(text: str, *, plain: bool = False) -> str:
    """Return Azerbaijani text in Arabic script, by the standard of 2001.

    `plain` leaves out vowel marks, shadda and ZWNJ.
    """
    return _uncorrected().text(text, Script.ARABIC, plain=plain)


def to_latin(text: str) -> str:
    """Return Azerbaijani text in Latin script, from any of the spellings in use."""
    return _uncorrected().text(text, Script.LATIN)
