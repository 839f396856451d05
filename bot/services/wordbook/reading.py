"""One message put into a script: for whom, in how many pieces, and where the converter guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.formatted import Formatted, cut
from bot.domain.people import Person
from bot.language.direction import is_rtl
from bot.language.formatted import formatted
from bot.language.script import Converter, Entity, Script, Word, script_of
from bot.language.script.entities import units
from bot.language.spelled import in_small_letters

UNSURE = 0.6
"""Words of which the converter is less sure are underlined: they are spelled by rules alone."""

PIECE = 3500
"""UTF-16 units of one piece; the rest of Telegram's 4096 is for what stands round it."""

MOST_PIECES = 3

_ENDS_SENTENCE = ".!?…\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """A message in a script: its pieces in order, whether words in it are guesses, and whether it
    was longer than all pieces hold."""

    pieces: tuple[Formatted, ...]
    guesses: bool
    shortened: bool


def own_script(person: Person) -> Script:
    """Return the letters in which somebody reads: those of their language."""
    return Script.ARABIC if is_rtl(person.language) else Script.LATIN


def other(script: Script) -> Script:
    """Return the other one of the two scripts."""
    return Script.LATIN if script is Script.ARABIC else Script.ARABIC


def to_put(words: str) -> Script | None:
    """Return the script that Azerbaijani words are in, None for any other language."""
    return script_of(words)


def read(converter: Converter, words: str, entities: Iterable[Entity], to: Script) -> Reading:
    """Return a message in the script `to`, the words that are guesses underlined."""
    entities = tuple(entities)
    guessed = [it for it in converter.convert(words, to, entities=entities).words if _is_guess(it)]
    places = units(words)
    lines = [
        Entity("underline", places[it.start], places[it.start + len(it.source)] - places[it.start])
        for it in guessed
    ]
    made = converter.convert(words, to, entities=(*entities, *lines))
    pieces = cut(formatted(made.text, made.entities, rtl=to is Script.ARABIC), PIECE)
    return Reading(tuple(pieces[:MOST_PIECES]), bool(guessed), len(pieces) > MOST_PIECES)


def doubtful(
    converter: Converter, words: str, entities: Iterable[Entity], to: Script
) -> Sequence[Word]:
    """Return the words of a message that became others, each once, the least certain first.

    A word has a small letter where only its place at the start of a sentence gave it a capital.
    """
    made = converter.convert(words, to, entities=tuple(entities))
    found: dict[str, Word] = {}
    for word in made.words:
        if word.source == word.result:
            continue
        small = _begins_sentence(words, word.start)
        source = in_small_letters(word.source) if small else word.source
        result = in_small_letters(word.result) if small else word.result
        found.setdefault(
            in_small_letters(source), Word(source, result, word.start, word.confidence)
        )
    return sorted(found.values(), key=lambda word: (word.confidence, word.start))


def _is_guess(word: Word) -> bool:
    return word.confidence < UNSURE and word.source != word.result


def _begins_sentence(words: str, start: int) -> bool:
    before = words[:start].rstrip(' \t«"“(*_-')
    return not before or before[-1] in _ENDS_SENTENCE
