"""What an alert will say in every language, and to how many people, before it goes out."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.crises.alerts import WORDS_MOST, Alert
from bot.domain.languages import choose
from bot.domain.messages import Listing, Text, text
from bot.domain.people import Side
from bot.services.crises.cards import alert_text

Counts = Mapping[tuple[str, Side], int]
"""How many people an audience has, by language and side."""

LETTERS_A_MESSAGE = 3000
"""How many letters of previews go into one message.

Source: Bot API, sendMessage, `text`: 4096 characters; the rest is for the frame, for marks of
direction and for the lines that stand round the previews.
"""

FRAME_LETTERS = 300
"""What the frame of an alert (severity, labels, expiry, identifier) takes at most."""


def previews(alert: Alert, counts: Counts) -> list[Text]:
    """Return the final text for every language of the audience, most read first, and in every
    language in which the alert is written; each fits, with the others that stand with it, into
    one message."""
    readers = readers_of(counts)
    languages = {*readers, *alert.wording.languages}
    ordered = sorted(languages, key=lambda language: (-readers.get(language, 0), language))
    pages: list[list[Text]] = []
    room = 0
    for language in ordered:
        letters = _letters(alert, language)
        if letters > room:
            pages.append([])
            room = LETTERS_A_MESSAGE
        pages[-1].append(_preview(alert, language, readers.get(language, 0)))
        room -= letters
    return [text("alert.previews", texts=Listing(tuple(page), "blank")) for page in pages]


def audience(alert: Alert, counts: Counts) -> Text:
    """Return whom an alert is for: how many people of each side, by language."""
    lines = [
        text(
            "alert.count",
            side=text(f"side.{side}"),
            n=sum(n for (_, where), n in counts.items() if where is side),
            languages=_counted({it: n for (it, where), n in counts.items() if where is side}),
        )
        for side in Side
        if any(where is side for _, where in counts)
    ]
    return text(
        "alert.audience",
        side=text(f"side.{alert.wording.audience}"),
        n=sum(counts.values()),
        sides=Listing(tuple(lines), "lines"),
    )


def audience_and_missing(alert: Alert, counts: Counts) -> Text:
    """Return whom an alert is for, and how many of them have no words in their own language."""
    whom, written = audience(alert, counts), alert.wording.languages
    without = {it: n for it, n in readers_of(counts).items() if it not in written}
    if not written or not without:
        return whom
    missing = text("alert.missing", languages=_counted(without))
    return text("alert.audience_and_missing", audience=whom, missing=missing)


def readers_of(counts: Counts) -> dict[str, int]:
    """Return how many people of an audience read each language."""
    readers: dict[str, int] = {}
    for (language, _), n in counts.items():
        readers[language] = readers.get(language, 0) + n
    return readers


def said_in(words: Text, language: str) -> Text:
    """Return `words` to be said in `language`, whoever reads them."""
    return replace(words, language=language)


def _counted(languages: Mapping[str, int]) -> Listing:
    return Listing(
        tuple(
            text("alert.count_language", language=text(f"language.named.{language}"), count=n)
            for language, n in sorted(languages.items(), key=lambda it: (-it[1], it[0]))
        ),
        "commas",
    )


def _letters(alert: Alert, language: str) -> int:
    """Return how many letters the preview for readers of a language may have."""
    versions = alert.wording.all_versions
    choice = choose(versions, language)
    said = sum(len(getattr(versions[choice.language], name)) for name in WORDS_MOST)
    return said * (2 if choice.automatic else 1) + FRAME_LETTERS


def _preview(alert: Alert, language: str, readers: int) -> Text:
    return text(
        "alert.preview",
        language=text(f"language.named.{language}"),
        n=readers,
        alert=said_in(alert_text(alert), language),
    )
