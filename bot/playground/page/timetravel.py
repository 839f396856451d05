"""Moving the clock forward."""

import math
from typing import Any

from bot.playground.world.refusal import PageError
from bot.playground.world.stage import Stage

STEPS = {"hour": 3600.0, "day": 86400.0}

LONGEST_SECONDS = 366 * 86400.0


async def forward(stage: Stage, step: Any) -> dict[str, Any]:
    """Move the program's clock: by seconds, an hour, a day, or to the next thing that is due.

    Raises:
        PageError: not a step, backwards, or further than a year.
    """
    seconds = await _seconds(stage, step)
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise PageError("bad_forward")
    if seconds:
        await stage.hooks.shift(seconds)
    now = stage.hooks.now().isoformat()
    stage.events.tell_all("time", now=now)
    return {"now": now, "moved": seconds}


async def _seconds(stage: Stage, step: Any) -> float:
    if step == "next":
        due = await stage.hooks.next_due()
        return max((due - stage.hooks.now()).total_seconds(), 0.0) if due else 0.0
    if isinstance(step, str) and step in STEPS:
        return STEPS[step]
    if isinstance(step, bool) or not isinstance(step, int | float) or not math.isfinite(step):
        raise PageError("bad_forward")
    return float(step)
