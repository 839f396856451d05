"""Events, their sign-ups and their reminders, as they are kept."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.events import (
    LONGEST,
    Counts,
    Event,
    Lead,
    Plan,
    Reach,
    Reminder,
    SignUp,
    Stage,
    group_sides,
)
from bot.domain.messages import Words
from bot.domain.people import AUDIENCE_SIDES, Audience
from bot.storage.database import Row, Tx

_ADD_DRAFT = """
INSERT INTO events (title, language, starts_at, ends_at, zone, place, place_language, audience,
                    places, state, organiser_id, created_at)
VALUES (:title, :language, :starts_at, :ends_at, :zone, :place, :place_language, :audience,
        :places, 'draft', :organiser_id, :now)
RETURNING id
"""

# An update that is handled again after a kill must find the draft that it left behind.
_SAME_DRAFT = """
SELECT id FROM events
WHERE state = 'draft' AND organiser_id = :organiser_id AND title = :title
  AND starts_at = :starts_at AND zone = :zone AND place = :place AND audience = :audience
  AND COALESCE(places, 0) = COALESCE(:places, 0) AND COALESCE(ends_at, 0) = COALESCE(:ends_at, 0)
ORDER BY id LIMIT 1
"""

_BY_ID = "SELECT * FROM events WHERE id = :id"

_PUBLISH = """
UPDATE events SET state = 'published', published_at = :now WHERE id = :id AND state = 'draft'
"""

_DISCARD = "DELETE FROM events WHERE id = :id AND state = 'draft'"

_CHANGE = """
UPDATE events SET title = :title, language = :language, starts_at = :starts_at,
                  ends_at = :ends_at, place = :place, place_language = :place_language,
                  versions = :versions, places = :places, version = :version, edits = edits + 1
WHERE id = :id AND state <> 'cancelled'
"""

_CANCEL = """
UPDATE events SET state = 'cancelled', cancelled_at = :now WHERE id = :id AND state = 'published'
"""

_COUNTS = "SELECT answer, COUNT(*) AS n FROM sign_ups WHERE event_id = :id GROUP BY answer"

_SIGN_UP = "SELECT answer FROM sign_ups WHERE event_id = :event_id AND person_id = :person_id"

_ANSWER = """
INSERT INTO sign_ups (event_id, person_id, answer, answered_at)
VALUES (:event_id, :person_id, :answer, :now)
ON CONFLICT (event_id, person_id)
DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at
"""

# Who asked the bot to stop cannot be told of a place, so it goes to the next.
_FIRST_WAITING = """
SELECT sign_ups.person_id FROM sign_ups JOIN people ON people.id = sign_ups.person_id
WHERE sign_ups.event_id = :id AND sign_ups.answer = 'waiting' AND people.stopped_at IS NULL
ORDER BY sign_ups.answered_at, sign_ups.person_id LIMIT 1
"""

_SIGNED_UP = """
SELECT sign_ups.person_id FROM sign_ups JOIN people ON people.id = sign_ups.person_id
WHERE sign_ups.event_id = :id AND sign_ups.answer IN (:answer_1, :answer_2, :answer_3)
  AND people.stopped_at IS NULL
ORDER BY sign_ups.answered_at, sign_ups.person_id
"""

# What is not over may have begun, but no longer ago than any event lasts: that is in the index.
_UPCOMING = """
SELECT * FROM events
WHERE state = 'published' AND starts_at > :since AND COALESCE(ends_at, starts_at) > :now
  AND audience IN (:audience_1, :audience_2, :audience_3)
ORDER BY starts_at, id LIMIT :most OFFSET :skip
"""

_ANSWERED_BY = """
SELECT events.*, sign_ups.answer FROM sign_ups JOIN events ON events.id = sign_ups.event_id
WHERE sign_ups.person_id = :person_id AND events.state = 'published'
  AND COALESCE(events.ends_at, events.starts_at) > :now
ORDER BY events.starts_at, events.id LIMIT :most
"""

_ORGANISED_BY = """
SELECT * FROM events
WHERE organiser_id = :person_id AND state IN ('draft', 'published')
  AND starts_at > :since AND COALESCE(ends_at, starts_at) > :now
ORDER BY starts_at, id LIMIT :most
"""

_GROUPS = """
SELECT id FROM groups
WHERE present = 1 AND side IN (:side_1, :side_2, :side_3) ORDER BY id
"""

_GROUP_SIDE = "SELECT side FROM groups WHERE id = :id"

_PEOPLE_REACHED = """
SELECT COUNT(*) AS n FROM people
WHERE stopped_at IS NULL AND COALESCE(side, 'unsaid') IN (:side_1, :side_2, :side_3, :side_4)
  AND EXISTS (SELECT 1 FROM addresses WHERE person_id = people.id AND reachable = 1)
