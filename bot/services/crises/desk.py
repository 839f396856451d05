"""How alerts look to coordinators before they go out: the draft, the request to approve it."""

from dataclasses import dataclass, replace

from bot.domain.crises.alerts import CHOICES, WORDS_MOST, Alert, AlertState, words_of
from bot.domain.messages import Button, Keyboard, Listing, Message, Moment, Text, press, row, text
from bot.services.crises.cards import alert_text
from bot.services.crises.previews import Counts, audience, audience_and_missing, previews

Name = str | Text
"""A chosen name, or a neutral word for somebody who has none."""

FIELDS = (*CHOICES, *WORDS_MOST, "expires")


@dataclass(frozen=True, slots=True)
class Before:
    """The alert that a correction is about: `held` people have it, `earlier` only what it itself
    corrected, `left` were left out when it was stopped."""

    alert: Alert
    held: int
    earlier: int
    left: int


def name_of(name: str | None) -> Name:
    """Return the chosen name of a coordinator, or a neutral word."""
    return name or text("alert.a_coordinator")


def draft_pages(
    alert: Alert, counts: Counts, *, note: Text | None = None, missing: Keyboard = ()
) -> tuple[Message, ...]:
    """Return a draft as its author sees it; the last page has the buttons, and above all a `note`.
    What is `missing` before it can be submitted stands in the place of that button."""
    submit = Button(text("alert.button.submit"), press("al.submit", alert.id), style="primary")
    buttons = (
        *(missing or (row(submit),)),
        row(
            Button(text("alert.button.change"), press("al.change", alert.id)),
            Button(text("texts.button"), press("al.texts", alert.id)),
        ),
        row(Button(text("alert.button.discard"), press("al.discard", alert.id), style="danger")),
    )
    *first, last = _pages("alert.draft", alert, counts, buttons)
    if note is not None:
        last = replace(last, body=text("alert.lines", lines=Listing((note, last.body), "blank")))
    return (*first, last)


def change_menu(alert: Alert) -> Message:
    """Return the question what to change in a draft."""
    fields = [
        Button(text(f"alert.field.{name}"), press("al.field", alert.id, name)) for name in FIELDS
    ]
    pairs = tuple(tuple(fields[n : n + 2]) for n in range(0, len(fields), 2))
    back = row(Button(text("common.back"), press("al.show", alert.id)))
    return Message(text("alert.what_to_change"), (*pairs, back))


def choices(alert: Alert, name: str) -> Message:
    """Return the question for a field with a few values."""
    buttons = tuple(
        row(
            Button(
                text(f"side.{value}" if name == "side" else f"alert.choice.{name}.{value}"),
                press("al.set", alert.id, name, value),
            )
        )
        for value in CHOICES[name]
    )
    back = row(Button(text("common.back"), press("al.change", alert.id)))
    return Message(text(f"alert.ask.{name}"), (*buttons, back))


def submitted(alert: Alert, *, asked: int, before: Before | None = None) -> Message:
    """Return what the author sees while others decide; they can take it back. What a correction
    corrects they can withdraw alone."""
    back = row(Button(text("alert.button.withdraw"), press("al.withdraw", alert.id)))
    if before is None:
        return Message(text("alert.submitted", n=asked, identifier=alert.identifier), (back,))
    lines = (
        text("alert.correct.submitted", n=asked, identifier=alert.identifier),
        _standing(before),
        text("alert.correct.alone", old=alert.replaces),
    )
    body = text("alert.lines", lines=Listing(lines, "lines"))
    return Message(body, (back, row(_retract_button(before.alert))))


def request_pages(
    alert: Alert, counts: Counts, *, author: Name, before: Before | None = None
) -> tuple[Message, ...]:
    """Return the request to approve an alert; the last page has the buttons. Of a correction the
    first page is what people have now."""
    buttons = approval_buttons(alert)
    if before is None:
        return _pages("alert.request", alert, counts, buttons, author=author)
    pages = _pages(
        "alert.correct.request", alert, counts, buttons, author=author, old=alert.replaces
    )
    return (_before_page(before), *pages)


def alone(old: Alert) -> Keyboard:
    """Return what one person can do at once about an alert that is wrong."""
    stop = Button(text("alert.button.stop"), press("al.stop", old.id), style="danger")
    first = (row(stop),) if old.may_become(AlertState.STOPPED) else ()
    return (*first, row(_retract_button(old)))


def read_button(alert: Alert) -> Button:
    """Return the way to an alert that waits."""
    return Button(text("alert.button.read"), press("al.show", alert.id), style="primary")


