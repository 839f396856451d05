"""How an event looks: the card in groups and in private, and what people are told of it."""

from dataclasses import replace
from datetime import datetime

from bot.domain.events import (
    Changed,
    Counts,
    Event,
    Lead,
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
from bot.domain.refusals import Refusal
from bot.language.clock_changes import comes_twice
from bot.language.zones import zone_of

MINE = {
    SignUp.GOING: text("event.mine.going"),
    SignUp.MAYBE: text("event.mine.maybe"),
    SignUp.NO: text("event.mine.no"),
    SignUp.WAITING: text("event.mine.waiting"),
}
"""What stands on a card about the reader's own answer."""

REMINDERS = {Lead.DAY: "event.reminder.day", Lead.HOUR: "event.reminder.hour"}

LETTERS_IN_A_WINDOW = 200
"""How long the window at a pressed button may be, in UTF-16 units.

Source: Bot API, answerCallbackQuery, `text`: 0-200 characters.
"""

ROUND_WORDS = 4
"""What direction and the end of a line take round each of the words in it."""


def group_card(event: Event, counts: Counts) -> Message:
    """Return the card that stands in groups, with the clock of the event's own place."""
    if event.stage is Stage.CANCELLED:
        return Message(_body(event, zone=event.zone), (_original(event),))
    facts = _counts(event, counts)
    buttons = (*_answers(event, None), _original(event))
    return Message(_body(event, *facts, zone=event.zone), buttons)


def invitation(event: Event) -> Message:
    """Return the card that people get in private; without counts, which would grow old there."""
    if event.stage is Stage.CANCELLED:
        return Message(_body(event), (_original(event),))
    room = () if event.places is None else (text("event.places", n=event.places),)
    return Message(_body(event, *room), (*_answers(event, None), _original(event)))


def shown(seen: Seen) -> Message:
    """Return the event as one person sees it, in private: a draft as its preview."""
    event = seen.event
    if seen.reach is not None:
        return seen.pause.over(_preview(event, seen.reach, is_over=seen.has_begun))
    original = _original(event)
    if event.stage is Stage.CANCELLED:
        return Message(_body(event), (_calendar_again(event), original))
    own = (MINE[seen.mine],) if seen.mine else ()
    if seen.has_begun:
        stands = text("event.has_ended" if seen.has_ended else "event.has_begun")
        facts = (*_counts(event, seen.counts), *own, stands)
        return Message(_body(event, *facts), (original,))
    buttons = (*_answers(event, seen.mine), *_calendar(seen), original)
    return Message(
        _body(event, *_counts(event, seen.counts), *own, text("event.is_ahead")),
        (*buttons, upkeep(event)) if seen.may_change else buttons,
    )


def as_written(seen: Seen) -> Message:
    """Return the event as `shown`, but in the script in which it was written."""
    event = seen.event
    plain = replace(event, title=event.title.unconverted(), place=event.place.unconverted())
    card = shown(replace(seen, event=plain))
    again = Button(text("event.button.in_my_script"), press("ev.mine", event.id))
    return replace(card, buttons=(*card.buttons, row(again)))


def as_written_in_short(event: Event) -> Text | None:
    """Return the words of an event as they were written, for the window at a pressed button; None
    when they are too long for it."""
    words = [it.unconverted() for it in (event.title, event.place) if it]
    letters = sum(max(map(_units, it.versions.values())) + ROUND_WORDS for it in words)
    if letters > LETTERS_IN_A_WINDOW:
        return None
    return text("event.as_written", words=Listing(tuple(words), "lines"))


def published(event: Event, reach: Reach) -> Message:
    """Return what the organiser is told once the event is out."""
    body = text("event.published", card=_body(event), **_reach(reach))
    return Message(body, (row(show_button(event)), upkeep(event)))


def what_to_change(event: Event) -> Message:
    """Return the question what about an event is to be changed."""
    return Message(
        text("event.what_to_change", title=event.title),
        (
            row(_change("event.button.title", "ev.title", event), _time(event)),
            row(_change("event.button.place", "ev.place", event), _places(event)),
            row(_texts(event)),
            row(show_button(event, text("common.back"))),
        ),
    )


def changed(change: Changed) -> Message:
    """Return what the person is told who changed an event."""
    event = change.seen.event
    if event.stage is Stage.DRAFT:
        preview = shown(change.seen)
        if not change.lost:
            return preview
        body = text("event.with_card", said=_lost(change), card=preview.body)
        return replace(preview, body=body)
    if not change.is_new:
        return Message(text("event.unchanged"), (row(show_button(event)),))
    said = text("event.changed", n=change.told) if change.told else text("event.changed_quietly")
    body = text("event.with_card", said=_and_more(said, change), card=_body(event))
    texts = (row(_texts(event)),) if change.lost else ()
    return Message(body, (row(show_button(event)), *texts, upkeep(event)))


def ask_to_cancel(event: Event, told: int) -> Message:
    """Return the question whether an event is really to be cancelled."""
    told_text = text("event.cancel_tells", n=told) if told else text("event.cancel_tells_nobody")
    yes = Button(text("event.button.cancel_yes"), press("ev.end", event.id), style="danger")
    return Message(
        text("event.cancel_question", card=_body(event), told=told_text),
        (row(yes), row(show_button(event, text("event.button.keep")))),
    )


def cancelled(change: Changed) -> Message:
    """Return what the person is told who cancelled an event."""
    n = change.told
    said = text("event.cancelled", n=n) if n else text("event.cancelled_quietly")
    card = _body(change.seen.event)
    return Message(text("event.with_card", said=_and_more(said, change), card=card))


def _and_more(said: Text, change: Changed) -> Text:
    """Add how many signed up in a group without ever having opened the bot, and which texts are
    no longer there."""
    more = [text("event.unreached", n=change.unreached)] if change.unreached else []
    if change.lost:
        more.append(_lost(change))
    return text("event.said_and", items=Listing((said, *more), "lines")) if more else said


def _lost(change: Changed) -> Text:
    languages = tuple(text(f"language.named.{language}") for language in change.lost)
    return text("texts.lost", languages=Listing(languages))


def change_notice(old: Event, new: Event) -> Message:
    """Return what those who signed up are told: what was, and what is now."""
    changes = Listing(tuple(_differences(old, new)), "lines")
    body = text("event.notice.changed", title=new.title, changes=changes)
    return Message(body, (*_answers(new, None), _calendar_again(new), _original(new, "new")))


def cancel_notice(event: Event) -> Message:
    """Return what those who signed up are told of a cancelled event."""
    body = text("event.notice.cancelled", title=event.title, facts=_facts(event))
    return Message(body, (_calendar_again(event), _original(event, "new")))


def promotion(event: Event) -> Message:
    """Return what is told to somebody who waited and now has a place."""
    body = text("event.promoted", title=event.title, facts=_facts(event))
    return Message(body, (row(_still(event), _cannot_any_more(event)), _original(event, "new")))


def reminder(event: Event, lead: Lead) -> Message:
    """Return the reminder for those who are going; true also when it comes late."""
    body = Text(REMINDERS[lead], {"title": event.title, "facts": _facts(event)})
    return Message(body, (row(_still(event), _cannot_any_more(event)), _original(event, "new")))


def calendar_words(event: Event) -> Message:
    """Return what stands under the file for a calendar."""
    cancelled = event.stage is Stage.CANCELLED
    key = "event.calendar.cancelled" if cancelled else "event.calendar"
    return Message(Text(key, {"title": event.title}), (_original(event, "new"),))


def too_late(event: Event, now: datetime) -> Refusal:
    """Return why an event that has begun can neither be answered nor changed."""
    key = "event.has_ended.refused" if event.has_ended(now) else "event.is_over"
    return Refusal(text(key), (row(to_upcoming()),))


def to_upcoming() -> Button:
    """Return the button that leads to the events to come."""
    return Button(text("event.button.upcoming"), press("ev.list", 0))


def _preview(event: Event, reach: Reach, *, is_over: bool) -> Message:
    changes = (
        row(_change("event.button.title", "ev.title", event), _time(event)),
        row(_change("event.button.place", "ev.place", event), _places(event)),
        row(_texts(event)),
        row(Button(text("event.button.discard"), press("ev.drop", event.id), style="danger")),
        _original(event),
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
    when = text("event.when", when=event.when(style, zone))
    return Listing((when, *_clocks_back(event), *place_line(event), *further), "lines")


def _clocks_back(event: Event) -> tuple[Text, ...]:
    """Return, for an event that begins in the hour which comes twice, that the first is meant."""
    there = zone_of(event.zone)
    if not comes_twice(event.starts_at, there) or event.starts_at.astimezone(there).fold:
        return ()
    return (text("event.clocks_back", time=Moment(event.starts_at, "time", event.zone)),)


def place_line(event: Event) -> tuple[Text, ...]:
    """Return where an event is, as a line of its facts; none where nobody said."""
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


def show_button(event: Event, label: Text | None = None) -> Button:
    """Return the way to an event, called so or *Show the event*."""
    return Button(label or text("event.button.show"), press("ev.show", event.id))


def _calendar(seen: Seen) -> Keyboard:
    """Return the way to one's own calendar, for whoever may still come."""
    if seen.mine is SignUp.NO:
        return ()
    return (row(Button(text("event.button.calendar"), press("ev.cal", seen.event.id))),)


def _calendar_again(event: Event) -> tuple[Button, ...]:
    # Whoever put it there must not go to the old place, or to no event at all.
    return row(Button(text("event.button.calendar_again"), press("ev.cal", event.id)))


def upkeep(event: Event) -> tuple[Button, ...]:
    """Return what its organiser can do with an event: change it, cancel it."""
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
    if (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at):
        changes.append(text("event.change.when", old=old.when(), new=new.when()))
    if old.place != new.place:
        changes.append(text("event.change.place", old=old.place, new=new.place))
    if old.places != new.places:
        changes.append(text("event.change.places", old=_room(old), new=_room(new)))
    return changes


def _room(event: Event) -> int | Text:
    return text("event.no_limit") if event.places is None else event.places


def _original(event: Event, how: str = "") -> tuple[Button, ...]:
    """Return the way to the words as they were written, for those who got them automatically: in
    the same place or, under what must not be lost, in a `new` message."""
    data = press("ev.orig", event.id, *((how,) if how else ()))
    return row(Button(text("event.button.original"), data, if_automatic=True))


def _texts(event: Event) -> Button:
    return Button(text("texts.button"), press("ev.texts", event.id))


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
