import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import ShiftedClock
from bot.domain.events import Plan, SignUp, Stage, StartsInThePast
from bot.domain.messages import message_from_json
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.language.render import Reader, Renderer
from bot.services.events import Events, cards
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
FRIDAY = NOON + timedelta(days=7)
READER = Reader("en", "Europe/Berlin", None)


class Town:
    """Some people, three groups, and what the tables show of what they were told."""

    def __init__(self, db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> None:
        self.db = db
        self.clock = clock
        self.renderer = renderer
        self.events = Events(db, clock)
        self.groups: dict[str, int] = {}

    async def person(
        self, side: Side = Side.NORTH, *coordinates: Side, reachable: bool = True
    ) -> Person:
        def add(tx: Tx) -> Person:
            now = self.clock.now()
            address = f"telegram:{tx.one('SELECT COUNT(*) AS n FROM people')['n'] + 100}"
            number = people.register(tx, address, language="en", now=now)
            people.set_reachable(tx, address, reachable=reachable, reason=None, now=now)
            tx.run("UPDATE people SET side = :s WHERE id = :id", {"s": side, "id": number})
            for role in coordinates:
                tx.run(
                    "INSERT INTO roles (person_id, role, side, granted_at)"
                    " VALUES (:id, 'coordinator', :side, 0)",
                    {"id": number, "side": role},
                )
            return people.by_id(tx, number)

        return await self.db.write(add)

    async def open_groups(self) -> None:
        def add(tx: Tx) -> None:
            for side in ("north", "south", "joint"):
                row = tx.one(
                    "INSERT INTO groups (address, title, side, connected_at, created_at)"
                    " VALUES (:address, :side, :side, 0, 0) RETURNING id",
                    {"address": f"telegram:-{side}", "side": side},
                )
                self.groups[side] = row["id"]
            tx.run(
                "INSERT INTO groups (address, title, side, present, created_at) VALUES"
                " ('telegram:-1', 'left', 'north', 0, 0), ('telegram:-2', 'new', NULL, 1, 0)"
            )

        await self.db.write(add)

    async def told(self, person: Person) -> list[str]:
        return await self._words("person_id = :id", {"id": person.id})

    async def waiting_edits(self) -> list[str]:
        return await self._words("action = 'edit' AND state = 'waiting'", {})

    async def everything_is_sent(self) -> None:
        await self.db.write(
            lambda tx: tx.run(
                "UPDATE deliveries SET state = 'sent', message_id = 'm' WHERE state = 'waiting'"
            )
        )

    async def all(self, sql: str) -> list[tuple]:
        rows = await self.db.read(lambda tx: tx.all(sql))
        return [tuple(row.values()) for row in rows]

    async def _words(self, where: str, values: dict) -> list[str]:
        rows = await self.db.read(
            lambda tx: tx.all(
                "SELECT message, state FROM deliveries JOIN contents ON contents.id = content_id"
                f" WHERE {where} ORDER BY deliveries.id",
                values,
            )
        )
        return [
            self.renderer.say(message_from_json(json.loads(row["message"])).body, READER)
            for row in rows
        ]


@pytest.fixture
async def town(db, clock, renderer) -> Town:
    town = Town(db, clock, renderer)
    await town.open_groups()
    return town


@pytest.fixture
async def leyla(town) -> Person:
    """Coordinates the North."""
    return await town.person(Side.NORTH, Side.NORTH)


def plan(*, audience=Audience.NORTH, starts_at=FRIDAY, places=None) -> Plan:
    return Plan("Poetry evening", starts_at, "Town library", audience, places)


async def published(town: Town, by: Person, **what) -> int:
    seen = await town.events.draft(plan(**what), by=by)
    await town.events.publish(seen.event.id, by=by)
    return seen.event.id


async def reminders(town: Town) -> list[tuple]:
    return await town.all("SELECT lead, state FROM reminders ORDER BY due_at, id")


async def test_a_preview_shows_the_card_and_how_many_will_get_it(town, leyla):
    await town.person(Side.BOTH)
    await town.person(Side.SOUTH)
    await town.person(Side.NORTH, reachable=False)

    seen = await town.events.draft(plan(places=20), by=leyla)

    words = town.renderer.say(cards.shown(seen).body, READER)
    assert "Poetry evening" in words
    assert "20 places" in words
    assert "2 people and 2 groups" in words
    assert await town.all("SELECT * FROM deliveries") == []


async def test_the_same_plan_handled_again_makes_one_draft(town, leyla):
    first = await town.events.draft(plan(), by=leyla)
    again = await town.events.draft(plan(), by=leyla)

    assert again.event == first.event


async def test_a_coordinator_of_the_north_cannot_announce_to_the_south(town, leyla):
    with pytest.raises(Refusal) as refusal:
        await town.events.draft(plan(audience=Audience.SOUTH), by=leyla)

    assert "coordinators of the South" in town.renderer.say(refusal.value.text, READER)


@pytest.mark.parametrize(
    ("audience", "sides", "groups"),
    [
        (Audience.NORTH, ["north", "both"], ["joint", "north"]),
        (Audience.SOUTH, ["south", "both"], ["joint", "south"]),
        (
            Audience.EVERYBODY,
            ["north", "south", "both", "unsaid"],
            ["joint", "north", "south"],
        ),
    ],
)
async def test_publishing_reaches_the_groups_and_people_of_a_side(town, audience, sides, groups):
    rashid = await town.person(Side.BOTH, Side.NORTH, Side.SOUTH)
    for side in (Side.NORTH, Side.SOUTH, Side.UNSAID):
        await town.person(side)

    event_id = await published(town, rashid, audience=audience)

    got = await town.all(
        "SELECT side, card, lane FROM deliveries JOIN people ON people.id = person_id"
    )
    assert sorted(got) == sorted((side, f"event:{event_id}:people", 2) for side in sides)
    cards_in = await town.all(
        "SELECT side, card FROM deliveries JOIN groups ON groups.id = group_id ORDER BY side"
    )
    assert cards_in == [(group, f"event:{event_id}") for group in groups]
    assert await town.all("SELECT kind, audience FROM broadcasts") == [
        ("event", len(sides) + len(groups))
    ]


async def test_publishing_twice_publishes_once(town, leyla):
    event_id = await published(town, leyla)
    before = await town.all("SELECT COUNT(*) FROM deliveries")

    event, _ = await town.events.publish(event_id, by=leyla)

    assert event.stage is Stage.PUBLISHED
    assert await town.all("SELECT COUNT(*) FROM deliveries") == before
    assert await reminders(town) == [("day", "waiting"), ("hour", "waiting")]


async def test_an_event_in_the_past_is_kept_as_a_draft_and_refused_with_words(town, leyla):
    seen = await town.events.draft(plan(starts_at=NOON - timedelta(hours=1)), by=leyla)

    assert "already over" in town.renderer.say(cards.shown(seen).body, READER)
    with pytest.raises(StartsInThePast) as refusal:
        await town.events.publish(seen.event.id, by=leyla)
    assert "already over" in town.renderer.say(refusal.value.text, READER)


async def test_a_member_cannot_see_or_publish_the_draft_of_another(town, leyla):
    member = await town.person()
    draft = (await town.events.draft(plan(), by=leyla)).event

    for attempt in (town.events.show, town.events.publish, town.events.to_change):
        with pytest.raises(Refusal, match=r"event\.not_found"):
            await attempt(draft.id, by=member)


async def test_a_discarded_draft_is_gone_and_a_published_event_is_not_discarded(town, leyla):
    draft = (await town.events.draft(plan(), by=leyla)).event
    await town.events.discard(draft.id, by=leyla)
    await town.events.discard(draft.id, by=leyla)
    event_id = await published(town, leyla)

    with pytest.raises(Refusal, match=r"event\.already_published"):
        await town.events.discard(event_id, by=leyla)


async def test_the_last_answer_counts_and_the_cards_in_groups_show_it(town, leyla):
    event_id = await published(town, leyla)
    await town.everything_is_sent()
    guests = [await town.person() for _ in range(3)]

    for guest in guests:
        await town.events.answer(event_id, SignUp.GOING, by=guest)
    seen = await town.events.answer(event_id, SignUp.MAYBE, by=guests[0])

    assert (seen.counts.going, seen.counts.maybe, seen.mine) == (2, 1, SignUp.MAYBE)
    edits = await town.waiting_edits()
    assert len(edits) == 2  # one for each group, however many presses
    assert all("Going: 2 · Maybe: 1" in edit for edit in edits)


async def test_the_same_press_again_changes_nothing(town, leyla):
    event_id = await published(town, leyla)
    await town.everything_is_sent()
    await town.events.answer(event_id, SignUp.GOING, by=leyla)
    await town.everything_is_sent()

    seen = await town.events.answer(event_id, SignUp.GOING, by=leyla)

    assert seen.mine is SignUp.GOING
    assert await town.waiting_edits() == []


async def test_who_is_not_of_the_audience_may_sign_up_from_the_group(town, leyla):
    event_id = await published(town, leyla)
    southerner = await town.person(Side.SOUTH)

    seen = await town.events.answer(event_id, SignUp.GOING, by=southerner)

    assert seen.mine is SignUp.GOING


async def test_the_twenty_first_of_twenty_waits(town, leyla):
    event_id = await published(town, leyla, places=20)

    answers = [
        (await town.events.answer(event_id, SignUp.GOING, by=await town.person())).mine
        for _ in range(21)
    ]

    assert answers == [SignUp.GOING] * 20 + [SignUp.WAITING]


async def test_a_place_given_up_goes_to_the_first_who_waits_and_they_are_told(town, leyla):
    event_id = await published(town, leyla, places=1)
    first, second, third = [await town.person(Side.SOUTH) for _ in range(3)]
    for guest in (first, third, second):
        town.clock.forward(timedelta(seconds=1))
        await town.events.answer(event_id, SignUp.GOING, by=guest)
    # Pressing again does not cost one's turn.
    await town.events.answer(event_id, SignUp.GOING, by=third)

    await town.events.answer(event_id, SignUp.NO, by=first)

    assert "A place is free" in (await town.told(third))[0]
    assert await town.told(second) == []
    assert (await town.events.show(event_id, by=third)).mine is SignUp.GOING
    assert (await town.events.show(event_id, by=second)).mine is SignUp.WAITING


async def test_more_places_promote_all_who_fit(town, leyla):
    event_id = await published(town, leyla, places=1)
    guests = [await town.person(Side.SOUTH) for _ in range(4)]
    for guest in guests:
        town.clock.forward(timedelta(seconds=1))
        await town.events.answer(event_id, SignUp.GOING, by=guest)

    change = await town.events.set_places(event_id, 3, by=leyla)

    assert change.seen.counts.going == 3
    assert change.told == 4
    assert ["A place is free" in (await town.told(guest))[0] for guest in guests] == [
        False,
        True,
        True,
        False,
    ]
    assert "Number of places: 1 → 3" in (await town.told(guests[3]))[0]


async def test_fewer_places_take_nobodys_place(town, leyla):
    event_id = await published(town, leyla)
    for _ in range(3):
        await town.events.answer(event_id, SignUp.GOING, by=await town.person())

    change = await town.events.set_places(event_id, 2, by=leyla)

    assert change.seen.counts.going == 3


async def test_who_unsubscribed_is_passed_over_on_the_waiting_list(town, leyla):
    event_id = await published(town, leyla, places=1)
    first, gone, third = [await town.person() for _ in range(3)]
    for guest in (first, gone, third):
        town.clock.forward(timedelta(seconds=1))
        await town.events.answer(event_id, SignUp.GOING, by=guest)
    await town.db.write(
        lambda tx: tx.run("UPDATE people SET stopped_at = 1 WHERE id = :id", {"id": gone.id})
    )

    await town.events.answer(event_id, SignUp.NO, by=first)

    assert (await town.events.show(event_id, by=third)).mine is SignUp.GOING


async def test_a_press_on_a_cancelled_a_past_or_an_unknown_event_gets_a_kind_answer(town, leyla):
    cancelled = await published(town, leyla)
    await town.events.cancel(cancelled, by=leyla)
    past = await published(town, leyla)
    town.clock.forward(timedelta(days=8))

    for event_id, key in ((cancelled, "is_cancelled"), (past, "is_over"), (999, "not_found")):
        with pytest.raises(Refusal, match=f"event.{key}"):
            await town.events.answer(event_id, SignUp.GOING, by=leyla)


async def test_a_change_reaches_those_who_answered_with_what_was_and_what_is(town, leyla):
    event_id = await published(town, leyla)
    answers = {}
    for said in (SignUp.GOING, SignUp.MAYBE, SignUp.NO):
        answers[said] = await town.person(Side.SOUTH)
        await town.events.answer(event_id, said, by=answers[said])
    await town.everything_is_sent()

    change = await town.events.reschedule(event_id, FRIDAY + timedelta(days=1), by=leyla)

    assert change.seen.event.version == 2
    assert change.told == 2
    for said in (SignUp.GOING, SignUp.MAYBE):
        assert "Time: Friday, 27 March, 13:00" in (await town.told(answers[said]))[0]
        assert "→ Saturday, 28 March, 13:00" in (await town.told(answers[said]))[0]
    assert await town.told(answers[SignUp.NO]) == []
    edits = await town.waiting_edits()
    assert len(edits) == 3  # two groups and the coordinator's own invitation
    assert all("Saturday" in edit for edit in edits)


async def test_the_same_change_handled_again_tells_nobody_again(town, leyla):
    event_id = await published(town, leyla)
    guest = await town.person(Side.SOUTH)
    await town.events.answer(event_id, SignUp.GOING, by=guest)
    await town.events.relocate(event_id, "Park", by=leyla)

    again = await town.events.relocate(event_id, "Park", by=leyla)

    assert not again.is_new
    assert len(await town.told(guest)) == 1


async def test_a_draft_changes_in_silence(town, leyla):
    draft = (await town.events.draft(plan(), by=leyla)).event

    change = await town.events.rename(draft.id, "Poetry night", by=leyla)

    assert (change.seen.event.title, change.seen.event.version) == ("Poetry night", 1)
    assert "Poetry night" in town.renderer.say(cards.changed(change).body, READER)
    assert await town.all("SELECT * FROM deliveries") == []


async def test_a_published_event_cannot_be_moved_into_the_past(town, leyla):
    event_id = await published(town, leyla)

    with pytest.raises(StartsInThePast):
        await town.events.reschedule(event_id, NOON, by=leyla)


async def test_a_coordinator_of_the_other_side_cannot_change_it(town, leyla):
    tabriz = await town.person(Side.SOUTH, Side.SOUTH)
    event_id = await published(town, leyla)

    for attempt in (town.events.to_change, town.events.cancel):
        with pytest.raises(Refusal, match=r"event\.not_yours"):
            await attempt(event_id, by=tabriz)


async def test_cancelling_edits_the_cards_tells_those_signed_up_and_stops_the_rest(town, leyla):
    unsent = await town.person(Side.BOTH)
    event_id = await published(town, leyla)
    guest = await town.person(Side.SOUTH)
    await town.events.answer(event_id, SignUp.GOING, by=guest)
    await town.db.write(
        lambda tx: tx.run("UPDATE deliveries SET state = 'sent' WHERE group_id IS NOT NULL")
    )

    change = await town.events.cancel(event_id, by=leyla)
    again = await town.events.cancel(event_id, by=leyla)

    assert (change.told, again.told) == (1, 1)
    assert ["is cancelled" in words for words in await town.told(guest)] == [True]
    edits = await town.waiting_edits()
    assert len(edits) == 2
    assert all("Cancelled:" in edit for edit in edits)
    assert await reminders(town) == [("day", "cancelled"), ("hour", "cancelled")]
    skipped = "SELECT person_id FROM deliveries WHERE state = 'skipped' AND reason = 'stopped'"
    assert (unsent.id,) in await town.all(skipped)


async def test_a_day_and_an_hour_before_those_who_said_going_are_reminded(town, leyla):
    event_id = await published(town, leyla, places=1)
    going, waiting, maybe = [await town.person(Side.SOUTH) for _ in range(3)]
    await town.events.answer(event_id, SignUp.GOING, by=going)
    await town.events.answer(event_id, SignUp.GOING, by=waiting)
    await town.events.answer(event_id, SignUp.MAYBE, by=maybe)
    due = await town.events.next_due()

    assert due == FRIDAY - timedelta(days=1)
    assert await town.events.send_due_reminders() == 0

    town.clock.forward(due - town.clock.now())
    assert await town.events.send_due_reminders() == 1
    assert await town.events.send_due_reminders() == 0
    assert "Friday, 27 March, 13:00" in (await town.told(going))[0]

    town.clock.forward(timedelta(hours=23))
    assert await town.events.send_due_reminders() == 1
    assert "starts soon" in (await town.told(going))[1]
    assert await town.told(waiting) == await town.told(maybe) == []
    assert await town.events.next_due() is None


async def test_reminders_found_late_come_once_and_found_after_the_start_are_missed(town, leyla):
    late = await published(town, leyla)
    missed = await published(town, leyla, starts_at=FRIDAY - timedelta(hours=2))
    for event_id in (late, missed):
        await town.events.answer(event_id, SignUp.GOING, by=leyla)
    before = len(await town.told(leyla))

    town.clock.forward(FRIDAY - timedelta(minutes=20) - town.clock.now())
    await town.events.send_due_reminders()

    assert len(await town.told(leyla)) == before + 1
    assert await town.all("SELECT event_id, lead, state FROM reminders ORDER BY id") == [
        (late, "day", "missed"),
        (late, "hour", "sent"),
        (missed, "day", "missed"),
        (missed, "hour", "missed"),
    ]


async def test_a_reminder_still_unsent_at_the_start_is_not_sent_any_more(town, leyla):
    event_id = await published(town, leyla)
    await town.events.answer(event_id, SignUp.GOING, by=leyla)
    town.clock.forward(timedelta(days=6))

    await town.events.send_due_reminders()

    expiry = "SELECT expires_at FROM deliveries ORDER BY id DESC LIMIT 1"
    start = "SELECT starts_at FROM events"
    assert await town.all(expiry) == await town.all(start)


async def test_moving_an_event_moves_its_reminders_and_nobody_is_reminded_twice(town, leyla):
    event_id = await published(town, leyla)
    await town.events.answer(event_id, SignUp.GOING, by=leyla)
    town.clock.forward(timedelta(days=6))
    await town.events.send_due_reminders()

    await town.events.reschedule(event_id, FRIDAY + timedelta(days=7), by=leyla)
    assert await town.events.next_due() == FRIDAY + timedelta(days=6)
    # The reminder on its way named the old time.
    stopped = "SELECT COUNT(*) FROM deliveries WHERE reason = 'stopped'"
    assert await town.all(stopped) == [(1,)]

    await town.events.reschedule(event_id, FRIDAY, by=leyla)
    assert await town.events.send_due_reminders() == 0
    assert await town.events.next_due() == FRIDAY - timedelta(hours=1)


async def test_events_are_listed_by_side_the_next_first_in_pages(town, leyla):
    south = await town.person(Side.SOUTH, Side.SOUTH)
    for day in range(6):
        await published(town, leyla, starts_at=FRIDAY - timedelta(days=day))
    common = await published(town, leyla, audience=Audience.EVERYBODY)

    first = await town.events.upcoming(by=leyla)
    second = await town.events.upcoming(by=leyla, skip=5)
    theirs = await town.events.upcoming(by=south)
    in_group = await town.events.upcoming(by=south, group=town.groups["joint"])

    starts = [event.starts_at for event in (*first.events, *second.events)]
    assert starts == sorted(starts)
    assert (len(first.events), first.more, len(second.events), second.more) == (5, True, 2, False)
    assert [event.id for event in theirs.events] == [common]
    assert in_group.more


async def test_ones_own_list_shows_answers_and_what_one_organises(town, leyla):
    event_id = await published(town, leyla)
    guest = await town.person()
    await town.events.answer(event_id, SignUp.MAYBE, by=guest)
    await town.events.draft(plan(places=7), by=leyla)

    answered = town.renderer.say(cards.mine(await town.events.mine(by=guest)).body, READER)
    organised = town.renderer.say(cards.mine(await town.events.mine(by=leyla)).body, READER)

    assert "Your answer: maybe" in answered
    assert "Events I organise" in organised
    assert "A draft" in organised


async def test_texts_stand_in_all_three_languages(town, leyla):
    event_id = await published(town, leyla, audience=Audience.EVERYBODY, places=1)
    seen = await town.events.answer(event_id, SignUp.GOING, by=leyla)

    for language in ("az", "azb", "en"):
        words = town.renderer.say(cards.shown(seen).body, Reader(language, "Asia/Tehran", None))
        assert "event." not in words
        assert "{" not in words
