"""What coordinators can say about alerts."""

from bot.conversation.answers import NOTHING, Answer, Ask
from bot.conversation.routes import Call, Command, Field, Form, Press, Route, Who
from bot.domain.crises.alerts import (
    ACTION_MOST,
    AREA_MOST,
    CHOICES,
    HEADLINE_MOST,
    SOURCE_MOST,
    WORDS_MOST,
    as_values,
    wording_from,
)
from bot.domain.messages import text
from bot.domain.people import LANGUAGES
from bot.services import Services
from handlers.crises.reading import alert_of, answer, in_place, in_turn, number, word


async def draft(call: Call, services: Services) -> Answer:
    """/alert severity | urgency | certainty | side | area | headline | action | source | expires"""
    like = number((call.values["like"],)) if "like" in call.values else None
    wording = wording_from(call.values)
    return in_turn(await services.alerts.draft(wording, like=like, by=call.person))


async def show(call: Call, services: Services) -> Answer:
    """[Back] to a draft or a request, [Read it]"""
    pages = await services.alerts.show(number(call.args), by=call.person)
    return in_turn(pages, replaces=True)


async def change(call: Call, services: Services) -> Answer:
    """[Change …]"""
    return in_place(await services.alerts.ask_change(number(call.args), by=call.person))


async def choose_field(call: Call, services: Services) -> Answer:
    """[Headline], [Severity] …: the field to change"""
    alert_id, field = number(call.args), word(call.args, 1, (*CHOICES, *WORDS_MOST, "expires"))
    if field in CHOICES:
        return in_place(await services.alerts.ask_change(alert_id, field, by=call.person))
    form = "alert_expires" if field == "expires" else "alert_words"
    return Answer(ask=Ask(form, {"alert": str(alert_id), "field": field}))


async def choose_value(call: Call, services: Services) -> Answer:
    """[Extreme], [North] …: the new value of a field"""
    field = word(call.args, 1, tuple(CHOICES))
    value = word(call.args, 2, CHOICES[field])
    pages = await services.alerts.change(number(call.args), field, value, by=call.person)
    return in_turn(pages, replaces=True)


async def change_words(call: Call, services: Services) -> Answer:
    """New words, or a new hour of expiry, for a draft"""
    field = word((call.values.get("field", ""),), 0, (*WORDS_MOST, "expires"))
    value = call.values["value"]
    return in_turn(await services.alerts.change(alert_of(call), field, value, by=call.person))


async def show_texts(call: Call, services: Services) -> Answer:
    """[Other languages]"""
    return in_place(await services.alerts.texts(number(call.args), by=call.person))


async def text_in(call: Call, services: Services) -> Answer:
    """A language: its text is to be written or, where there is one, looked at first"""
    alert_id, language = number(call.args), word(call.args, 1, LANGUAGES)
    there, known = await services.alerts.text_in(alert_id, language, by=call.person)
    if there is not None and len(call.args) == 2:
        return in_place(there)
    asked = text("texts.write_in", language=text(f"language.named.{language}"))
    values = {**known, "alert": str(alert_id), "language": language}
    return Answer(asked, ask=Ask("alert_text", values))


async def add_text(call: Call, services: Services) -> Answer:
    """What an alert says in another language"""
    language = word((call.values.get("language", ""),), 0, LANGUAGES)
    said = {name: call.values.get(name, "") for name in WORDS_MOST}
    pages = await services.alerts.add_text(alert_of(call), language, said, by=call.person)
    return in_turn(pages)


async def set_language(call: Call, services: Services) -> Answer:
    """[It is another language], and which one it is"""
    alert_id = number(call.args)
    if len(call.args) == 1:
        return in_place(await services.alerts.ask_language(alert_id, by=call.person))
    language = word(call.args, 1, LANGUAGES)
    pages = await services.alerts.written_in(alert_id, language, by=call.person)
    return in_turn(pages, replaces=True)


async def drop_text(call: Call, services: Services) -> Answer:
    """[Remove]: the text in one language"""
    alert_id, language = number(call.args), word(call.args, 1, LANGUAGES)
    pages = await services.alerts.drop_text(alert_id, language, by=call.person)
    return in_turn(pages, replaces=True)


async def discard(call: Call, services: Services) -> Answer:
    """[Discard]"""
    await services.alerts.discard(number(call.args), by=call.person)
    return Answer(text("alert.discarded"), replace=True)


async def submit(call: Call, services: Services) -> Answer:
    """[Send for approval]"""
    return in_place(await services.alerts.submit(number(call.args), by=call.person))


async def withdraw(call: Call, services: Services) -> Answer:
    """[Take it back]"""
    pages = await services.alerts.withdraw(number(call.args), by=call.person)
    return in_turn(pages, replaces=True)


async def again(call: Call, services: Services) -> Answer:
    """[Write it anew]: a rejected alert becomes a new draft"""
    alert_id = number(call.args)
    wording = await services.alerts.wording(alert_id, by=call.person)
    known = {name: value for name, value in as_values(wording).items() if name != "expires"}
    return Answer(ask=Ask("alert", {**known, "like": str(alert_id)}))


async def approve(call: Call, services: Services) -> Answer:
    """[Approve], [Leave them out], [Take them in]: the last question"""
    chosen = bool(number(call.args, 1)) if len(call.args) > 1 else None
    return in_place(
        await services.alerts.confirm(number(call.args), with_unsaid=chosen, by=call.person)
    )


async def send_live(call: Call, services: Services) -> Answer:
    """[Yes, send LIVE to 412]"""
    alert_id, counted, with_unsaid = (number(call.args, place) for place in (0, 2, 3))
    sent = await services.alerts.approve(
        alert_id,
        seal=call.args[1],
        counted=counted,
        with_unsaid=bool(with_unsaid),
        by=call.person,
    )
    return in_place(sent)


