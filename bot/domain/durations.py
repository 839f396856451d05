"""How long something lasts, in words."""

from bot.domain.messages import Text, text

MINUTE, HOUR = 60, 3_600


def lasting(seconds: float) -> Text:
    """Return so many seconds in words, as exact as anybody wants to know: 12 seconds, 3 minutes
    20 seconds, 25 minutes, 2 hours 5 minutes."""
    whole = max(1, round(seconds))
    if whole < MINUTE:
        return text("time.seconds", n=whole)
    if whole < 10 * MINUTE:
        return _both("minutes", whole // MINUTE, "seconds", whole % MINUTE)
    minutes = round(whole / MINUTE)
    if minutes < HOUR // MINUTE:
        return text("time.minutes", n=minutes)
    return _both("hours", minutes // 60, "minutes", minutes % 60)


def about(seconds: float) -> Text:
    """Return so many seconds in words, roughly: 20 seconds, 4 minutes, 2 hours."""
    if seconds < MINUTE:
        step = 1 if seconds < 10 else 5
        return text("time.seconds", n=max(1, step * round(seconds / step)))
    if seconds < 90 * MINUTE:
        return text("time.minutes", n=round(seconds / MINUTE))
    return text("time.hours", n=round(seconds / HOUR))


def _both(first: str, n: int, second: str, rest: int) -> Text:
    longer = text(f"time.{first}", n=n)
    if not rest:
        return longer
    return text("time.both", longer=longer, shorter=text(f"time.{second}", n=rest))
