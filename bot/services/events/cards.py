"""How events look: the card in groups and in private, lists, and what people are told of them."""

from collections.abc import Callable

from bot.domain.events import (
    Changed,
    Counts,
    Event,
    Lead,
    Mine,
    Page,
    Reach,
    Seen,
    SignUp,
    Stage,
    places_left,
)
from bot.domain.messages import (
    Button,
    Keyboard,
    Listing,
    Message,
    Moment,
    Text,
    press,
    row,
    text,
)
from bot.domain.people import Audience

MOST_LETTERS_ON_BUTTON = 28
"""A longer title is cut: phones show no more of a button as wide as the message."""

MINE = {
    SignUp.GOING: text("event.mine.going"),
    SignUp.MAYBE: text("event.mine.maybe"),
    SignUp.NO: text("event.mine.no"),
    SignUp.WAITING: text("event.mine.waiting"),
}
"""What stands on a card about the reader's own answer."""

REMINDERS = {Lead.DAY: "event.reminder.day", Lead.HOUR: "event.reminder.hour"}

PAGE = 5
"""So many events stand in one list; each has a button."""


def group_card(event: Event, counts: Counts) -> Message:
    """Return the card that stands in groups, with the clock of the event's own place."""
    if event.stage is Stage.CANCELLED:
        return Message(_body(event, zone=event.zone))
    facts = _counts(event, counts)
    return Message(_body(event, *facts, zone=event.zone), _answers(event, None))


def invitation(event: Event) -> Message:
    """Return the card that people get in private; without counts, which would grow old there."""
    if event.stage is Stage.CANCELLED:
        return Message(_body(event))
    room = () if event.places is None else (text("event.places", n=event.places),)
    return Message(_body(event, *room), _answers(event, None))


def shown(seen: Seen) -> Message:
    """Return the event as one person sees it, in private: a draft as its preview."""
    event = seen.event
    if seen.reach is not None:
        return _preview(event, seen.reach, is_over=seen.has_begun)
    if event.stage is Stage.CANCELLED:
        return Message(_body(event), (_calendar_again(event),))
    own = (MINE[seen.mine],) if seen.mine else ()
    if seen.has_begun:
        return Message(_body(event, *_counts(event, seen.counts), *own, text("event.has_begun")))
    buttons = (*_answers(event, seen.mine), *_calendar(seen))
    return Message(
        _body(event, *_counts(event, seen.counts), *own),
        (*buttons, _upkeep(event)) if seen.may_change else buttons,
    )


def published(event: Event, reach: Reach) -> Message:
    """Return what the organiser is told once the event is out."""
    body = text("event.published", card=_body(event), **_reach(reach))
    return Message(body, (row(_show(event)), _upkeep(event)))


def what_to_change(event: Event) -> Message:
    """Return the question what about an event is to be changed."""
    return Message(
        text("event.what_to_change", title=event.title),
        (
            row(_change("event.button.title", "ev.title", event), _time(event)),
            row(_change("event.button.place", "ev.place", event), _places(event)),
            row(_show(event, text("common.back"))),
        ),
    )


def changed(change: Changed) -> Message:
    """Return what the person is told who changed an event."""
    event = change.seen.event
    if event.stage is Stage.DRAFT:
        return shown(change.seen)
    if not change.is_new:
        return Message(text("event.unchanged"), (row(_show(event)),))
    said = text("event.changed", n=change.told) if change.told else text("event.changed_quietly")
    body = text("event.with_card", said=_and_unreached(said, change), card=_body(event))
    return Message(body, (row(_show(event)), _upkeep(event)))


def ask_to_cancel(event: Event, told: int) -> Message:
    """Return the question whether an event is really to be cancelled."""
    told_text = text("event.cancel_tells", n=told) if told else text("event.cancel_tells_nobody")
    yes = Button(text("event.button.cancel_yes"), press("ev.end", event.id), style="danger")
    return Message(
        text("event.cancel_question", card=_body(event), told=told_text),
        (row(yes), row(_show(event, text("event.button.keep")))),
    )


def cancelled(change: Changed) -> Message:
    """Return what the person is told who cancelled an event."""
    n = change.told
    said = text("event.cancelled", n=n) if n else text("event.cancelled_quietly")
    card = _body(change.seen.event)
    return Message(text("event.with_card", said=_and_unreached(said, change), card=card))


def _and_unreached(said: Text, change: Changed) -> Text:
    """Add how many signed up in a group without ever having opened the bot."""
    if not change.unreached:
        return said
    return text(
        "event.said_and",
        items=Listing((said, text("event.unreached", n=change.unreached)), "lines"),
    )