async def ask_reason(call: Call, services: Services) -> Answer:
    """[Reject]"""
    return Answer(ask=Ask("alert_reject", {"alert": str(number(call.args))}))


async def reject(call: Call, services: Services) -> Answer:
    """Why an alert is rejected"""
    reason = call.values["reason"]
    return answer(await services.alerts.reject(alert_of(call), reason, by=call.person))


async def stop(call: Call, services: Services) -> Answer:
    """[Stop sending]"""
    return answer(await services.alerts.stop(number(call.args), by=call.person))


async def ask_correction(call: Call, services: Services) -> Answer:
    """[Correct]"""
    alert_id = number(call.args)
    await services.alerts.may_correct(alert_id, by=call.person)
    return Answer(ask=Ask("alert_correct", {"alert": str(alert_id)}))


async def correct(call: Call, services: Services) -> Answer:
    """What the correction says"""
    fields = ("headline", "action", "area", "expires")
    changes = {name: call.values.get(name, "") for name in fields}
    return in_turn(await services.alerts.correct(alert_of(call), changes, by=call.person))


async def ask_retract(call: Call, services: Services) -> Answer:
    """[Retract]"""
    return answer(await services.alerts.ask_once(number(call.args), "retract", by=call.person))


async def retract(call: Call, services: Services) -> Answer:
    """[Yes, withdraw it]"""
    return in_place(await services.alerts.retract(number(call.args), by=call.person))


async def ask_clear(call: Call, services: Services) -> Answer:
    """[All clear]"""
    return answer(await services.alerts.ask_once(number(call.args), "clear", by=call.person))


async def clear(call: Call, services: Services) -> Answer:
    """[Yes, it is over]"""
    return in_place(await services.alerts.clear(number(call.args), by=call.person))


async def tally(call: Call, services: Services) -> Answer:
    """[Back] to the count"""
    return in_place(await services.alerts.tally(number(call.args), by=call.person))


async def in_force(call: Call, services: Services) -> Answer:
    """What a greeting shows of the alerts in force; nothing when there are none"""
    pages = await services.alerts.alerts_in_force(call.person)
    return in_turn(pages) if pages else NOTHING


async def running(call: Call, services: Services) -> Answer:
    """What /stop asks first from somebody who may stop an alert that is being sent; else nothing"""
    question = await services.alerts.running(by=call.person)
    return answer(question) if question else NOTHING


async def waiting_alerts(call: Call, services: Services) -> Answer:
    """What /approvals shows of the alerts; nothing when none waits"""
    pages = await services.alerts.waiting(by=call.person)
    return in_turn(pages) if pages else NOTHING


_COORDINATOR, _APPROVER = Who.COORDINATOR, Who.APPROVER

FORMS: tuple[Form, ...] = (
    Form(
        "alert",
        (
            Field("severity", "choice", choices=CHOICES["severity"]),
            Field("urgency", "choice", choices=CHOICES["urgency"]),
            Field("certainty", "choice", choices=CHOICES["certainty"]),
            Field("side", "side"),
            Field("area", most=AREA_MOST),
            Field("headline", most=HEADLINE_MOST),
            Field("action", most=ACTION_MOST),
            Field("source", most=SOURCE_MOST),
            Field("expires", "moment"),
        ),
        draft,
        _APPROVER,
        reply_field="action",
    ),
    Form("alert_words", (Field("value", most=ACTION_MOST),), change_words, _APPROVER),
    Form(
        "alert_text",
        (
            Field("headline", most=HEADLINE_MOST),
            Field("action", most=ACTION_MOST),
            Field("area", optional=True, most=AREA_MOST),
            Field("source", optional=True, most=SOURCE_MOST),
        ),
        add_text,
        _APPROVER,
    ),
    Form("alert_expires", (Field("value", "moment"),), change_words, _APPROVER),
    Form("alert_reject", (Field("reason", most=300),), reject, _APPROVER),
    Form(
        "alert_correct",
        (
            Field("headline", optional=True, most=HEADLINE_MOST),
            Field("action", optional=True, most=ACTION_MOST),
            Field("area", optional=True, most=AREA_MOST),
            Field("expires", "moment", optional=True),
        ),
        correct,
        _APPROVER,
    ),
)

ROUTES: tuple[Route, ...] = (
    Command("alert", who=_APPROVER, form="alert"),
    *FORMS,
    Press("al.show", show, _APPROVER),
    Press("al.change", change, _APPROVER),
    Press("al.field", choose_field, _APPROVER),
    Press("al.set", choose_value, _APPROVER),
    Press("al.texts", show_texts, _APPROVER),
    Press("al.text", text_in, _APPROVER),
    Press("al.untext", drop_text, _APPROVER),
    Press("al.lang", set_language, _APPROVER),
    Press("al.discard", discard, _APPROVER),
    Press("al.submit", submit, _APPROVER),
    Press("al.withdraw", withdraw, _APPROVER),
    Press("al.again", again, _APPROVER),
    Press("al.approve", approve, _APPROVER),
    Press("al.yes", send_live, _APPROVER),
    Press("al.reject", ask_reason, _APPROVER),
    Press("al.stop", stop, _COORDINATOR),
    Press("al.correct", ask_correction, _APPROVER),
    Press("al.retract", ask_retract, _COORDINATOR),
    Press("al.retract_yes", retract, _COORDINATOR),
    Press("al.clear", ask_clear, _APPROVER),
    Press("al.clear_yes", clear, _APPROVER),
    Press("al.tally", tally, _COORDINATOR),
)
