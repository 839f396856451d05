"""How what was found looks: an item and a button for each."""

from bot.domain.crises.alerts import words_of
from bot.domain.events import Event
from bot.domain.finding import Found
from bot.domain.groups import Group
from bot.domain.messages import Button, Listing, Message, Text, press, row, text
from bot.domain.volunteers import Volunteer

MOST_LETTERS_ON_BUTTON = 28
"""A longer title is cut: phones show no more of a button as wide as the message."""


def found(what: Found) -> Message:
    """Return what was found, alerts first; or what to do when there is nothing."""
    if not what:
        events = Button(text("menu.events"), press("go", "events"))
        ways = (row(_again(), events), row(Button(text("menu.menu"), press("go", "menu"))))
        return Message(text("find.none", words=what.words), ways)
    items = [
        *(text("find.alert", headline=words_of(it.wording, "headline")) for it in what.alerts),
        *(_event(it) for it in what.events),
        *(_group(it) for it in what.groups),
        *(text("find.volunteer", name=it.name or "") for it in what.volunteers),
    ]
    more = (text("find.more", n=what.more),) if what.more else ()
    body = text("find.page", words=what.words, items=Listing((*items, *more), "blank"))
    return Message(body, (*_buttons(what), row(_again())))


def _buttons(what: Found) -> tuple[tuple[Button, ...], ...]:
    alerts = Button(text("menu.alerts"), press("go", "alerts"), style="danger")
    return (
        *((row(alerts),) if what.alerts else ()),
        *(row(_to_event(it)) for it in what.events),
        *(
            row(Button(text("join.button.group", group=it.title), url=it.link))
            for it in what.groups
            if it.is_open and it.link
        ),
        *(row(_to_volunteer(it)) for it in what.volunteers),
    )


def _event(event: Event) -> Text:
    when = text("event.when", when=event.when())
    return text("find.event", title=event.title, when=when)


def _to_event(event: Event) -> Button:
    label = text("event.button.open", title=event.title.each(_short))
    return Button(label, press("ev.show", event.id))


def _group(group: Group) -> Text:
    return text("find.group" if group.is_open else "find.group.closed", group=group.title)


def _to_volunteer(one: Volunteer) -> Button:
    label = text("find.button.volunteer", name=one.name or "")
    return Button(label, press("vo.open", one.person_id))


def _again() -> Button:
    return Button(text("find.button.again"), press("go", "find"))


def _short(title: str) -> str:
    if len(title) <= MOST_LETTERS_ON_BUTTON:
        return title
    return title[: MOST_LETTERS_ON_BUTTON - 1].rstrip() + "…"
