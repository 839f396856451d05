"""What people can say about events."""

from dataclasses import replace

from bot.conversation.answers import Answer, AnswerFile, Ask
from bot.conversation.routes import Call, Command, Field, Form, Press, Route, Start, Where, Who
from bot.domain.events import Plan, Seen, SignUp, When, places_from
from bot.domain.messages import Message, Text, text
from bot.domain.people import LANGUAGES, Audience
from bot.language.calendar_file import CALENDAR_TYPE, calendar_file
from bot.language.zones import zone_of
from bot.services import Services
from bot.services.events import cards, lists, texts

_TOASTS = {
    SignUp.GOING: text("event.toast.going"),
    SignUp.MAYBE: text("event.toast.maybe"),
    SignUp.NO: text("event.toast.no"),
    SignUp.WAITING: text("event.toast.waiting"),
}


async def newevent(call: Call, services: Services) -> Answer:
    """`/newevent title | when | place or link | side | places`, or its last question answered."""
    values = call.values
    when = When.from_iso(values["when"])
    plan = Plan(
        title=_one_line(values["title"]),
        starts_at=when.starts_at,
        place=_one_line(values["place"]),
        audience=Audience(values["side"]),
        places=places_from(values["places"]),
        ends_at=when.ends_at,
    )
    return _said(cards.shown(await services.events.draft(plan, by=call.person)))


async def publish(call: Call, services: Services) -> Answer:
    """[Publish] under a preview."""
    event, reach = await services.events.publish(call.number_at(), by=call.person)
    return _said(cards.published(event, reach), replace=True, toast=text("event.toast.published"))


async def discard(call: Call, services: Services) -> Answer:
    """[Discard] under a preview."""
    await services.events.discard(call.number_at(), by=call.person)
    return Answer(text("event.discarded"), replace=True)


async def going(call: Call, services: Services) -> Answer:
    """[Going] on a card, [Still coming] on a reminder."""
    return await _answered(SignUp.GOING, call, services)


async def maybe(call: Call, services: Services) -> Answer:
    """[Maybe] on a card."""
    return await _answered(SignUp.MAYBE, call, services)


async def not_going(call: Call, services: Services) -> Answer:
    """[Can't] on a card or a reminder."""
    return await _answered(SignUp.NO, call, services)


async def show(call: Call, services: Services) -> Answer:
    """[Look] or the title of an event; `t.me/bot?start=e_12`."""
    seen = await services.events.show(call.number_at(), by=call.person)
    return _said(cards.shown(seen))


async def original(call: Call, services: Services) -> Answer:
    """[Original] under an event in another script; `t.me/bot?start=eo_12`. In a group the words
    stand in a window for who pressed, or come in private where they are too long for one."""
    seen = await services.events.show(call.number_at(), by=call.person)
    if call.chat.private:
        return _said(cards.as_written(seen), replace=len(call.args) == 1)
    words = cards.as_written_in_short(seen.event)
    if words is not None:
        return Answer(toast=words, popup=True)
    link = "" if call.person.may_write else call.link(f"eo_{seen.event.id}")
    return replace(_said(cards.as_written(seen)), url=link)


async def in_my_script(call: Call, services: Services) -> Answer:
    """[In my script] under an event as it was written."""
    seen = await services.events.show(call.number_at(), by=call.person)
    return _said(cards.shown(seen), replace=True)


async def calendar(call: Call, services: Services) -> Answer:
    """[Add to my calendar] under an event; `t.me/bot?start=cal_12`."""
    entry = await services.events.calendar(call.number_at(), by=call.person)
    event = entry.event
    content = calendar_file(entry, link=call.link(f"e_{event.id}"), bot=call.bot)
    file = AnswerFile(f"event-{event.id}.ics", content, CALENDAR_TYPE)
    words = cards.calendar_words(event)
    return Answer(words.body, words.buttons, file=file)


async def upcoming(call: Call, services: Services) -> Answer:
    """`/events`: in a group those of the group's side, there for all to see."""
    page = await services.events.upcoming(by=call.person, group=call.group)
    link = None if call.chat.private else call.link
    return _said(lists.upcoming(page, link), here=True)


