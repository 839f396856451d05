"""What is said survives its way through the database."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import (
    Button,
    Listing,
    Message,
    Moment,
    Span,
    Value,
    message_from_json,
    row,
    text,
    to_json,
)

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)

times = st.datetimes(datetime.min, datetime.max, timezones=st.just(UTC))  # noqa: DTZ901
zones = st.sampled_from([None, "Asia/Baku"])
spans = st.builds(
    lambda ends, zone, style: Span(min(ends), max(ends), zone, style),
    st.tuples(times, times),
    zones,
    st.sampled_from(["full", "clocks"]),
)
moments = st.builds(Moment, times, st.sampled_from(["full", "day", "clocks"]), zones)


@given(value=st.one_of(spans, moments, st.builds(lambda it: Listing((it,)), spans)))
def test_times_and_stretches_of_time_come_back_as_they_were(value: Value) -> None:
    message = Message(text("event.when", when=value), (row(Button(text("x", at=value), "1:x")),))

    assert message_from_json(json.loads(json.dumps(to_json(message)))) == message


def test_a_stretch_of_time_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Span(NOON, NOON - timedelta(seconds=1))
