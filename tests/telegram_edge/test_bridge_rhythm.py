"""A bridge speaks into a group less often than the group takes, whatever happens."""

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.budget import ChatLimits
from bot.telegram.bridging.rhythm import Rhythm


@given(st.lists(st.floats(0, 90), min_size=1, max_size=120))
def test_no_minute_has_more_than_eighteen_copies_so_others_find_room(pauses: list[float]) -> None:
    rhythm, now, went = Rhythm(), 1000.0, []
    for pause in pauses:
        now += pause if pause > 45 else pause / 50
        now += rhythm.wait_for("g", now)
        went.append(now)

    for begun in went:
        assert sum(1 for at in went if begun <= at < begun + 60) <= 18


def test_the_first_copies_of_a_talk_go_at_once_then_one_every_four_seconds() -> None:
    rhythm = Rhythm()

    waits = [round(rhythm.wait_for("g", 1000.0), 3) for _ in range(6)]

    assert waits == [0, 0, 0, 4, 8, 12]
    assert rhythm.wait_for("another", 1000.0) == 0


def test_where_a_chat_has_no_limits_nothing_waits() -> None:
    rhythm = Rhythm(ChatLimits(burst=10_000, seconds_between=0.0, group_per_minute=1_000_000))

    assert max(rhythm.wait_for("g", 1000.0) for _ in range(1000)) == 0