def change_notice(old: Event, new: Event) -> Message:
    """Return what those who signed up are told: what was, and what is now."""
    changes = Listing(tuple(_differences(old, new)), "lines")
    body = text("event.notice.changed", title=new.title, changes=changes)
    return Message(body, (*_answers(new, None), _calendar_again(new)))


def cancel_notice(event: Event) -> Message:
    """Return what those who signed up are told of a cancelled event."""
    body = text("event.notice.cancelled", title=event.title, facts=_facts(event))
    return Message(body, (_calendar_again(event),))


def promotion(event: Event) -> Message:
    """Return what is told to somebody who waited and now has a place."""
    body = text("event.promoted", title=event.title, facts=_facts(event))
    return Message(body, (row(_still(event), _cannot_any_more(event)),))


def reminder(event: Event, lead: Lead) -> Message:
    """Return the reminder for those who are going; true also when it comes late."""
    body = Text(REMINDERS[lead], {"title": event.title, "facts": _facts(event)})
    return Message(body, (row(_still(event), _cannot_any_more(event)),))


def calendar_words(event: Event) -> Text:
    """Return what stands under the file for a calendar."""
    cancelled = event.stage is Stage.CANCELLED
    key = "event.calendar.cancelled" if cancelled else "event.calendar"
    return Text(key, {"title": event.title})


def upcoming(page: Page, link: Callable[[str], str] | None) -> Message:
    """Return a page of events to come. `link` is given in groups: there buttons open the bot, and
    each event has the clock of its own place."""
    if not page.events:
        return Message(text("event.list.none"))
    items = [_item(event, zone=event.zone if link else None) for event in page.events]
    buttons = [row(_open(event, link)) for event in page.events]
    turning = _turning(page, link)
    body = text("event.list", items=Listing(tuple(items), "blank"))
    return Message(body, (*buttons, *((turning,) if turning else ())))


def mine(own: Mine) -> Message:
    """Return the events a person answered, and those they organise."""
    parts = []
    if own.answered:
        items = tuple(_item(event, MINE[said]) for event, said in own.answered)
        parts.append(text("event.my.answered", items=Listing(items, "blank")))
    if own.organised:
        items = tuple(_item(event, *_draft_mark(event)) for event in own.organised)
        parts.append(text("event.my.organised", items=Listing(items, "blank")))
    if not parts:
        return Message(text("event.my.none"), (row(to_upcoming()),))
    buttons = [
        row(_show(event, _titled("event.button.answer", event))) for event, _ in own.answered
    ]
    for event in own.organised:
        buttons.append(row(_open(event)))
        if event.stage is Stage.PUBLISHED:
            buttons.append(_upkeep(event))
    return Message(text("event.my", parts=Listing(tuple(parts), "blank")), tuple(buttons))


def to_upcoming() -> Button:
    """Return the button that leads to the events to come."""
    return Button(text("event.button.upcoming"), press("ev.list", 0))


def _preview(event: Event, reach: Reach, *, is_over: bool) -> Message:
    changes = (
        row(_change("event.button.title", "ev.title", event), _time(event)),
        row(_change("event.button.place", "ev.place", event), _places(event)),
        row(Button(text("event.button.discard"), press("ev.drop", event.id), style="danger")),
    )
    card = invitation(event).body
    if is_over:
        return Message(text("event.preview.over", card=card), changes)
    publish = Button(text("event.button.publish"), press("ev.pub", event.id), style="primary")
    return Message(text("event.preview", card=card, **_reach(reach)), (row(publish), *changes))


def _body(event: Event, *further: Text, zone: str | None = None) -> Text:
    mark = (text("event.updated"),) if event.version > 1 and further else ()
    key = "event.card.cancelled" if event.stage is Stage.CANCELLED else "event.card"
    facts = _facts(event, *further, *mark, zone=zone)
    return Text(key, {"title": event.title, "facts": facts})


def _facts(event: Event, *further: Text, zone: str | None = None) -> Listing:
    # Who is invited from both sides reads the time on clocks they know.
    style = "clocks" if event.audience is Audience.EVERYBODY else "full"
    when = text("event.when", when=Moment(event.starts_at, style, zone))
    return Listing((when, *_place(event), *further), "lines")


def _place(event: Event) -> tuple[Text, ...]:
    return (text("event.place", place=event.place),) if event.place else ()


