"""What a letter will say in every language, and to how many people, before it goes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.domain.broadcasts import Letter
from bot.domain.languages import choose
from bot.domain.messages import Button, Keyboard, Listing, Message, Text, press, row, text
from bot.domain.people import LANGUAGES, Side
from bot.language.reader import Reader
from bot.services.broadcasts import audience, cards
from bot.services.broadcasts.audience import Titles

Counts = Mapping[tuple[str, Side], int]
"""How many people an audience has, by language and side."""

Measure = Callable[[Message, Reader], tuple[int, int]]
"""How many letters a message has as somebody reads it, and how many may be; as Telegram counts."""

LETTERS_A_MESSAGE = 3000
"""How many letters of previews go into one message.

Source: Bot API, sendMessage, `text`: 4096 characters; the rest is for what stands round them.
"""

FRAME_LETTERS = 200
"""What stands round one preview takes at most."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft as its author looks at it: whom it would go to now, and what stands in the way.

    `outside` tells that its author may not write to these people; `missing` are the languages in
    which people have what it corrects, and in which it does not exist yet; `holders` how many
    have that.
    """

    letter: Letter
    counts: Counts
    titles: Titles
    outside: bool = False
    missing: tuple[str, ...] = ()
    holders: int = 0

    @property
    def n(self) -> int:
        """How many people would get it."""
        return sum(self.counts.values())

    @property
    def may_go(self) -> bool:
        """Whether nothing stands in the way."""
        return not (self.outside or self.letter.is_blank or self.missing) and self.n > 0


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft in every language, and the desk under it with what can be done."""

    samples: tuple[Message, ...]
    desk: Message

    @property
    def pages(self) -> tuple[Message, ...]:
        """All of it, the desk last."""
        return (*self.samples, self.desk)


def preview(seen: Seen, *, measure: Measure | None = None, note: Text | None = None) -> Preview:
    """Return a draft as its author sees it; above what can be done stands a `note`."""
    too_long = _too_long(seen, measure) if measure else ()
    notes = (*((note,) if note else ()), *_warnings(seen), *too_long)
    facts = (_audience(seen), *((_how_loud(seen.letter),) if not seen.letter.corrects_id else ()))
    body = text("texts.lines", lines=Listing((*facts, *notes), "blank"))
    return Preview(_samples(seen), Message(body, _desk(seen)))


def sides(counts: Counts) -> Listing:
    """Return how many people of each side there are."""
    return Listing(
        tuple(
            text(
                "letter.count_side",
                side=text(f"side.{side}"),
                count=sum(n for (_, where), n in counts.items() if where is side),
            )
            for side in Side
            if any(where is side for _, where in counts)
        ),
        "commas",
    )


def _samples(seen: Seen) -> tuple[Message, ...]:
    """Return the text in the language of every reader, most read first, and in those in which it
    is written; a picture goes ahead, as it will look to the author."""
    letter, readers = seen.letter, _readers(seen.counts)
    if letter.is_blank:
        return ()
    pages: list[list[Text]] = []
    room = 0
    languages = {*readers, *letter.words.versions} & {*LANGUAGES} if letter.words else set()
    for language in sorted(languages, key=lambda it: (-readers.get(it, 0), it)):
        choice = choose(letter.words.versions, language)
        letters = len(letter.words.versions[choice.language]) + FRAME_LETTERS
        if letters > room:
            pages.append([])
            room = LETTERS_A_MESSAGE
        pages[-1].append(_sample(seen, language))
        room -= letters
    said = tuple(
        Message(text("texts.lines", lines=Listing(tuple(page), "blank")), silent=True)
        for page in pages
    )
    return ((cards.message(letter),) if letter.media else ()) + said


def _sample(seen: Seen, language: str) -> Text:
    words = seen.letter.words
    choice = choose(words.versions, language)
    here = {key: n for key, n in seen.counts.items() if key[0] == language}
    if choice.language == language:
        how = text("letter.how.own")
    elif choice.automatic:
        how = text("letter.how.automatic", language=text(f"language.named.{choice.language}"))
    elif choice.language:
        how = text("letter.how.other", language=text(f"language.named.{choice.language}"))
    else:
        how = text("letter.how.unknown")
    said = cards.correction(seen.letter).body if seen.letter.corrects_id else None
    return text(
        "letter.sample" if here else "letter.sample.nobody",
        language=text(f"language.named.{language}"),
        n=sum(here.values()),
        sides=sides(here),
        how=how,
        letter=replace(said or cards.letter_text(words), language=language),
    )


