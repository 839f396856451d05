"""How a letter looks to those who get it, and to whoever sent it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.domain.broadcasts import Letter, Removal, Stage
from bot.domain.messages import (
    Button,
    Keyboard,
    Listing,
    Message,
    Moment,
    Text,
    Value,
    Words,
    press,
    row,
    text,
)

EXCERPT_LETTERS = 80
LABEL_LETTERS = 30


def copies_of(letter_id: int) -> str:
    """Return the name under which the copies of a letter, or of a correction, are found."""
    return f"letter:{letter_id}"


def letter_text(words: Words) -> Text:
    """Return the words of a letter as everybody reads them."""
    return text("letter.text", words=words)


def message(letter: Letter) -> Message:
    """Return a letter as everybody gets it."""
    return Message(letter_text(letter.words), silent=letter.silent, media=letter.media)


def correction(letter: Letter) -> Message:
    """Return the notice that a letter said something else before; the picture is there already."""
    return Message(text("letter.correction", words=letter.words), silent=letter.silent)


def recalled(letter: Letter) -> Message:
    """Return what takes the place of a letter that was taken back; a file goes, and who still has
    it reads that they can delete it."""
    if letter.attached is None:
        return Message(text("letter.recalled"))
    return Message(text("letter.recalled.media"), media=letter.attached, withdrawn=True)


def recalled_correction() -> Message:
    """Return what takes the place of the notice that a letter said something else before."""
    return Message(text("letter.recalled"))


def recall_notice(letter: Letter) -> Message:
    """Return the notice that a letter was taken back; nothing of it is said again."""
    at = Moment(letter.sent_at, "full") if letter.sent_at else text("letter.earlier")
    return Message(text("letter.recall_notice", at=at))


def excerpt(words: Words, most: int = EXCERPT_LETTERS) -> Words:
    """Return how words begin, in each language: one line of them."""
    return words.each(partial(_beginning, most=most))


def drafts(letters: Sequence[Letter]) -> Message:
    """Return what somebody has written and not sent, with the way to each."""
    buttons = tuple(
        row(
            Button(
                text("letter.draft", words=excerpt(letter.words, LABEL_LETTERS))
                if letter.words
                else text("letter.draft.blank"),
                press("bc.show", letter.id),
            )
        )
        for letter in letters
    )
    new = row(Button(text("menu.broadcast"), press("go", "broadcast"), style="primary"))
    return Message(text("letter.drafts" if letters else "letter.drafts.none"), (*buttons, new))


def on_its_way(letter: Letter, *, n: int) -> Message:
    """Return the answer when a letter was sent to `n` people."""
    return Message(text("letter.on_its_way", n=n), _afterwards(letter))


def sent(letter: Letter, *, audience: Text, n: int, held: int) -> Message:
    """Return a letter that was sent, to whoever may correct it or take it back: `held` of `n`
    people have it."""
    words, media = letter_text(letter.words), letter.media
    if media is not None and not media.takes_buttons:
        # Under an album there is no room for the way to take it back.
        media = replace(media, items=media.items[:1])
    body = _about("letter.sent", letter, audience=audience, n=n, held=held, said=words)
    return Message(body, _afterwards(letter), media=media)


def sent_and_recalled(
    letter: Letter, *, audience: Text, n: int, held: int, removal: Removal
) -> Message:
    """Return a letter that was taken back, without what it carried: `held` of `n` people had it,
    and with so many of them that is gone."""
    fates = (
        text("letter.removal.gone", n=removal.gone),
        text("letter.removal.left", n=removal.left),
        text("letter.removal.stays", n=removal.stays),
    )
    lines = tuple(fate for fate in fates if fate.values["n"])
    parts = [text("texts.lines", lines=Listing(lines, "lines"))] if lines else []
    if letter.words:
        parts.append(letter_text(letter.words))
    body = _about(
        "letter.sent.recalled",
        letter,
        audience=audience,
        n=n,
        held=held,
        said=Listing(tuple(parts), "blank"),
    )
    again = row(Button(text("status.refresh"), press("bc.sent", letter.id)))
    ledger = row(_ledger(letter))
    return Message(body, (again, ledger) if removal.left else (ledger,))


def ask_recall(letter: Letter, *, held: int, too_old: bool) -> Message:
    """Return the question before a letter is taken back; of one that is `too_old` a file stays."""
    loud, quiet = (
        Button(text(f"letter.button.recall_{how}"), press("bc.gone", letter.id, n), style="danger")
        for how, n in (("loud", 1), ("quiet", 0))
    )
    back = Button(text("common.back"), press("bc.sent", letter.id))
    key = "letter.ask_recall"
    if letter.attached:
        key = "letter.ask_recall.media.old" if too_old else "letter.ask_recall.media"
    return Message(text(key, n=held), (row(loud), row(quiet), row(back)))


def taken_back(letter: Letter, *, held: int) -> Message:
    """Return the answer when a letter was taken back; of a file, with the way to see where it is
    gone."""
    if letter.attached is None:
        return Message(text("letter.taken_back", n=held), (row(_ledger(letter)),))
    look = Button(text("letter.button.look"), press("bc.sent", letter.id))
    return Message(text("letter.taken_back.media", n=held), (row(look), row(_ledger(letter))))


def corrected(letter: Letter, *, held: int, loud: bool) -> Message:
    """Return the answer when a letter was corrected."""
    key = "letter.corrected.loud" if loud else "letter.corrected.quiet"
    return Message(Text(key, {"n": held}), _afterwards(letter))


def _about(key: str, letter: Letter, *, audience: Text, n: int, held: int, said: Value) -> Text:
    at = Moment(letter.sent_at) if letter.sent_at else text("letter.earlier")
    return text(key, at=at, audience=audience, held=held, n=n, letter=said)


def _afterwards(letter: Letter) -> Keyboard:
    """Return what can be done with a letter once it is out."""
    if letter.stage is not Stage.SENT:
        return (row(_ledger(letter)),)
    correct = Button(text("letter.button.correct"), press("bc.correct", letter.id))
    recall = Button(text("letter.button.recall"), press("bc.recall", letter.id), style="danger")
    first = row(correct, recall) if letter.words else row(recall)
    return (first, row(_ledger(letter)))


def _ledger(letter: Letter) -> Button:
    if letter.broadcast_id is None:
        return Button(text("menu.status"), press("status"))
    return Button(text("letter.button.ledger"), press("del", letter.broadcast_id))


def _beginning(words: str, *, most: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
