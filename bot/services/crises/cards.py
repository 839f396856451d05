"""How an alert looks to everybody: the alert, its question, and what becomes of it."""

from dataclasses import replace

from bot.domain.crises.alerts import WORDS_MOST, Alert, AlertState, CheckIn, Wording, words_of
from bot.domain.messages import (
    Button,
    Keyboard,
    Listing,
    Message,
    Moment,
    Passage,
    Text,
    Words,
    press,
    row,
    text,
)

_STYLES = {CheckIn.SAFE: "success", CheckIn.HELP: "danger", CheckIn.CAN: "primary"}


def alert_text(alert: Alert) -> Text:
    """Return an alert as everybody reads it: the frame in their language, the author's words."""
    words = wording_text(alert.wording, identifier=alert.identifier)
    if alert.replaces:
        return text("alert.correction", old=alert.replaces, alert=words)
    return words


def wording_text(wording: Wording, *, identifier: str) -> Text:
    """Return what an alert says; for readers of the other script what a machine makes of it
    stands below, never in its place."""
    said = {name: words_of(wording, name) for name in WORDS_MOST}
    framed = text(
        "alert.text",
        severity=text(f"alert.severity.{wording.severity}"),
        urgency=text(f"alert.urgency.{wording.urgency}"),
        certainty=text(f"alert.certainty.{wording.certainty}"),
        expires=Moment(wording.expires),
        identifier=identifier,
        **said,
    )
    automatic = {name: _convertible(words) for name, words in said.items()}
    return _with_beside(framed, text("alert.automatic", **automatic), wording)


def _with_beside(words: Text, beside: Text, wording: Wording) -> Text:
    """Return words with what a machine makes of them below, where their language is known."""
    if not wording.languages:
        return words
    return text("alert.lines", lines=Passage(words, beside))


def _convertible(words: str | Words) -> str | Words:
    return replace(words, as_written=False) if isinstance(words, Words) else words


def alert_message(alert: Alert) -> Message:
    """Return the alert with its question: safe, need help, can help; a correction points back."""
    return Message(text("alert.asking", alert=alert_text(alert)), answer_buttons(alert.id))


def first_message(alert: Alert) -> Message:
    """Return a correction for those who had nothing before: the alert itself."""
    words = wording_text(alert.wording, identifier=alert.identifier)
    return Message(text("alert.asking", alert=words), answer_buttons(alert.id))


def answer_buttons(alert_id: int, chosen: CheckIn | None = None) -> Keyboard:
    """Return the three answers, one a row: in a crisis a button is as wide as it can be."""
    return tuple(
        row(
            Button(
                text(f"checkin.chosen.{answer}" if answer is chosen else f"checkin.{answer}"),
                press(f"ck.{answer}", alert_id),
                style=_STYLES[answer],
            )
        )
        for answer in CheckIn
    )


def answered(alert: Alert, answer: CheckIn, *, notes: tuple[Text, ...] = ()) -> Message:
    """Return the alert with one's own answer and the way to change it."""
    said = Listing((text(f"checkin.said.{answer}"), *notes), "lines")
    body = text("alert.answered", alert=alert_text(alert), said=said)
    return Message(body, answer_buttons(alert.id, answer))


def over(alert: Alert, *, newer: str = "") -> Message:
    """Return an alert that counts no more: ended, withdrawn, or replaced by `newer`."""
    replaced = (AlertState.RETRACTED, AlertState.SUPERSEDED)
    state = alert.state if alert.state in replaced else AlertState.ENDED
    why = text(f"alert.over.{state}", newer=newer)
    return Message(text("alert.over", why=why, alert=alert_text(alert)))


def reask(alert: Alert) -> Message:
    """Return the question for those who did not answer."""
    return Message(text("alert.reask", alert=alert_text(alert)), answer_buttons(alert.id))


def retraction(alert: Alert) -> Message:
    """Return the notice that an alert is withdrawn."""
    headline = words_of(alert.wording, "headline")
    notice = text("alert.retraction", identifier=alert.identifier, headline=headline)
    beside = text("alert.automatic.short", words=_convertible(headline))
    return Message(_with_beside(notice, beside, alert.wording))


def all_clear(alert: Alert) -> Message:
    """Return the notice that the danger is over."""
    headline, area = (words_of(alert.wording, name) for name in ("headline", "area"))
    notice = text("alert.all_clear", identifier=alert.identifier, headline=headline, area=area)
    words = Listing((_convertible(headline), _convertible(area)), "lines")
    return Message(_with_beside(notice, text("alert.automatic.short", words=words), alert.wording))