"""

_OPEN_BROADCASTS = """
SELECT id FROM broadcasts
WHERE subject_id = :id AND kind = :kind AND stopped_at IS NULL
"""

# An event may be moved away and back. What was sent stays sent, even if a clock was set back.
_ADD_REMINDER = """
INSERT INTO reminders (event_id, lead, due_at) VALUES (:event_id, :lead, :due_at)
ON CONFLICT (event_id, lead, due_at)
DO UPDATE SET state = 'waiting', settled_at = NULL WHERE reminders.state = 'cancelled'
"""

_CANCEL_REMINDERS = """
UPDATE reminders SET state = 'cancelled', settled_at = :now
WHERE event_id = :event_id AND state = 'waiting'
"""

_MISS_REMINDERS = """
UPDATE reminders SET state = 'missed', settled_at = :now
WHERE state = 'waiting' AND due_at <= :now
  AND (SELECT starts_at FROM events WHERE events.id = reminders.event_id) <= :now
"""

_DUE_REMINDERS = """
SELECT * FROM reminders WHERE state = 'waiting' AND due_at <= :now ORDER BY due_at, id
"""

_SETTLE_REMINDER = """
UPDATE reminders SET state = :state, settled_at = :now WHERE id = :id AND state = 'waiting'
"""

_NEXT_REMINDER = "SELECT MIN(due_at) AS due_at FROM reminders WHERE state = 'waiting'"


def add_draft(
    tx: Tx, plan: Plan, *, languages: tuple[str, str], zone: str, organiser_id: int, now: datetime
) -> Event:
    """Keep a plan as a draft; the same plan of the same organiser is kept once. `languages` are
    those of its title and of its place."""
    language, place_language = languages
    values = {
        "title": plan.title,
        "language": language,
        "starts_at": to_micros(plan.starts_at),
        "ends_at": _micros(plan.ends_at),
        "zone": zone,
        "place": plan.place,
        "place_language": place_language,
        "audience": plan.audience,
        "places": plan.places,
        "organiser_id": organiser_id,
    }
    row = tx.one(_SAME_DRAFT, values) or tx.one(_ADD_DRAFT, {**values, "now": to_micros(now)})
    assert row is not None
    event = by_id(tx, row["id"])
    assert event is not None
    return event


def by_id(tx: Tx, event_id: int) -> Event | None:
    """Return the event numbered `event_id`, whatever its stage."""
    row = tx.one(_BY_ID, {"id": event_id})
    return _event(row) if row else None


def publish(tx: Tx, event_id: int, *, now: datetime) -> bool:
    """Publish a draft; return False when it was none."""
    return tx.run(_PUBLISH, {"id": event_id, "now": to_micros(now)}) == 1


def discard(tx: Tx, event_id: int) -> None:
    """Delete a draft."""
    tx.run(_DISCARD, {"id": event_id})


def change(tx: Tx, event: Event) -> None:
    """Write down what has changed, unless it was cancelled."""
    tx.run(
        _CHANGE,
        {
            "id": event.id,
            "title": event.title.first,
            "language": event.title.language,
            "starts_at": to_micros(event.starts_at),
            "ends_at": _micros(event.ends_at),
            "place": event.place.first,
            "place_language": event.place.language,
            "versions": _versions_to_json(event),
            "places": event.places,
            "version": event.version,
        },
    )


def cancel(tx: Tx, event_id: int, *, now: datetime) -> bool:
    """Cancel a published event; return False when it was none."""
    return tx.run(_CANCEL, {"id": event_id, "now": to_micros(now)}) == 1


def counts(tx: Tx, event_id: int) -> Counts:
    """Return how many people gave each answer."""
    return _counts(tx.all(_COUNTS, {"id": event_id}))


def sign_up(tx: Tx, event_id: int, person_id: int) -> SignUp | None:
    """Return the person's answer, None before there is one."""
    row = tx.one(_SIGN_UP, {"event_id": event_id, "person_id": person_id})
    return SignUp(row["answer"]) if row else None


def answer(tx: Tx, event_id: int, person_id: int, said: SignUp, *, now: datetime) -> None:
    """Write down the person's answer; the last one counts."""
    values = {"event_id": event_id, "person_id": person_id, "answer": said, "now": to_micros(now)}
    tx.run(_ANSWER, values)


def first_waiting(tx: Tx, event_id: int) -> int | None:
    """Return who has waited longest for a place and can be told of one."""
    row = tx.one(_FIRST_WAITING, {"id": event_id})
    return int(row["person_id"]) if row else None


def signed_up(tx: Tx, event_id: int, *answers: SignUp) -> list[int]:
    """Return the people who gave one of `answers` (one to three), without those who stopped."""
    rows = tx.all(_SIGNED_UP, {"id": event_id, **_padded("answer", answers, 3)})
    return [row["person_id"] for row in rows]


def upcoming(
    tx: Tx, audiences: Collection[Audience], *, now: datetime, most: int, skip: int
) -> list[Event]:
    """Return published events that are not over, the next first; `audiences` is not empty."""
    values = {**not_over(now), "most": most, "skip": skip}
    return [
        _event(row)
        for row in tx.all(_UPCOMING, {**values, **_padded("audience", sorted(audiences), 3)})
    ]


def answered_by(tx: Tx, person_id: int, *, now: datetime, most: int) -> list[tuple[Event, SignUp]]:
    """Return the events that the person answered and that are not over, and how."""
    values = {"person_id": person_id, "now": to_micros(now), "most": most}
    return [(_event(row), SignUp(row["answer"])) for row in tx.all(_ANSWERED_BY, values)]