async def turn(call: Call, services: Services) -> Answer:
    """[Next] or [Previous] under the events to come; `t.me/bot?start=es_0`."""
    page = await services.events.upcoming(by=call.person, skip=call.number_at())
    return _said(lists.upcoming(page, None), replace=bool(call.args))


async def mine(call: Call, services: Services) -> Answer:
    """`/my`."""
    return _said(lists.mine(await services.events.mine(by=call.person)))


async def edit(call: Call, services: Services) -> Answer:
    """[Change] under an event, [Back] to it."""
    open_event = await services.events.to_change(call.number_at(), by=call.person)
    change = open_event.seen
    message = cards.shown(change) if change.reach else cards.what_to_change(change.event)
    return _said(message, replace=len(call.args) > 1)


async def ask_title(call: Call, services: Services) -> Answer:
    """[Title] under an event that is being changed."""
    return await _ask("eventtitle", call, services)


async def ask_time(call: Call, services: Services) -> Answer:
    """[Time] under an event that is being changed; a bare hour means one of its day."""
    change = await services.events.to_change(call.number_at(), by=call.person)
    event = change.seen.event
    day = event.starts_at.astimezone(zone_of(call.person.zone)).date()
    return Answer(ask=Ask("eventtime", {"event": str(event.id), "day": str(day)}), replace=True)


async def ask_place(call: Call, services: Services) -> Answer:
    """[Place] under an event that is being changed."""
    return await _ask("eventplace", call, services)


async def ask_places(call: Call, services: Services) -> Answer:
    """[Number of places] under an event that is being changed."""
    return await _ask("eventplaces", call, services)


async def rename(call: Call, services: Services) -> Answer:
    """The new title."""
    title = _one_line(call.values["title"])
    return _said(
        cards.changed(await services.events.rename(call.number_of("event"), title, by=call.person))
    )


async def reschedule(call: Call, services: Services) -> Answer:
    """The new time."""
    when = When.from_iso(call.values["when"])
    change = await services.events.reschedule(call.number_of("event"), when, by=call.person)
    return _said(cards.changed(change))


async def relocate(call: Call, services: Services) -> Answer:
    """The new place."""
    place = _one_line(call.values["place"])
    change = await services.events.relocate(call.number_of("event"), place, by=call.person)
    return _said(cards.changed(change))


async def set_places(call: Call, services: Services) -> Answer:
    """The new number of places; nothing means no limit."""
    places = places_from(call.values["places"])
    change = await services.events.set_places(call.number_of("event"), places, by=call.person)
    return _said(cards.changed(change))


async def show_texts(call: Call, services: Services) -> Answer:
    """[Other languages] under a preview, or under an event that is being changed."""
    open_event = await services.events.to_change(call.number_at(), by=call.person)
    return _said(texts.page(open_event.seen.event), replace=True)


async def text_in(call: Call, services: Services) -> Answer:
    """A language: its text is to be written or, where there is one, looked at first."""
    event_id, language = call.number_at(), call.word_at(1, LANGUAGES)
    event = (await services.events.to_change(event_id, by=call.person)).seen.event
    if len(call.args) == 2 and language in event.title.versions:
        return _said(texts.in_language(event, language), replace=True)
    known = {"event": str(event_id), "language": language}
    if not texts.place_has_words(event):
        known["place"] = ""
    asked = text("texts.write_in", language=text(f"language.named.{language}"))
    return Answer(asked, ask=Ask("eventtext", known))


async def add_text(call: Call, services: Services) -> Answer:
    """The title, and the place, in another language."""
    change = await services.events.add_text(
        call.number_of("event"),
        call.values["language"],
        title=_one_line(call.values["title"]),
        place=_one_line(call.values["place"]),
        by=call.person,
    )
    return _said(cards.changed(change))


