"""Check the catalogues, say how far they are, and keep who has reviewed what.

    python locales/check.py                        faults, then the table of coverage
    python locales/check.py az                     the same, and what az still has to be reviewed
    python locales/check.py --sign az "Leyla M."   Leyla M. has read every text of az as it stands
    python locales/check.py --sign az "Leyla M." --only event.    only the keys that begin so
    python locales/check.py --write                flags in the catalogues, table in README.md

A signature holds for the words that were read: it stands in `reviewed.tsv` with their digest, so
a text that is changed afterwards is unreviewed again.
"""

import argparse
import csv
import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import pofile

HOME = Path(__file__).resolve().parent
SOURCE = "en"
FLAG = "unreviewed"
SIGNED = "reviewed.tsv"
COLUMNS = ("language", "key", "digest", "reviewer", "date")

FORMS = {"az": 2, "azb": 2, "de": 2, "en": 2, "fa": 1, "ru": 3, "tr": 1}
"""Plural forms of each language (CLDR 46; azb as az)."""

FORBIDDEN = {
    "azb": re.compile("[\u064a\u0649\u0643\u06c0\u0671\u06be\u06d5\u0660-\u0669]"),
    "fa": re.compile("[\u064a\u0649\u0643\u06d5\u0660-\u0669]"),
}
"""Letters and digits of Arabic keyboards that look like ours and break search and spelling."""

