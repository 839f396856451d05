"""In which of the languages that are there somebody reads, and in which order they look for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.messages import Button, Keyboard, press, text
from bot.domain.people import LANGUAGES

OTHER_SCRIPT = {"az": "azb", "azb": "az"}
"""The one language written in two alphabets: what a machine can put into a reader's own."""

USUAL: dict[str, tuple[str, ...]] = {"azb": ("az", "fa", "en"), "az": ("azb", "en")}
"""Where a reader looks who has not chosen, after their own language; the others see `_OTHERS`."""

_OTHERS = ("en", "az")


@dataclass(frozen=True, slots=True)
class Choice:
    """The version that somebody gets, and whether a machine puts it into their script."""

    language: str
    automatic: bool = False


def usual(own: str) -> tuple[str, ...]:
    """Return the languages, besides their own, in which a reader of `own` usually reads."""
    return tuple(it for it in USUAL.get(own, _OTHERS) if it != own)


def chain(own: str, reads: Iterable[str] = ()) -> tuple[str, ...]:
    """Return every language of the product in the order in which a reader of `own` wants it.

    `reads` is the order they chose, empty for the usual one. Their own language always comes
    first, and at the end comes whatever is left: nobody is left without words.
    """
    chosen = tuple(reads) or usual(own)
    return tuple(dict.fromkeys((own, *chosen, *usual(own), *LANGUAGES)))


def choose(present: Collection[str], own: str, reads: Iterable[str] = ()) -> Choice:
    """Return the one version that a reader of `own` gets of those that are `present`.

    `present` is not empty; a version whose language nobody knows ("") is the last resort.
    """
    for language in chain(own, reads):
        if language in present:
            return Choice(language, automatic=language == OTHER_SCRIPT.get(own))
    return Choice(min(present))


@lru_cache(256)
def chosen(words: str, own: str) -> tuple[str, ...]:
    """Return the order that is kept as `words` ("fa,en"), without what is no language or one's
    own; empty when it is the usual one."""
    reads = tuple(dict.fromkeys(it for it in words.split(",") if it in LANGUAGES and it != own))
    return () if reads == usual(own) else reads


def language_buttons(
    verb: str, subject: int, *, first: str, there: Collection[str] = ()
) -> Keyboard:
    """Return a button for every language but the first one's: to add a text in it to a subject of
    ours or, where one is `there`, to look at it."""
    labels = {
        it: text(
            f"texts.{'there' if it in there else 'add'}", language=text(f"language.named.{it}")
        )
        for it in LANGUAGES
        if it != first
    }
    return _in_pairs([Button(label, press(verb, subject, it)) for it, label in labels.items()])


def language_choice(verb: str, subject: int) -> Keyboard:
    """Return a button for every language, to say in which a subject of ours was written."""
    return _in_pairs(
        [Button(text(f"language.named.{it}"), press(verb, subject, it)) for it in LANGUAGES]
    )


def _in_pairs(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2))
