"""How alerts look to coordinators once they are out: the live count, and what can be done now."""

from collections.abc import Sequence

from bot.domain.crises.alerts import Alert, AlertState, CheckIn, Tally, words_of
from bot.domain.messages import Button, Keyboard, Listing, Message, press, row, text


def released(alert: Alert) -> Message:
    """Return what the approver sees once the alert is on its way; *Stop sending* is right there."""
    body = text(
        "alert.correct.released" if alert.replaces else "alert.released",
        headline=words_of(alert.wording, "headline"),
        identifier=alert.identifier,
        old=alert.replaces,
    )
    return Message(body, control_buttons(alert))


def running(sends: Sequence[tuple[Alert, int]]) -> Message:
    """Return the question which of the alerts being sent to stop, each with how many have it."""
    lines = tuple(
        text(
            "alert.running.line",
            n=held,
            headline=words_of(alert.wording, "headline"),
            identifier=alert.identifier,
        )
        for alert, held in sends
    )
    key = "alert.button.stop_one" if len(sends) > 1 else "alert.button.stop_held"
    buttons = tuple(
        row(
            Button(
                text(key, n=held, identifier=alert.identifier),
                press("al.stop", alert.id),
                style="danger",
            )
        )
        for alert, held in sends
    )
    return Message(text("alert.running", lines=Listing(lines, "lines")), buttons)


def tally_card(alert: Alert, tally: Tally) -> Message:
    """Return the live count for coordinators, with what can be done now."""
    body = text(
        "alert.tally",
        headline=words_of(alert.wording, "headline"),
        identifier=alert.identifier,
        state=text(f"alert.state.{alert.state}"),
        registered=tally.registered,
        safe=tally.answers.get(CheckIn.SAFE, 0),
        help=tally.answers.get(CheckIn.HELP, 0),
        can=tally.answers.get(CheckIn.CAN, 0),
        silent=tally.silent,
        unreachable=tally.unreachable,
        waiting=tally.waiting,
        stopped=tally.stopped,
    )
    return Message(body, control_buttons(alert), silent=True)


def control_buttons(alert: Alert) -> Keyboard:
    """Return the verbs that the state of an alert allows: stop, correct, retract, all clear."""
    verbs = (
        ("stop", AlertState.STOPPED, "danger"),
        ("correct", AlertState.SUPERSEDED, "plain"),
        ("retract", AlertState.RETRACTED, "plain"),
        ("clear", AlertState.ENDED, "success"),
    )
    return tuple(
        row(Button(text(f"alert.button.{verb}"), press(f"al.{verb}", alert.id), style=style))
        for verb, state, style in verbs
        if alert.state is not AlertState.DRAFT and alert.may_become(state)
    )


def told(alert: Alert, verb: str, *, n: int) -> Message:
    """Return the answer when an alert was withdrawn or ended and its readers are told."""
    return Message(text(f"alert.told_{verb}", n=n, identifier=alert.identifier))


def stopped(alert: Alert, *, held: int) -> Message:
    """Return the answer to *Stop sending*: how many have it, and what can be done about it."""
    return Message(
        text("alert.stopped", n=held, identifier=alert.identifier), control_buttons(alert)
    )


def ask_once(alert: Alert, verb: str, *, held: int) -> Message:
    """Return the question before an alert is withdrawn or ended."""
    yes = Button(
        text(f"alert.button.{verb}_yes"), press(f"al.{verb}_yes", alert.id), style="danger"
    )
    back = Button(text("common.back"), press("al.tally", alert.id))
    return Message(
        text(f"alert.ask_{verb}", n=held, headline=words_of(alert.wording, "headline")),
        (row(yes), row(back)),
    )
