"""Claims, leases and what is written down, transaction by transaction."""

from datetime import datetime, timedelta
from functools import partial

from bot.domain.clocktime import to_micros
from bot.domain.delivery import (
    Lane,
    Moved,
    OutcomeUnknown,
    Reason,
    Sent,
    TryLater,
    Unreachable,
)
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.deliveries import Claimed, claim, next_due
from bot.storage.groups import moving
from bot.storage.outbox import Posting
from bot.storage.settlements import REPEAT_WAIT, GivenBack, Settlement, recover, settle
from tests.conftest import NOON
from tests.delivery.conftest import add_group, add_person, broadcast, people_of, rows, words

NOTICE = Posting(Lane.NOTICE, NOON)
LEASE = timedelta(minutes=2)


async def take(
    db: Database, *, owner: str = "me", limit: int = 100, now: datetime = NOON
) -> list[Claimed]:
    return await db.write(
        partial(claim, owner=owner, lanes=list(Lane), limit=limit, now=now, lease=LEASE)
    )


async def finish(db: Database, *results: Settlement) -> None:
    await db.write(partial(settle, results=results, now=NOON))


async def queue_edit(db: Database, some: str, lane: Lane = Lane.NOTICE) -> None:
    await db.write(
        partial(outbox.edit_cards, card="card", message=words(some), lane=lane, now=NOON)
    )


async def queue_card(db: Database) -> None:
    await db.write(partial(add_group, number=1))
    posting = Posting(Lane.NOTICE, NOON, card="card")
    await db.write(partial(outbox.to_group, group_id=1, message=words("card"), posting=posting))


async def test_nobody_claims_what_another_has_claimed(db: Database) -> None:
    await db.write(people_of(range(1, 11)))
    await db.write(broadcast("one", lane=Lane.NOTICE))

    mine = await take(db, limit=6)
    theirs = await take(db, owner="other")

    assert len(mine) == 6
    assert {one.id for one in mine} & {one.id for one in theirs} == set()
    assert len(theirs) == 4


async def test_a_start_after_a_kill_takes_over_what_was_left(db: Database) -> None:
    await db.write(people_of(range(1, 3)))
    await db.write(broadcast("notice", lane=Lane.NOTICE))
    await db.write(broadcast("alert", lane=Lane.CRISIS, may_repeat=True))
    await take(db, owner="dead")

    recovered = await db.write(partial(recover, owner="me", now=NOON, alone=True))

    assert recovered == 4
    assert [(row["state"], row["reason"], row["repeats"]) for row in await rows(db)] == [
        ("unknown", "process_ended", 0),
        ("unknown", "process_ended", 0),
        ("waiting", None, 1),
        ("waiting", None, 1),
    ]


async def test_beside_another_process_only_a_lease_that_is_over_is_taken(db: Database) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    await take(db, owner="slow")

    during = await db.write(partial(recover, owner="me", now=NOON))
    after = await db.write(partial(recover, owner="me", now=NOON + LEASE))

    assert (during, after) == (0, 1)


async def test_our_own_claims_are_ours_however_far_the_clock_is_moved(db: Database) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    (one,) = await take(db)

    recovered = await db.write(partial(recover, owner="me", now=NOON + timedelta(days=1)))
    await finish(db, Settlement(one, Sent("m1")))

    assert recovered == 0
    assert [row["state"] for row in await rows(db)] == ["sent"]


async def test_who_lost_the_lease_settles_nothing(db: Database) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    (late,) = await take(db, owner="slow")
    await db.write(partial(recover, owner="me", now=NOON + LEASE))

    await finish(db, Settlement(late, TryLater(1)))

    assert [row["state"] for row in await rows(db)] == ["unknown"]


async def test_an_edit_given_back_yields_to_a_newer_one(db: Database) -> None:
    await queue_card(db)
    (card,) = await take(db)
    await finish(db, Settlement(card, Sent("m1")))
    await queue_edit(db, "older")
    (older,) = await take(db)
    await queue_edit(db, "newer")

    meanwhile = (await take(db), await db.read(next_due))
    await finish(db, Settlement(older, TryLater(1)))
    (newer,) = await take(db)

    assert meanwhile == ([], None)
    assert "newer" in newer.content
    assert [(row["state"], row["reason"]) for row in await rows(db)][1] == ("skipped", "replaced")
    await finish(db, Settlement(newer, Sent("m1")))


async def test_an_edit_left_by_a_dead_process_is_done_again(db: Database) -> None:
    await queue_card(db)
    (card,) = await take(db)
    await finish(db, Settlement(card, Sent("m1")))
    await queue_edit(db, "new")
    await take(db, owner="dead")

    await db.write(partial(recover, owner="me", now=NOON, alone=True))

    (edit,) = await take(db)
    assert (edit.message_id, edit.address) == ("m1", "telegram:-1")
    await finish(db, Settlement(edit, Sent("m1")))


async def test_the_edit_of_a_repeat_is_marked_as_well(db: Database) -> None:
    await db.write(partial(add_person, number=1))
    posting = Posting(Lane.CRISIS, NOON, card="card", may_repeat=True)
    await db.write(partial(outbox.to_person, person_id=1, message=words("one"), posting=posting))
    (first,) = await take(db)
    await finish(db, Settlement(first, OutcomeUnknown()))
    (again,) = await take(db, now=NOON + REPEAT_WAIT)
    await finish(db, Settlement(again, Sent("m2")))
    await queue_edit(db, "new")

    (edit,) = await take(db)

    assert (first.repeated, again.repeated, edit.repeated) == (False, True, True)
    await finish(db, Settlement(edit, Sent("m2")))