async def set_language(call: Call, services: Services) -> Answer:
    """[It is another language], and which one it is."""
    event_id = call.number_at()
    if len(call.args) == 1:
        open_event = await services.events.to_change(event_id, by=call.person)
        return _said(texts.which_language(open_event.seen.event), replace=True)
    language = call.word_at(1, LANGUAGES)
    change = await services.events.written_in(event_id, language, by=call.person)
    return _said(texts.page(change.seen.event), replace=True)


async def drop_text(call: Call, services: Services) -> Answer:
    """[Remove]: the text of an event in one language is taken back."""
    event_id, language = call.number_at(), call.word_at(1, LANGUAGES)
    change = await services.events.drop_text(event_id, language, by=call.person)
    return _said(texts.page(change.seen.event), replace=True)


async def ask_cancel(call: Call, services: Services) -> Answer:
    """[Cancel event] under an event."""
    open_event = await services.events.to_change(call.number_at(), by=call.person)
    return _said(cards.ask_to_cancel(open_event.seen.event, open_event.told))


async def cancel(call: Call, services: Services) -> Answer:
    """[Yes, cancel it]."""
    change = await services.events.cancel(call.number_at(), by=call.person)
    return _said(cards.cancelled(change), replace=True)


async def _answered(wish: SignUp, call: Call, services: Services) -> Answer:
    seen = await services.events.answer(call.number_at(), wish, by=call.person)
    if call.chat.private:
        return _said(cards.shown(seen), replace=True, toast=_toast(seen))
    # Who has not opened the bot cannot be reminded or told of a change: the press leads there.
    lost = wish is not SignUp.NO and not call.person.may_write
    return Answer(
        toast=_toast(seen),
        popup=seen.mine is SignUp.WAITING,
        url=call.link(f"e_{seen.event.id}") if lost else "",
    )


async def _ask(form: str, call: Call, services: Services) -> Answer:
    change = await services.events.to_change(call.number_at(), by=call.person)
    return Answer(ask=Ask(form, {"event": str(change.seen.event.id)}), replace=True)


def _toast(seen: Seen) -> Text | None:
    return _TOASTS[seen.mine] if seen.mine else None


def _said(
    message: Message, *, replace: bool = False, here: bool = False, toast: Text | None = None
) -> Answer:
    return Answer(message.body, message.buttons, toast=toast, replace=replace, here=here)


def _one_line(words: str) -> str:
    return " ".join(words.split())


ROUTES: tuple[Route, ...] = (
    Command("newevent", form="newevent", who=Who.COORDINATOR),
    Command("events", upcoming, where=Where.EITHER),
    Command("my", mine),
    Form(
        "newevent",
        (
            Field("title", most=120),
            Field("when", kind="span"),
            Field("place"),
            Field("side", kind="side"),
            Field("places", kind="number", optional=True),
        ),
        newevent,
        who=Who.COORDINATOR,
        reply_field="title",
    ),
    Form("eventtitle", (Field("title", most=120),), rename),
    Form("eventtime", (Field("when", kind="span"),), reschedule),
    Form("eventplace", (Field("place"),), relocate),
    Form("eventtext", (Field("title", most=120), Field("place", optional=True)), add_text),
    Form("eventplaces", (Field("places", kind="number", optional=True),), set_places),
    Press("ev.pub", publish, who=Who.COORDINATOR),
    Press("ev.drop", discard),
    Press("ev.go", going),
    Press("ev.still", going),
    Press("ev.may", maybe),
    Press("ev.no", not_going),
    Press("ev.show", show),
    Press("ev.cal", calendar),
    Press("ev.orig", original),
    Press("ev.mine", in_my_script),
    Press("ev.list", turn),
    Press("ev.edit", edit),
    Press("ev.title", ask_title),
    Press("ev.time", ask_time),
    Press("ev.place", ask_place),
    Press("ev.room", ask_places),
    Press("ev.texts", show_texts),
    Press("ev.text", text_in),
    Press("ev.untext", drop_text),
    Press("ev.lang", set_language),
    Press("ev.cancel", ask_cancel),
    Press("ev.end", cancel),
    Start("e", show),
    Start("eo", original),
    Start("es", turn),
    Start("cal", calendar),
)