def _audience(seen: Seen) -> Text:
    """Return whom a draft is for, by language and side."""
    letter = seen.letter
    if letter.corrects_id:
        return text("letter.for_holders", n=seen.holders)
    whom = audience.said(letter.selection, seen.titles)
    if not seen.counts:
        return text("letter.for_nobody", audience=whom)
    lines = [
        text(
            "letter.count_language",
            language=text(f"language.named.{language}"),
            count=n,
            sides=sides({key: n for key, n in seen.counts.items() if key[0] == language}),
        )
        for language, n in sorted(_readers(seen.counts).items(), key=lambda it: (-it[1], it[0]))
    ]
    return text("letter.for", audience=whom, n=seen.n, lines=Listing(tuple(lines), "lines"))


def _how_loud(letter: Letter) -> Text:
    return text("letter.is_silent" if letter.silent else "letter.rings")


def _warnings(seen: Seen) -> tuple[Text, ...]:
    letter, found = seen.letter, []
    if seen.outside:
        found.append(text("letter.outside"))
    if letter.media is not None and letter.media.is_part:
        found.append(text("media.only_part"))
    if seen.missing:
        found.append(text("letter.missing.correction", languages=_named(seen.missing)))
    elif letter.words and not letter.words.language:
        found.append(text("letter.language_unknown"))
    elif letter.words:
        without = {
            it: n for it, n in _readers(seen.counts).items() if it not in letter.words.versions
        }
        if without:
            found.append(text("letter.missing", languages=_counted(without)))
    return tuple(found)


def _too_long(seen: Seen, measure: Measure) -> tuple[Text, ...]:
    """Return the languages in which a letter has more letters than fit, with the numbers."""
    letter = seen.letter
    message = cards.correction(letter) if letter.corrects_id else cards.message(letter)
    lines = []
    for language in sorted({*_readers(seen.counts), *letter.words.versions} & {*LANGUAGES}):
        length, room = measure(message, Reader(language))
        if length > room:
            name = text(f"language.named.{language}")
            lines.append(text("letter.too_long.line", language=name, length=length, room=room))
    return (text("letter.too_long", lines=Listing(tuple(lines), "lines")),) if lines else ()


def _desk(seen: Seen) -> Keyboard:
    """Return what can be done with a draft; sending only when nothing stands in the way."""
    letter = seen.letter
    texts = Button(text("texts.button"), press("bc.texts", letter.id))
    words = Button(
        text(_rewriting(letter)),
        press("bc.write", letter.id),
        style="primary" if letter.is_blank else "plain",
    )
    drop = Button(text("letter.button.discard"), press("bc.drop", letter.id), style="danger")
    written = letter.words and letter.takes_words
    if letter.corrects_id:
        return (*_corrections(seen), row(texts, words), row(drop))
    to = Button(text("letter.button.audience"), press("bc.aud", letter.id))
    test = Button(text("letter.button.test"), press("bc.test", letter.id))
    loud = Button(
        text("letter.button.ring" if letter.silent else "letter.button.silent"),
        press("bc.silent", letter.id, int(not letter.silent)),
    )
    send = Button(
        text("letter.button.send", n=seen.n),
        press("bc.send", letter.id, letter.version),
        style="success",
    )
    which = Button(text("letter.button.language"), press("bc.lang", letter.id), style="primary")
    return (
        *((row(which),) if written and not letter.words.language else ()),
        *((row(send),) if seen.may_go else ()),
        row(to, words),
        *((row(texts, test),) if written else (row(test),) if not letter.is_blank else ()),
        row(loud, drop),
    )


def _rewriting(letter: Letter) -> str:
    """Return what the button is called that leads to writing: a place or a voice has no words."""
    if letter.is_blank:
        return "letter.button.write"
    return "letter.button.reword" if letter.words else "texts.anew"


def _corrections(seen: Seen) -> Keyboard:
    """Return the two ways to send a correction, or the languages that it still needs."""
    letter = seen.letter
    if seen.missing:
        return tuple(
            row(
                Button(
                    text("texts.add", language=text(f"language.named.{language}")),
                    press("bc.text", letter.id, language),
                    style="primary",
                )
            )
            for language in seen.missing
        )
    loud, quiet = (
        Button(
            text(f"letter.button.correct_{how}"), press("bc.amend", letter.id, letter.version, n)
        )
        for how, n in (("loud", 1), ("quiet", 0))
    )
    return (row(replace(loud, style="success")), row(quiet))


def _readers(counts: Counts) -> dict[str, int]:
    readers: dict[str, int] = {}
    for (language, _), n in counts.items():
        readers[language] = readers.get(language, 0) + n
    return readers


def _counted(languages: Mapping[str, int]) -> Listing:
    named = sorted(languages.items(), key=lambda it: (-it[1], it[0]))
    return Listing(
        tuple(
            text("alert.count_language", language=text(f"language.named.{language}"), count=n)
            for language, n in named
        ),
        "commas",
    )


def _named(languages: tuple[str, ...]) -> Listing:
    return Listing(tuple(text(f"language.named.{language}") for language in languages))