_PLACE = re.compile(r"\{(\w+)\}")
_TAG = re.compile(r"<(/?)(\w[\w-]*)[^<>]*>")
_COMMAND = re.compile(r"(?<![\w<])/[a-z]{2,}\b")
_TABLE = re.compile(r"(<!-- coverage -->\n).*(<!-- /coverage -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """A text of one language: its key, its words (one form, or the plural forms), its flags."""

    key: str
    forms: tuple[str, ...]
    plural: bool
    flags: frozenset[str]

    @property
    def digest(self) -> str:
        """What a signature holds for: 16 hexadecimal digits over the words."""
        return hashlib.sha256("\x1f".join(self.forms).encode()).hexdigest()[:16]


Catalogue = dict[str, Entry]


def read(language: str, home: Path = HOME) -> Catalogue:
    """Return the texts of a language by key.

    Raises:
        babel.messages.pofile.PoFileError: the file is no catalogue; says the line.
    """
    with path_of(language, home).open("rb") as file:
        messages = [one for one in pofile.read_po(file, abort_invalid=True) if one.id]
    return {entry.key: entry for entry in map(_entry, messages)}


def _entry(message: object) -> Entry:
    key, words = message.id, message.string  # type: ignore[attr-defined]  # Babel has no types
    plural = isinstance(key, tuple)
    flags = frozenset(message.flags)  # type: ignore[attr-defined]
    forms = tuple(words) if isinstance(words, tuple | list) else (words or "",)
    return Entry(str(key[0] if plural else key), forms, plural, flags)


def path_of(language: str, home: Path = HOME) -> Path:
    """Return where the catalogue of a language stands."""
    return home / language / "LC_MESSAGES" / "bot.po"


def languages(home: Path = HOME) -> list[str]:
    """Return the languages that have a catalogue, sorted."""
    return sorted(path.parts[-3] for path in home.glob("*/LC_MESSAGES/bot.po"))


def faults(language: str, home: Path = HOME) -> list[str]:
    """Return what is wrong with a catalogue, a sentence each, none when it is good."""
    head = path_of(language, home).read_text("utf-8")[:1000]
    found = []
    if f'"Language: {language}\\n"' not in head:
        found.append(f'the header does not say "Language: {language}"')
    if f"nplurals={FORMS.get(language)};" not in head:
        found.append(f"the header does not say nplurals={FORMS.get(language)}")
    own, source = read(language, home), read(SOURCE, home)
    found += [f"{key}: missing" for key in sorted(source.keys() - own.keys())]
    found += [f"{key}: no such text in {SOURCE}" for key in sorted(own.keys() - source.keys())]
    for key in sorted(own.keys() & source.keys()):
        found += [f"{key}: {what}" for what in _faults_of(own[key], source[key], language)]
    return found


def _faults_of(entry: Entry, source: Entry, language: str) -> Iterator[str]:
    if "fuzzy" in entry.flags:
        yield "is fuzzy; look at it and take the flag off"
    if entry.plural != source.plural:
        yield "has plural forms in one language and not in the other"
    elif entry.plural and len(entry.forms) != FORMS[language]:
        yield f"has {len(entry.forms)} plural forms, {language} has {FORMS[language]}"
    if not all(words.strip() for words in entry.forms):
        yield "has no words"
        return
    yield from _differences(entry, source)
    if not all(map(_closed, entry.forms)):
        yield "a tag is not closed, or closed in the wrong order"
    wrong = FORBIDDEN.get(language)
    if wrong and (letters := {it for words in entry.forms for it in wrong.findall(words)}):
        yield "wrong letters " + " ".join(f"U+{ord(it):04X}" for it in sorted(letters))


def _differences(entry: Entry, source: Entry) -> Iterator[str]:
    for what, pattern in (("places", _PLACE), ("commands", _COMMAND), ("tags", _TAG)):
        own, wanted = _all(pattern, entry), _all(pattern, source)
        if own != wanted:
            yield f"{what} differ: {_listed(own)} here, {_listed(wanted)} in {SOURCE}"


def _all(pattern: re.Pattern[str], entry: Entry) -> set[str]:
    return {found[0] for words in entry.forms for found in pattern.finditer(words)}


def _listed(things: set[str]) -> str:
    return " ".join(sorted(things)) or "none"


def _closed(words: str) -> bool:
    open_tags: list[str] = []
    for end, name in _TAG.findall(words):
        if not end:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return False
    return not open_tags


@dataclass(frozen=True, slots=True)
class Signature:
    """A named reviewer has read a text as it stood."""

    language: str
    key: str
    digest: str
    reviewer: str
    date: str


def signatures(home: Path = HOME) -> list[Signature]:
    """Return every signature; there may be several of one text."""
    with (home / SIGNED).open(encoding="utf-8", newline="") as file:
        return [Signature(**row) for row in csv.DictReader(file, delimiter="\t")]


def unreviewed(language: str, home: Path = HOME) -> list[str]:
    """Return the keys whose present words nobody has signed, sorted."""
    signed = {(one.key, one.digest) for one in signatures(home) if one.language == language}
    own = read(language, home)
    return sorted(key for key, entry in own.items() if (key, entry.digest) not in signed)


def sign(language: str, reviewer: str, beginning: str = "", home: Path = HOME) -> int:
    """Put the reviewer's name to every unreviewed text whose key begins so; return how many.

    Raises:
        ValueError: a name with a tab or a line break, or none at all.
    """
    if not reviewer.strip() or re.search(r"[\t\r\n]", reviewer):
        raise ValueError("a reviewer has a name, on one line")
    own, today = read(language, home), f"{datetime.now(UTC):%Y-%m-%d}"
    keys = [key for key in unreviewed(language, home) if key.startswith(beginning)]
    with (home / SIGNED).open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        for key in keys:
            writer.writerow((language, key, own[key].digest, reviewer.strip(), today))
    return len(keys)


def flagged(language: str, home: Path = HOME) -> str:
    """Return the catalogue with the flag on each unreviewed text and on no other."""
    waiting = {f'msgid "{key}"' for key in unreviewed(language, home)}
    lines: list[str] = []
    for line in path_of(language, home).read_text("utf-8").split("\n"):
        if line.startswith("#,"):
            kept = [flag for flag in line[2:].replace(" ", "").split(",") if flag != FLAG]
            lines += ["#, " + ", ".join(kept)] if kept else []
            continue
        lines += [f"#, {FLAG}", line] if line in waiting else [line]
    return "\n".join(lines)


def coverage(home: Path = HOME) -> str:
    """Return the table of coverage: texts, reviewed texts and reviewers of each language."""
    texts = len(read(SOURCE, home))
    lines = ["| Language | Texts | Reviewed | Unreviewed | Reviewers |", "|---|---|---|---|---|"]
    for language in languages(home):
        own, waiting = read(language, home), unreviewed(language, home)
        said = sum(all(words.strip() for words in entry.forms) for entry in own.values())
        names = {one.reviewer for one in signatures(home) if one.language == language}
        lines.append(
            f"| {language} | {said} of {texts} | {len(own) - len(waiting)} | {len(waiting)} "
            f"| {', '.join(sorted(names)) or 'none yet'} |"
        )
    return "\n".join(lines) + "\n"


def out_of_date(home: Path = HOME) -> dict[Path, str]:
    """Return the files whose flags or table are not true any more, with what they should hold."""
    page = (home / "README.md").read_text("utf-8")
    table = coverage(home)
    wanted = {home / "README.md": _TABLE.sub(lambda found: found[1] + table + found[2], page)}
    wanted |= {path_of(language, home): flagged(language, home) for language in languages(home)}
    return {path: words for path, words in wanted.items() if path.read_text("utf-8") != words}


def main(arguments: Sequence[str], home: Path = HOME) -> int:
    """Do what the arguments say; return 0, or 1 when something is wrong and has been printed."""
    asked = _parser().parse_args(arguments)
    if asked.sign:
        language, reviewer = asked.sign
        print(f"{sign(language, reviewer, asked.only, home)} texts of {language} signed")
    wrong = [f"{one}: {fault}" for one in languages(home) for fault in faults(one, home)]
    for fault in wrong:
        print(fault)
    if asked.sign or asked.write:
        for path, words in out_of_date(home).items():
            path.write_text(words, "utf-8")
    elif stale := out_of_date(home):
        wrong += [f"{path.relative_to(home)}: flags or table out of date" for path in stale]
        print(*wrong[-len(stale) :], "run: python locales/check.py --write", sep="\n")
    if asked.language:
        print(*unreviewed(asked.language, home), sep="\n")
    print(coverage(home), end="")
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Check the catalogues; keep who reviewed what.")
    parser.add_argument("language", nargs="?", help="list what this language has unreviewed")
    parser.add_argument("--sign", nargs=2, metavar=("LANGUAGE", "NAME"), help="sign as reviewed")
    parser.add_argument("--only", default="", metavar="BEGINNING", help="only keys that begin so")
    parser.add_argument("--write", action="store_true", help="bring flags and table up to date")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
