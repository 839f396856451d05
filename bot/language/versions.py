"""Which version of what a person wrote somebody reads, in which script, and what is said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.formatted import Formatted
from bot.domain.languages import choose
from bot.domain.messages import Words
from bot.language.direction import TECHNICAL_LINE
from bot.language.formatted import entities_of, formatted
from bot.language.reader import Reader
from bot.language.script import Converter, Script
from bot.language.sure import are_sure
from bot.language.written import may_be

_SCRIPTS = {"az": Script.LATIN, "azb": Script.ARABIC}


@dataclass(slots=True)
class Notes:
    """What a reader must be told of the words they were given: a machine put some into their
    script, some are in other languages ("" is one that nobody knows), some could be put into their
    script and were not: these words."""

    automatic: bool = False
    foreign: dict[str, None] = field(default_factory=dict)
    unconverted: list[str] = field(default_factory=list)


class Versions:
    """Chooses among the versions of people's words, and puts them into the reader's script."""

    def __init__(self, converter: Converter) -> None:
        self._converter = converter

    @property
    def edition(self) -> int:
        """A number that is another one once a machine may say the same words otherwise."""
        return self._converter.edition

    def pick(self, words: Words, reader: Reader, notes: Notes) -> str:
        """Return the one version of `words` that the reader gets, without its looks; see `wear`."""
        return self.wear(replace(words, looks={}) if words.looks else words, reader, notes).words

    def wear(self, words: Words, reader: Reader, notes: Notes) -> Formatted:
        """Return the one version of `words` that the reader gets with its looks, and write down in
        `notes` what is to be said of it. What has no letters to read is in nobody's language."""
        present = {language: it for language, it in words.versions.items() if it.strip()}
        if not present:
            return Formatted("")
        choice = choose(present, reader.language, reader.reads)
        said = Formatted(present[choice.language], words.looks.get(choice.language, ()))
        if choice.language == reader.language or not _has_letters(said.words.split("\n")):
            return said
        is_unknown = not choice.language and reader.language in _SCRIPTS
        if is_unknown and may_be(said.words, reader.language):
            return said
        if choice.automatic:
            converted = self._converted(said, reader.language)
            if converted.words == said.words or not words.as_written:
                notes.automatic |= converted.words != said.words
                return converted
            notes.unconverted.append(said.words)
        notes.foreign[choice.language] = None
        return said

    def _converted(self, said: Formatted, language: str) -> Formatted:
        if not said.looks:
            return Formatted(self.convert(said.words, language))
        script = _SCRIPTS[language]
        made = self._converter.convert(said.words, script, entities=entities_of(said))
        return formatted(made.text, made.entities, rtl=script is Script.ARABIC)

    def are_sure(self, fields: Sequence[str], language: str) -> bool:
        """Tell whether a machine may put words that could do harm into the script of `language`."""
        return are_sure(fields, _SCRIPTS[language], self._converter)

    def convert(self, words: str, language: str) -> str:
        """Return `words` in the script of `language`, az or azb."""
        return self._converter.convert(words, _SCRIPTS[language]).text


def _has_letters(lines: Iterable[str]) -> bool:
    return any(any(map(str.isalpha, line)) and not TECHNICAL_LINE.match(line) for line in lines)
