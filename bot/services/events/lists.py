"""How several events look at once: those to come, and one's own."""

from collections.abc import Callable
from datetime import datetime

from bot.domain.events import Event, Mine, Page, Stage
from bot.domain.messages import Button, Listing, Message, Text, press, row, text
from bot.services.events.cards import MINE, place_line, show_button, to_upcoming, upkeep

MOST_LETTERS_ON_BUTTON = 28
"""A longer title is cut: phones show no more of a button as wide as the message."""

PAGE = 5
"""So many events stand in one list; each has a button."""


def upcoming(page: Page, link: Callable[[str], str] | None) -> Message:
    """Return a page of events to come. `link` is given in groups: there buttons open the bot, and
    each event has the clock of its own place."""
    if not page.events:
        return Message(text("event.list.none"))
    items = [
        _item(event, *_begun_mark(event, page.now), zone=event.zone if link else None)
        for event in page.events
    ]
    buttons = [row(_open(event, link)) for event in page.events]
    turning = _turning(page, link)
    body = text("event.list", items=Listing(tuple(items), "blank"))
    return Message(body, (*buttons, *((turning,) if turning else ())))


def mine(own: Mine) -> Message:
    """Return the events a person answered, and those they organise."""
    parts = []
    if own.answered:
        items = tuple(
            _item(event, *_begun_mark(event, own.now), MINE[said]) for event, said in own.answered
        )
        parts.append(text("event.my.answered", items=Listing(items, "blank")))
    if own.organised:
        items = tuple(
            _item(event, *_begun_mark(event, own.now), *_draft_mark(event))
            for event in own.organised
        )
        parts.append(text("event.my.organised", items=Listing(items, "blank")))
    if not parts:
        return Message(text("event.my.none"), (row(to_upcoming()),))
    buttons = [
        row(show_button(event, _titled("event.button.answer", event))) for event, _ in own.answered
    ]
    for event in own.organised:
        buttons.append(row(_open(event)))
        if event.stage is Stage.PUBLISHED and not event.has_begun(own.now):
            buttons.append(upkeep(event))
    return Message(text("event.my", parts=Listing(tuple(parts), "blank")), tuple(buttons))


def _open(event: Event, link: Callable[[str], str] | None = None) -> Button:
    label = _titled("event.button.open", event)
    return Button(label, url=link(f"e_{event.id}")) if link else show_button(event, label)


def _item(event: Event, *marks: Text, zone: str | None = None) -> Text:
    facts = (
        text("event.when", when=event.when(zone=zone)),
        *place_line(event),
        *marks,
    )
    return text("event.item", title=event.title, facts=Listing(facts, "lines"))


def _begun_mark(event: Event, now: datetime) -> tuple[Text, ...]:
    # Who looks for what is still to come must not go out for what is half over.
    return (text("event.has_begun"),) if event.has_begun(now) else ()


def _draft_mark(event: Event) -> tuple[Text, ...]:
    return (text("event.draft_mark"),) if event.stage is Stage.DRAFT else ()


def _titled(label: str, event: Event) -> Text:
    return Text(label, {"title": event.title.each(_short)})


def _short(title: str) -> str:
    if len(title) <= MOST_LETTERS_ON_BUTTON:
        return title
    return title[: MOST_LETTERS_ON_BUTTON - 1].rstrip() + "…"


def _turning(page: Page, link: Callable[[str], str] | None) -> tuple[Button, ...]:
    if link:
        return row(Button(text("event.button.all"), url=link("es_0"))) if page.more else ()
    back = Button(text("common.previous"), press("ev.list", max(0, page.skip - PAGE)))
    onward = Button(text("common.next"), press("ev.list", page.skip + PAGE))
    return (*((back,) if page.skip else ()), *((onward,) if page.more else ()))