def approval_buttons(alert: Alert) -> Keyboard:
    """Return the two ways to decide."""
    return (
        row(
            Button(text("alert.button.approve"), press("al.approve", alert.id), style="success"),
            Button(text("alert.button.reject"), press("al.reject", alert.id), style="danger"),
        ),
    )


def reminder(alert: Alert, *, author: Name) -> Message:
    """Return the reminder that an alert still waits for somebody to decide."""
    return Message(
        text(
            "alert.still_waiting",
            author=author,
            headline=words_of(alert.wording, "headline"),
            since=Moment(alert.created_at, "ago"),
        ),
        (
            row(read_button(alert)),
            *approval_buttons(alert),
        ),
    )


def confirm(
    alert: Alert,
    counts: Counts,
    *,
    expected: Text,
    with_unsaid: bool,
    seal: str,
    again: Text | None = None,
) -> Message:
    """Return the last question before an alert goes out, with how soon it will be there
    (`expected`). `again` says why it is asked anew."""
    n = sum(counts.values())
    look = text("alert.confirm.look")
    if alert.replaces:
        look = text("alert.confirm.correction", old=alert.replaces)
    order = text("alert.order.correction" if alert.replaces else "alert.order")
    why = text("alert.lines", lines=Listing((expected, order, again or look), "blank"))
    question = text("alert.confirm", n=n, audience=audience(alert, counts), why=why)
    yes = Button(
        text("alert.button.live", n=n),
        press("al.yes", alert.id, seal, n, int(with_unsaid)),
        style="danger",
    )
    back = Button(text("common.back"), press("al.show", alert.id))
    if not alert.wording.reaches_unsaid:
        return Message(question, (row(yes), row(back)))
    other = "leave_out" if with_unsaid else "take_in"
    unsaid = Button(
        text(f"alert.button.{other}_unsaid"), press("al.approve", alert.id, int(not with_unsaid))
    )
    return Message(question, (row(yes), row(unsaid), row(back)))


def decided(alert: Alert, key: str, **values: str | int | Text) -> Message:
    """Return what a request to approve becomes when somebody has acted."""
    return Message(
        text(
            f"alert.decided.{key}",
            headline=words_of(alert.wording, "headline"),
            identifier=alert.identifier,
            old=alert.replaces,
            **values,
        )
    )


def yours_ended(alert: Alert, why: str) -> Message:
    """Return what the author is told when an alert has ended before anybody decided."""
    if why == "expired":
        return decided(alert, "yours_expired")
    again = Button(text("alert.button.again"), press("al.again", alert.id))
    return replace(decided(alert, why), buttons=(row(again),))


def rejected(alert: Alert, *, by: Name, reason: str) -> Message:
    """Return what the author is told when an alert is rejected, with the way to write it anew."""
    if alert.replaces_id is not None:
        body = text("alert.correct.rejected", old=alert.replaces, by=by, reason=reason)
        again = Button(text("alert.button.correct"), press("al.correct", alert.replaces_id))
        retract = Button(text("alert.button.retract"), press("al.retract", alert.replaces_id))
        return Message(body, (row(again, retract),))
    body = text(
        "alert.rejected", headline=words_of(alert.wording, "headline"), by=by, reason=reason
    )
    return Message(body, (row(Button(text("alert.button.again"), press("al.again", alert.id))),))


def _before_page(before: Before) -> Message:
    words = text("alert.correct.before", standing=_standing(before), alert=alert_text(before.alert))
    return Message(words, silent=True)


def _standing(before: Before) -> Text:
    """Return how many have what a correction is about, and how many were left out."""
    lines = [text("alert.correct.held", n=before.held, old=before.alert.identifier)]
    if before.earlier:
        lines.append(text("alert.correct.earlier", n=before.earlier))
    if before.left:
        lines.append(text("alert.correct.left", n=before.left))
    return text("alert.lines", lines=Listing(tuple(lines), "lines"))


def _retract_button(alert: Alert) -> Button:
    return Button(text("alert.button.retract"), press("al.retract", alert.id), style="danger")


def _pages(
    key: str, alert: Alert, counts: Counts, buttons: Keyboard, **values: str | Text
) -> tuple[Message, ...]:
    *first, last = previews(alert, counts) or [alert_text(alert)]
    body = text(key, previews=last, audience=audience_and_missing(alert, counts), **values)
    return (*(Message(page, silent=True) for page in first), Message(body, buttons))
