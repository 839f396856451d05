"""Answers to the question an alert asks: one row a person and alert, and what they said before."""

from datetime import datetime

from bot.domain.clocktime import to_micros
from bot.domain.crises.alerts import Alert, CheckIn, Tally
from bot.domain.delivery import Reason, State
from bot.storage.crises import reach
from bot.storage.database import Tx

_ANSWER = "SELECT answer FROM check_ins WHERE alert_id = :alert_id AND person_id = :person_id"

_PUT = """
INSERT INTO check_ins (alert_id, person_id, answer, answered_at)
VALUES (:alert_id, :person_id, :answer, :now)
ON CONFLICT (alert_id, person_id) DO UPDATE SET
    answer = excluded.answer, answered_at = excluded.answered_at
"""

_REMEMBER = """
INSERT INTO check_in_history (alert_id, person_id, answer, answered_at)
VALUES (:alert_id, :person_id, :answer, :now)
"""

_CARRY = """
INSERT INTO check_ins (alert_id, person_id, answer, answered_at)
SELECT :to_id, person_id, answer, answered_at FROM check_ins WHERE alert_id = :from_id
ON CONFLICT (alert_id, person_id) DO NOTHING
"""

_COUNT = "SELECT answer, COUNT(*) AS n FROM check_ins WHERE alert_id = :alert_id GROUP BY answer"

_TOTALS = "SELECT what, n FROM check_in_totals WHERE alert_id = :alert_id"

_KEEP_TOTAL = """
INSERT INTO check_in_totals (alert_id, what, n) VALUES (:alert_id, :what, :n)
ON CONFLICT (alert_id, what) DO NOTHING
"""

_OPEN_CASE = "SELECT 1 FROM cases WHERE person_id = :person_id AND state IN ('open', 'taken')"

_NOT_ANSWERED = ("silent", "waiting", "unreachable", "stopped")

_NOT_GOING = frozenset({Reason.STOPPED, Reason.EXPIRED, Reason.REPLACED})
"""Why somebody who could be reached will not get an alert."""


def answer_of(tx: Tx, alert_id: int, person_id: int) -> CheckIn | None:
    """Return what somebody answered last."""
    row = tx.one(_ANSWER, {"alert_id": alert_id, "person_id": person_id})
    return CheckIn(row["answer"]) if row else None


def put(tx: Tx, alert_id: int, person_id: int, answer: CheckIn, *, now: datetime) -> bool:
    """Keep an answer; the last one counts. Return False when it is what they said already."""
    if answer_of(tx, alert_id, person_id) is answer:
        return False
    values = {
        "alert_id": alert_id,
        "person_id": person_id,
        "answer": answer,
        "now": to_micros(now),
    }
    tx.run(_PUT, values)
    tx.run(_REMEMBER, values)
    return True


def carry(tx: Tx, *, to: Alert, since: Alert) -> None:
    """Let the answers to an alert count for its correction, so that nobody is asked anew."""
    tx.run(_CARRY, {"to_id": to.id, "from_id": since.id})


def has_open_case(tx: Tx, person_id: int) -> bool:
    """Return whether somebody who answers now has asked for help before."""
    return tx.one(_OPEN_CASE, {"person_id": person_id}) is not None


def tally(tx: Tx, alert_id: int) -> Tally:
    """Return how many answered what, and how many did not, and why.

    Long after its end, when the answers are gone, that is what was written down then.
    """
    totals = {row["what"]: int(row["n"]) for row in tx.all(_TOTALS, {"alert_id": alert_id})}
    if totals:
        answers = {said: totals[said] for said in CheckIn if totals[said]}
        return Tally(answers, **{what: totals[what] for what in _NOT_ANSWERED})
    answers = {
        CheckIn(row["answer"]): int(row["n"]) for row in tx.all(_COUNT, {"alert_id": alert_id})
    }
    silent = waiting = unreachable = stopped = 0
    for (state, reason), n in reach.unanswered(tx, alert_id).items():
        if state in (State.SENT, State.UNKNOWN):
            silent += n
        elif state in (State.WAITING, State.SENDING):
            waiting += n
        elif reason in _NOT_GOING:
            stopped += n
        else:
            unreachable += n
    return Tally(answers, silent, waiting, unreachable, stopped)


def keep_totals(tx: Tx, alert_id: int) -> None:
    """Write the tally down as it is now: from here on it is what `tally` returns."""
    count = tally(tx, alert_id)
    for said in CheckIn:
        value = {"alert_id": alert_id, "what": said, "n": count.answers.get(said, 0)}
        tx.run(_KEEP_TOTAL, value)
    for what in _NOT_ANSWERED:
        tx.run(_KEEP_TOTAL, {"alert_id": alert_id, "what": what, "n": getattr(count, what)})
