"""The words of every language, read from `locales/<language>/LC_MESSAGES/bot.po`."""

import gettext
import io
import logging
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages import mofile, pofile

from bot.domain.languages import OTHER_SCRIPT, chain

logger = logging.getLogger(__name__)

_BABEL_NAMES = {"azb": "az_Arab_IR"}
"""Babel does not know `azb`, and without a locale it drops the plural rule on compiling."""


class CatalogueError(Exception):
    """A catalogue that cannot be used; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words found for a key and the language they are in. `to_convert` tells that a machine
    must put them into the reader's script first, who may not be able to read the other."""

    words: str
    language: str
    to_convert: bool = False


class Catalogues:
    """The catalogues of all languages, held in memory."""

    def __init__(self, translations: dict[str, gettext.GNUTranslations]) -> None:
        self._translations = translations
        self._reported: set[tuple[str, str]] = set()

    @classmethod
    def load(cls, folder: Path) -> "Catalogues":
        """Read the catalogue of each language that has one in `folder`.

        Raises:
            CatalogueError: there is none, or one is malformed or names another language.
        """
        paths = sorted(folder.glob("*/LC_MESSAGES/bot.po"))
        if not paths:
            raise CatalogueError(f"{folder}: no <language>/LC_MESSAGES/bot.po found")
        return cls({path.parent.parent.name: _read(path) for path in paths})

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have a catalogue."""
        return frozenset(self._translations)

    def find(
        self, key: str, language: str, *, n: int | None = None, reads: tuple[str, ...] = ()
    ) -> Phrase:
        """Return the words of `key` in `language`, else in the next of the reader's chain.

        `n` chooses the plural form, `reads` is the order that the reader chose. A key that no
        language has is shown in brackets.
        """
        words = self._lookup(key, language, n)
        if words:
            return Phrase(words, language)
        for candidate in chain(language, reads):
            words = self._lookup(key, candidate, n)
            if words:
                self._report_fallback(key, language)
                to_convert = candidate == OTHER_SCRIPT.get(language)
                return Phrase(words, candidate, to_convert=to_convert)
        self.report(key, language, "text missing")
        return Phrase(f"[{key}]", language)

    def has(self, key: str, language: str) -> bool:
        """Tell whether `language` itself has words for `key`."""
        return bool(self._lookup(key, language, None))

    def report(self, key: str, language: str, what: str) -> None:
        """Log a fault of the catalogues, once for each key and language."""
        if (key, language) not in self._reported:
            self._reported.add((key, language))
            logger.warning(what, extra={"key": key, "language": language})

    def _report_fallback(self, key: str, language: str) -> None:
        if language in self._translations:
            self.report(key, language, "text missing in a language")
        else:
            self.report("", language, "no catalogue for a language")

    def _lookup(self, key: str, language: str, n: int | None) -> str:
        translations = self._translations.get(language)
        if translations is None:
            return ""
        if n is not None:
            words = translations.ngettext(key, f"{key}.plural", abs(n))
            if words not in (key, f"{key}.plural"):
                return words
        words = translations.gettext(key)
        return "" if words == key else words


def _read(path: Path) -> gettext.GNUTranslations:
    language = path.parent.parent.name
    try:
        with path.open("rb") as file:
            catalog = pofile.read_po(file, abort_invalid=True)
    except (pofile.PoFileError, ValueError, OSError) as error:
        raise CatalogueError(f"{path}: cannot be read: {error}") from error
    if catalog.locale_identifier is None:
        raise CatalogueError(f'{path}: has no "Language: {language}" in its header; add it')
    if catalog.locale_identifier != language:
        raise CatalogueError(
            f'{path}: its header says "Language: {catalog.locale_identifier}", '
            f"its folder {language}; make them agree"
        )
    try:
        catalog.locale = Locale.parse(_BABEL_NAMES.get(language, language))
    except (UnknownLocaleError, ValueError) as error:
        raise CatalogueError(f"{path}: {language} is no language that Babel knows") from error
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
