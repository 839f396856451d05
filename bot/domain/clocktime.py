"""Moments as the database keeps them: whole UTC microseconds since 1970."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(moment: datetime) -> int:
    """Return `moment` as UTC microseconds since 1970.

    Raises:
        ValueError: `moment` has no zone; a naive time would be read as this machine's own.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_micros(micros: int) -> datetime:
    """Return the moment, in UTC, that `to_micros` turned into a number."""
    return _EPOCH + timedelta(microseconds=micros)
