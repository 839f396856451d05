"""The nights in which the clocks change: hours that no clock shows, and hours that come twice."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_MINUTE = timedelta(minutes=1)


class SkippedHour(Exception):  # noqa: N818  # says what happened; the dialogue answers it
    """On that day the clocks go forward over the time that was said.

    All are what the clock on the wall shows, without a zone: `said`; `gone`, from which on it is
    set forward; `back`, where it goes on; `meant`, as long after the change as it was said.
    `alone` tells that nothing else was said, such as an end.
    """

    def __init__(self, said: datetime, zone: tzinfo | None) -> None:
        super().__init__("the clocks go forward over it")
        length = _offset(said, zone, fold=1) - _offset(said, zone, fold=0)
        self.said = self.gone = said
        while _is_skipped(self.gone - _MINUTE, zone):
            self.gone -= _MINUTE
        self.back = self.gone + length
        self.meant = said + length
        self.alone = True


def on_the_wall(day: date, clock: time, zone: tzinfo | None) -> datetime:
    """Return the moment (UTC) at which the clocks of `zone` show `clock` on a day, the first one
    of an hour that comes twice.

    Raises:
        SkippedHour: they never do.
    """
    said = datetime.combine(day, clock)
    if _is_skipped(said, zone):
        raise SkippedHour(said, zone)
    return said.replace(tzinfo=zone, fold=0).astimezone(UTC)


def is_shown(day: date, clock: time, zone: tzinfo | None) -> bool:
    """Tell whether the clocks of `zone` show `clock` on a day at all."""
    return not _is_skipped(datetime.combine(day, clock), zone)


def comes_twice(at: datetime, zone: tzinfo) -> bool:
    """Tell whether the clocks of `zone` show the time of a moment once more, before or after."""
    there = at.astimezone(zone).replace(tzinfo=None)
    first, second = _offset(there, zone, fold=0), _offset(there, zone, fold=1)
    return first > second


def _is_skipped(said: datetime, zone: tzinfo | None) -> bool:
    # Between two changes both offsets are the same; over a change forward the later is larger.
    return _offset(said, zone, fold=1) > _offset(said, zone, fold=0)


def _offset(said: datetime, zone: tzinfo | None, *, fold: int) -> timedelta:
    return said.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0)
