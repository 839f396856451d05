"""How far a broadcast is, as whoever sends it reads it: a card with a bar, then the report."""

from collections.abc import Sequence

from bot.domain.delivery import Reason, State
from bot.domain.durations import about, lasting
from bot.domain.messages import Button, Keyboard, Listing, Message, Text, press, row, text
from bot.domain.pausing import banner
from bot.domain.progress import ALERTS, LETTERS, Standing, bar, stop_press
from bot.storage.progress import Watched


def card(watched: Watched, standing: Standing) -> Message:
    """Return the card of a broadcast: while it goes out, and then the report."""
    key = "progress.report" if standing.is_over else "progress.card"
    body = text(
        key,
        kind=text(f"broadcast.{watched.kind}"),
        number=watched.broadcast_id,
        bar=bar(standing),
        percent=standing.percent,
        have=text("progress.have", sent=standing.of(State.SENT), audience=standing.audience),
        lines=Listing(
            (*_course(standing), *_others(standing), *_what_now(watched, standing)), "lines"
        ),
    )
    return Message(body, _buttons(watched, standing), silent=True)


def stopped(watched: Watched, standing: Standing) -> Message:
    """Return the answer to *Stop sending*: how many have it, and what can be done about it."""
    look = _ledger(watched)
    if watched.kind in LETTERS and watched.subject_id is not None:
        letter = _letter(watched.subject_id)
        return Message(text("progress.stopped", n=standing.held), (row(letter), row(look)))
    return Message(text("progress.stopped", n=standing.held), (row(look),))


def running(sends: Sequence[tuple[Watched, Standing]]) -> Message:
    """Return the question which of the messages on their way to stop, each with how many have
    it."""
    lines = tuple(
        text(
            "progress.running.line",
            n=standing.held,
            kind=text(f"broadcast.{watched.kind}"),
            number=watched.broadcast_id,
        )
        for watched, standing in sends
    )
    key = "progress.button.stop_one" if len(sends) > 1 else "alert.button.stop_held"
    buttons = tuple(
        row(_stop(watched, text(key, n=standing.held, number=watched.broadcast_id)))
        for watched, standing in sends
    )
    return Message(text("progress.running", lines=Listing(lines, "lines")), buttons)


def _course(standing: Standing) -> list[Text]:
    """Return how it goes, and how it went."""
    lines = []
    if standing.is_stopped:
        lines.append(text("progress.is_stopped"))
    elif standing.paused_since is not None:
        lines.append(banner(standing.paused_since))
    elif not standing.is_over:
        lines.append(_pace(standing))
    if standing.report is not None:
        found = standing.report
        lines.append(
            text(
                "progress.took",
                time=lasting(found.took),
                half=lasting(found.half),
                most=lasting(found.most),
            )
        )
    return lines


def _pace(standing: Standing) -> Text:
    if standing.behind is not None:
        return text("progress.behind", number=standing.behind)
    left = standing.seconds_left
    if left is None or standing.rate is None:
        return text("progress.begins" if standing.rate is None else "progress.waits")
    return text("progress.pace", n=standing.rate, left=about(left))


def _others(standing: Standing) -> list[Text]:
    """Return those who do not have it for sure, by reason, the most of them first."""
    found = sorted(standing.counts.items(), key=lambda one: (-one[1], one[0]))
    shown = (State.FAILED, State.UNKNOWN, State.SKIPPED)
    return [_because(*why, n) for why, n in found if why[0] in shown]


def _because(state: State, reason: Reason | None, n: int) -> Text:
    said = text(f"state.{state}")
    if reason is None:
        return text("status.state", state=said, count=n)
    return text("status.reason", state=said, reason=text(f"reason.{reason}"), count=n)


def _what_now(watched: Watched, standing: Standing) -> list[Text]:
    """Return what can be done for those whom an alert has not reached."""
    missed = standing.audience - standing.held
    if watched.kind not in ALERTS or not standing.is_over or standing.is_stopped or not missed:
        return []
    return [text("progress.not_reached", n=missed)]


def _buttons(watched: Watched, standing: Standing) -> Keyboard:
    if standing.is_over:
        ledger = row(_ledger(watched))
        if watched.kind == "recall" and watched.subject_id is not None:
            # The copies go after the notices: the letter says how far that is.
            return (row(_letter(watched.subject_id)), ledger)
        return (ledger,)
    if standing.is_stopped or not _press(watched):
        return ()
    return (row(_stop(watched, text("alert.button.stop"))),)


def _stop(watched: Watched, label: Text) -> Button:
    return Button(label, _press(watched), style="danger")


def _press(watched: Watched) -> str:
    return stop_press(watched.kind, watched.subject_id, watched.broadcast_id)


def _letter(letter_id: int) -> Button:
    return Button(text("letter.button.look"), press("bc.sent", letter_id))


def _ledger(watched: Watched) -> Button:
    return Button(text("letter.button.ledger"), press("del", watched.broadcast_id))