async def test_who_pressed_start_meanwhile_stays_reachable(db: Database) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    (one,) = await take(db)
    pressed = {"at": to_micros(NOON) + 1}
    await db.write(lambda tx: tx.run("UPDATE addresses SET since_at = :at", pressed))

    await finish(db, Settlement(one, Unreachable(Reason.NEVER_STARTED)))

    address = await db.read(lambda tx: tx.one("SELECT reachable FROM addresses"))
    assert address == {"reachable": 1}


async def test_a_group_that_is_gone_is_not_written_to_again(db: Database) -> None:
    await queue_card(db)
    (one,) = await take(db)

    await finish(db, Settlement(one, Unreachable(Reason.CHAT_GONE)))
    await db.write(partial(outbox.to_group, group_id=1, message=words("two"), posting=NOTICE))

    assert await take(db) == []
    assert [(row["state"], row["reason"]) for row in await rows(db)] == [
        ("failed", "chat_gone"),
        ("skipped", "no_address"),
    ]


async def test_an_edit_of_a_card_in_a_group_that_moved_ends(db: Database) -> None:
    await queue_card(db)
    (card,) = await take(db)
    await finish(db, Settlement(card, Sent("m1")))
    await queue_edit(db, "new")
    (edit,) = await take(db)

    await finish(db, Settlement(edit, Moved("telegram:-1001")))

    assert await take(db) == []
    (_, row) = await rows(db)
    assert (row["state"], row["reason"]) == ("failed", "chat_gone")
    [group] = await db.read(lambda tx: tx.all("SELECT address, present FROM groups"))
    assert tuple(group.values()) == ("telegram:-1001", 1)


async def test_a_group_that_has_moved_on_is_not_lost_with_its_old_chat(db: Database) -> None:
    await queue_card(db)
    (one,) = await take(db)
    await db.write(partial(moving.move, address="telegram:-1", to="telegram:-1001", now=NOON))

    await finish(db, Settlement(one, Unreachable(Reason.CHAT_GONE)))

    [group] = await db.read(lambda tx: tx.all("SELECT address, present FROM groups"))
    assert tuple(group.values()) == ("telegram:-1001", 1)


async def test_an_old_word_of_a_move_takes_a_group_nowhere(db: Database) -> None:
    await queue_card(db)
    (one,) = await take(db)
    await db.write(partial(moving.move, address="telegram:-1", to="telegram:-1001", now=NOON))
    await db.write(partial(moving.move, address="telegram:-1001", to="telegram:-2002", now=NOON))

    await finish(db, Settlement(one, Moved("telegram:-1001")))

    [group] = await db.read(lambda tx: tx.all("SELECT address FROM groups"))
    assert group["address"] == "telegram:-2002"
    (again,) = await take(db)
    await finish(db, Settlement(again, Sent("m1")))


async def test_an_edit_of_what_was_put_off_wakes_no_paused_worker(db: Database) -> None:
    await queue_card(db)
    (card,) = await take(db)
    await queue_edit(db, "paused", lane=Lane.ANSWER)
    await finish(db, Settlement(card, TryLater(60)))

    assert await db.read(partial(next_due, paused=True)) is None


async def test_an_edit_that_waits_takes_the_more_urgent_lane(db: Database) -> None:
    await queue_card(db)
    (card,) = await take(db)
    await finish(db, Settlement(card, Sent("m1")))
    await queue_edit(db, "half")
    await queue_edit(db, "paused", lane=Lane.ANSWER)
    await queue_edit(db, "still paused")

    edits = await db.write(
        partial(claim, owner="me", lanes=[Lane.ANSWER], limit=9, now=NOON, lease=LEASE)
    )

    assert ["still paused" in edit.content for edit in edits] == [True]
    await finish(db, Settlement(edits[0], Sent("m1")))


async def test_a_group_may_move_to_an_address_that_we_already_know(db: Database) -> None:
    await queue_card(db)
    await db.write(partial(add_group, number=2))
    (one,) = await take(db)

    await finish(db, Settlement(one, Moved("telegram:-2")))

    (again,) = await take(db)
    assert again.address == "telegram:-2"
    await finish(db, Settlement(again, Sent("m1")))


async def test_who_said_stop_gets_no_more_of_a_broadcast_but_their_own_answers(
    db: Database,
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    await db.write(lambda tx: tx.run("UPDATE people SET stopped_at = 1"))
    await db.write(partial(outbox.to_person, person_id=1, message=words("two"), posting=NOTICE))

    (own,) = await take(db)

    assert "two" in own.content
    first, _ = await rows(db)
    assert (first["state"], first["reason"]) == ("skipped", "left")
    await finish(db, Settlement(own, Sent("m1")))


async def test_what_is_given_back_was_not_tried(db: Database) -> None:
    await db.write(people_of(range(1, 3)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    first, second = await take(db)

    await finish(db, Settlement(first, GivenBack()), Settlement(second, GivenBack(10)))

    assert [(row["attempts"], row["due_at"] - to_micros(NOON)) for row in await rows(db)] == [
        (0, 0),
        (0, 10_000_000),
    ]


async def test_a_retry_after_the_end_is_given_up(db: Database) -> None:
    await db.write(partial(add_person, number=1))
    short = Posting(Lane.NOTICE, NOON, expires_at=NOON + timedelta(seconds=5))
    await db.write(partial(outbox.to_person, person_id=1, message=words("one"), posting=short))
    (one,) = await take(db)

    await finish(db, Settlement(one, TryLater(5)))

    (row,) = await rows(db)
    assert (row["state"], row["reason"]) == ("failed", "gave_up")


async def test_nothing_waits_in_an_empty_outbox(db: Database) -> None:
    assert await db.read(next_due) is None
    assert await take(db) == []
