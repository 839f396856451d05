"""Catalogues written for a test."""

from collections.abc import Mapping
from pathlib import Path

from bot.language.catalogue import Catalogues

HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"
"""
TWO_FORMS = "nplurals=2; plural=(n != 1);"

Words = Mapping[str, str | tuple[str, ...]]


def write(folder: Path, language: str, words: Words, *, plural: str = TWO_FORMS) -> Path:
    """Write the catalogue of `language` and return its path; a tuple is plural forms."""
    path = folder / language / "LC_MESSAGES" / "bot.po"
    path.parent.mkdir(parents=True)
    blocks = [HEADER.format(language=language, plural=plural)]
    blocks += [_entry(key, said) for key, said in words.items()]
    path.write_text("\n".join(blocks), "utf-8")
    return path


def load(folder: Path, **languages: Words) -> Catalogues:
    """Write catalogues and read them back."""
    for language, words in languages.items():
        write(folder, language, words)
    return Catalogues.load(folder)


def _entry(key: str, said: str | tuple[str, ...]) -> str:
    if isinstance(said, str):
        return f'msgid "{key}"\nmsgstr "{_quoted(said)}"\n'
    forms = "".join(f'msgstr[{at}] "{_quoted(form)}"\n' for at, form in enumerate(said))
    return f'msgid "{key}"\nmsgid_plural "{key}.plural"\n{forms}'


def _quoted(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
