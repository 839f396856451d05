"""Whom a letter is for: said in words, and chosen by buttons."""

import hashlib
from collections.abc import Mapping, Sequence

from bot.domain.audiences import Selection
from bot.domain.broadcasts import (
    KINDS,
    Letter,
    kinds_of,
    toggled,
    toggled_out,
    values_of,
)
from bot.domain.messages import Button, Keyboard, Listing, Message, Text, Words, press, row, text
from bot.language.cities import same_city
from bot.language.folding import name_key
from bot.storage.facets import Facet

PAGE = 8
"""Values on one page; a keyboard with more is no help."""

Titles = Mapping[int, Words]
"""What events are called, by their numbers."""


def said(selection: Selection, titles: Titles) -> Text:
    """Return a selection in words, a line a kind."""
    if selection.is_empty:
        return text("audience.nobody")
    lines = [_kind(selection, kind, titles) for kind in kinds_of(selection)]
    lines += [
        text(
            "audience.without",
            what=Listing(tuple(_kind(it, kind, titles) for kind in kinds_of(it))),
        )
        for it in selection.without
    ]
    return text("texts.lines", lines=Listing(tuple(lines), "lines"))


def page(letter: Letter, n: int, titles: Titles, *, drafts: int) -> Message:
    """Return whom a letter is for so far, and the kinds to choose by; the way to so many other
    `drafts`, if there are any."""
    kinds = [_kind_button(letter, kind, out=False) for kind in KINDS if kind != "everybody"]
    everybody = text("side.everybody")
    chosen = text("form.chosen", choice=everybody) if letter.selection.everybody else everybody
    buttons = (
        row(Button(chosen, press("bc.set", letter.id, "everybody", 0, 0, 1))),
        *_in_pairs(kinds),
        row(
            Button(text("audience.button.without"), press("bc.out", letter.id)),
            Button(text("audience.button.clear"), press("bc.clear", letter.id)),
        ),
        row(Button(text("audience.button.type"), press("bc.type", letter.id))),
        *((row(Button(text("letter.button.drafts"), press("bc.drafts"))),) if drafts else ()),
        row(_next(letter)),
    )
    return Message(text("audience.page", audience=said(letter.selection, titles), n=n), buttons)


def page_of_exclusions(letter: Letter, n: int, titles: Titles) -> Message:
    """Return whom a letter is for so far, and the kinds of people to leave out."""
    kinds = [_kind_button(letter, kind, out=True) for kind in KINDS if kind != "everybody"]
    back = row(Button(text("common.back"), press("bc.aud", letter.id)))
    body = text("audience.page.without", audience=said(letter.selection, titles), n=n)
    return Message(body, (*_in_pairs(kinds), back))


def page_of_kind(
    letter: Letter,
    kind: str,
    facets: Sequence[Facet],
    n: int,
    titles: Titles,
    *,
    out: bool,
    first: int,
) -> Message:
    """Return the values of a kind, those chosen marked, each with how many people it is."""
    shown = facets[first : first + PAGE]
    there = _chosen(letter.selection, kind, out=out)
    buttons = [_value_button(letter, kind, facet, there, out=out, first=first) for facet in shown]
    turns = [
        Button(text(f"common.{word}"), press("bc.kind", letter.id, kind, int(out), place))
        for word, place, there_is in (
            ("previous", max(first - PAGE, 0), first > 0),
            ("next", first + PAGE, len(facets) > first + PAGE),
        )
        if there_is
    ]
    back = Button(text("common.back"), press("bc.out" if out else "bc.aud", letter.id))
    some = "audience.values.without" if out else "audience.values"
    key = some if facets else "audience.values.none"
    asked = text(f"audience.kind.{kind}")
    body = text(key, kind=asked, audience=said(letter.selection, titles), n=n)
    wide = _in_pairs(buttons) if kind != "event" else tuple(row(button) for button in buttons)
    return Message(body, (*wide, *((tuple(turns),) if turns else ()), row(back)))


def chosen_anew(
    selection: Selection, kind: str, value: str, facets: Sequence[Facet], *, out: bool
) -> Selection | None:
    """Return the selection with what a button carries put in or taken out; None when there is no
    such value any more."""
    toggle = toggled_out if out else toggled
    if kind == "everybody":
        return toggled(selection, kind, value)
    there = _chosen(selection, kind, out=out)
    known = [*there, *(facet.value for facet in facets)]
    meant = next((it for it in known if key_of(kind, it) == value), None)
    if meant is None:
        return None
    return toggle(selection, kind, next((it for it in there if _same(kind, it, meant)), meant))


def key_of(kind: str, value: str) -> str:
    """Return what a button carries for a value: a city's name may be too long for one."""
    if kind != "city":
        return value
    return hashlib.blake2b(name_key(value).encode(), digest_size=5).hexdigest()


def _same(kind: str, one: str, other: str) -> bool:
    return same_city(one, other) if kind == "city" else one == other


def _chosen(selection: Selection, kind: str, *, out: bool) -> tuple[str, ...]:
    if not out:
        return values_of(selection, kind)
    return tuple(it for one in selection.without for it in values_of(one, kind))


def _kind(selection: Selection, kind: str, titles: Titles) -> Text:
    """Return one kind of a selection in words."""
    if kind == "everybody":
        return text("side.everybody")
    if kind == "unseen":
        return text("audience.unseen", n=selection.unseen_days or 0)
    values = tuple(_value(kind, value, titles) for value in values_of(selection, kind))
    return text("audience.line", kind=text(f"audience.kind.{kind}"), values=Listing(values))


def _value(kind: str, value: str, titles: Titles) -> str | Text:
    match kind:
        case "side":
            return text(f"side.{value}")
        case "country":
            return text(f"country.{value}")
        case "language":
            return text(f"language.named.{value}")
        case "role":
            return text(f"audience.role.{value}")
        case "skill":
            return text(f"volunteer.choice.skills.{value}")
        case "event":
            title = titles.get(int(value))
            if title is None:
                return text("audience.event_gone", number=int(value))
            return text("audience.event", number=int(value), title=title)
        case "unseen":
            return text("audience.unseen", n=int(value))
        case _:
            return value


def _kind_button(letter: Letter, kind: str, *, out: bool) -> Button:
    label = text(f"audience.kind.{kind}")
    if _chosen(letter.selection, kind, out=out):
        label = text("form.chosen", choice=label)
    return Button(label, press("bc.kind", letter.id, kind, int(out), 0))


def _value_button(
    letter: Letter, kind: str, facet: Facet, there: Sequence[str], *, out: bool, first: int
) -> Button:
    titles = {int(facet.value): facet.title} if facet.title is not None else {}
    label = text("audience.value", value=_value(kind, facet.value, titles), count=facet.n)
    key = key_of(kind, facet.value)
    if any(_same(kind, it, facet.value) for it in there):
        label = text("form.chosen", choice=label)
    return Button(label, press("bc.set", letter.id, kind, int(out), first, key))


def _next(letter: Letter) -> Button:
    """Return the way on: to what it says, or to how it will look."""
    if letter.is_blank:
        return Button(text("letter.button.write"), press("bc.write", letter.id), style="primary")
    return Button(text("audience.button.done"), press("bc.show", letter.id), style="primary")


def _in_pairs(buttons: Sequence[Button]) -> Keyboard:
    return tuple(tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2))