def _counts(event: Event, counts: Counts) -> tuple[Text, ...]:
    said = text("event.counts", going=counts.going, maybe=counts.maybe)
    left = places_left(event, counts)
    if left is None:
        return (said,)
    if left:
        return (said, text("event.places_left", n=left))
    if counts.waiting:
        return (said, text("event.full_and_waiting", waiting=counts.waiting))
    return (said, text("event.full"))


def _answers(event: Event, mine: SignUp | None) -> Keyboard:
    """Return the answers one may still give: all, or all but one's own."""
    buttons = {
        SignUp.GOING: Button(text("event.button.going"), press("ev.go", event.id), style="success"),
        SignUp.MAYBE: Button(text("event.button.maybe"), press("ev.may", event.id)),
        SignUp.NO: _cannot(event),
    }
    own = SignUp.GOING if mine is SignUp.WAITING else mine
    return (tuple(button for answer, button in buttons.items() if answer is not own),)


def _cannot(event: Event) -> Button:
    return Button(text("event.button.no"), press("ev.no", event.id))


def _cannot_any_more(event: Event) -> Button:
    return Button(text("event.button.cannot"), press("ev.no", event.id))


def _still(event: Event) -> Button:
    return Button(text("event.button.still"), press("ev.still", event.id), style="success")


def _show(event: Event, label: Text | None = None) -> Button:
    return Button(label or text("event.button.show"), press("ev.show", event.id))


def _open(event: Event, link: Callable[[str], str] | None = None) -> Button:
    label = _titled("event.button.open", event)
    return Button(label, url=link(f"e_{event.id}")) if link else _show(event, label)


def _calendar(seen: Seen) -> Keyboard:
    """Return the way to one's own calendar, for whoever may still come."""
    if seen.mine is SignUp.NO:
        return ()
    return (row(Button(text("event.button.calendar"), press("ev.cal", seen.event.id))),)


def _calendar_again(event: Event) -> tuple[Button, ...]:
    # Whoever put it there must not go to the old place, or to no event at all.
    return row(Button(text("event.button.calendar_again"), press("ev.cal", event.id)))


def _upkeep(event: Event) -> tuple[Button, ...]:
    return row(
        Button(text("event.button.change"), press("ev.edit", event.id)),
        Button(text("event.button.cancel"), press("ev.cancel", event.id)),
    )


def _change(label: str, verb: str, event: Event) -> Button:
    return Button(Text(label), press(verb, event.id))


def _time(event: Event) -> Button:
    return _change("event.button.time", "ev.time", event)


def _places(event: Event) -> Button:
    return _change("event.button.places", "ev.room", event)


def _reach(reach: Reach) -> dict[str, Text]:
    return {
        "people": text("event.people", n=reach.people),
        "groups": text("event.groups", n=reach.groups),
    }


def _differences(old: Event, new: Event) -> list[Text]:
    changes = []
    if old.title != new.title:
        changes.append(text("event.change.title", old=old.title, new=new.title))
    if old.starts_at != new.starts_at:
        was, becomes = Moment(old.starts_at), Moment(new.starts_at)
        changes.append(text("event.change.when", old=was, new=becomes))
    if old.place != new.place:
        changes.append(text("event.change.place", old=old.place, new=new.place))
    if old.places != new.places:
        changes.append(text("event.change.places", old=_room(old), new=_room(new)))
    return changes


def _room(event: Event) -> int | Text:
    return text("event.no_limit") if event.places is None else event.places


def _item(event: Event, *marks: Text, zone: str | None = None) -> Text:
    facts = (text("event.when", when=Moment(event.starts_at, zone=zone)), *_place(event), *marks)
    return text("event.item", title=event.title, facts=Listing(facts, "lines"))


def _draft_mark(event: Event) -> tuple[Text, ...]:
    return (text("event.draft_mark"),) if event.stage is Stage.DRAFT else ()


def _titled(label: str, event: Event) -> Text:
    title = event.title
    if len(title) > MOST_LETTERS_ON_BUTTON:
        title = title[: MOST_LETTERS_ON_BUTTON - 1].rstrip() + "…"
    return Text(label, {"title": title})


def _turning(page: Page, link: Callable[[str], str] | None) -> tuple[Button, ...]:
    if link:
        return row(Button(text("event.button.all"), url=link("es_0"))) if page.more else ()
    back = Button(text("common.previous"), press("ev.list", max(0, page.skip - PAGE)))
    onward = Button(text("common.next"), press("ev.list", page.skip + PAGE))
    return (*((back,) if page.skip else ()), *((onward,) if page.more else ()))