def organised_by(tx: Tx, person_id: int, *, now: datetime, most: int) -> list[Event]:
    """Return the person's own events that are not over, drafts among them."""
    values = {"person_id": person_id, **not_over(now), "most": most}
    return [_event(row) for row in tx.all(_ORGANISED_BY, values)]


def groups_for(tx: Tx, audience: Audience) -> list[int]:
    """Return the connected groups of an audience in which the bot is present."""
    sides = _padded("side", group_sides(audience), 3)
    return [row["id"] for row in tx.all(_GROUPS, sides)]


def group_side(tx: Tx, group_id: int) -> str | None:
    """Return the side of a group: north, south or joint; None when it is not connected."""
    row = tx.one(_GROUP_SIDE, {"id": group_id})
    return row["side"] if row else None


def reach(tx: Tx, audience: Audience) -> Reach:
    """Return how many people and groups of an audience can be written to now."""
    row = tx.one(_PEOPLE_REACHED, _padded("side", AUDIENCE_SIDES[audience], 4))
    assert row is not None
    return Reach(people=row["n"], groups=len(groups_for(tx, audience)))


def open_broadcasts(tx: Tx, event_id: int, kind: str) -> list[int]:
    """Return the broadcasts of one kind about an event that nobody has stopped."""
    return [row["id"] for row in tx.all(_OPEN_BROADCASTS, {"id": event_id, "kind": kind})]


def add_reminders(tx: Tx, event_id: int, times: Iterable[tuple[Lead, datetime]]) -> None:
    """Write down when to remind people of an event."""
    for lead, due in times:
        tx.run(_ADD_REMINDER, {"event_id": event_id, "lead": lead, "due_at": to_micros(due)})


def cancel_reminders(tx: Tx, event_id: int, *, now: datetime) -> None:
    """Forget the reminders of an event that are still ahead."""
    tx.run(_CANCEL_REMINDERS, {"event_id": event_id, "now": to_micros(now)})


def take_due_reminders(tx: Tx, *, now: datetime) -> list[Reminder]:
    """Claim what is due, one for each event: the one nearest to its start.

    What is found after the start, or beside a nearer one, is written down as missed.
    """
    tx.run(_MISS_REMINDERS, {"now": to_micros(now)})
    due = [_reminder(row) for row in tx.all(_DUE_REMINDERS, {"now": to_micros(now)})]
    nearest = {reminder.event_id: reminder for reminder in due}
    for reminder in due:
        state = "sent" if nearest[reminder.event_id] is reminder else "missed"
        tx.run(_SETTLE_REMINDER, {"id": reminder.id, "state": state, "now": to_micros(now)})
    return list(nearest.values())


def next_reminder(tx: Tx) -> datetime | None:
    """Return when the next reminder is due."""
    row = tx.one(_NEXT_REMINDER)
    return from_micros(row["due_at"]) if row and row["due_at"] is not None else None


def not_over(now: datetime) -> dict[str, int]:
    """Return the values that tell what is not over; a day more than the longest event, because
    that is counted by the clock on a wall, and clocks change."""
    return {"now": to_micros(now), "since": to_micros(now - LONGEST - timedelta(days=1))}


def _micros(moment: datetime | None) -> int | None:
    return to_micros(moment) if moment else None


def _padded(name: str, values: Collection[str], places: int) -> dict[str, str]:
    """Fill `:name_1` … with `values`, the last repeated: a list of fixed length for IN (…)."""
    given = list(values)
    return {f"{name}_{n + 1}": given[min(n, len(given) - 1)] for n in range(places)}


def _counts(rows: Collection[Row]) -> Counts:
    found = {row["answer"]: row["n"] for row in rows}
    return Counts(
        going=found.get(SignUp.GOING, 0),
        maybe=found.get(SignUp.MAYBE, 0),
        waiting=found.get(SignUp.WAITING, 0),
    )


def _versions_to_json(event: Event) -> str:
    versions = {"title": event.title.others, "place": event.place.others}
    kept = {name: others for name, others in versions.items() if others}
    return json.dumps(kept, ensure_ascii=False)


def _event(row: Row) -> Event:
    others = json.loads(row["versions"])
    title = {row["language"]: row["title"], **others.get("title", {})}
    place = {row["place_language"]: row["place"], **others.get("place", {})}
    return Event(
        id=row["id"],
        title=Words(title),
        starts_at=from_micros(row["starts_at"]),
        zone=row["zone"],
        place=Words(place if row["place"] else {}),
        audience=Audience(row["audience"]),
        places=row["places"],
        stage=Stage(row["state"]),
        version=row["version"],
        organiser_id=row["organiser_id"],
        ends_at=from_micros(row["ends_at"]) if row["ends_at"] is not None else None,
    )


def _reminder(row: Row) -> Reminder:
    return Reminder(
        id=row["id"],
        event_id=row["event_id"],
        lead=Lead(row["lead"]),
        due_at=from_micros(row["due_at"]),
    )
