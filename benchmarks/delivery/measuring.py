"""One alert, from the press that sends it to the last row written down, and what it took."""

import asyncio
from dataclasses import dataclass

from benchmarks.delivery.community import ALERT_KIND, FIRST_MEMBER
from benchmarks.delivery.figures import percentile
from benchmarks.delivery.ours import Bot
from benchmarks.delivery.processes import Failed
from benchmarks.delivery.records import rate_of
from benchmarks.delivery.remote import Press, Report
from benchmarks.delivery.window import SECOND

LATE_SECONDS = 0.5
"""How long after the last message answers may still come in."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An alert that went out: what the server saw, and what it took to send it."""

    report: Report
    people: int
    first: int
    last: int
    cpu: float
    server_cpu: float
    memory: float
    states: dict[str, int]

    @property
    def seconds(self) -> float:
        """From the first message to the last."""
        return (self.last - self.first) / SECOND

    @property
    def presses(self) -> list[Press]:
        """The presses of members during it."""
        return [one for one in self.report.presses if one.person >= FIRST_MEMBER]

    def check(self) -> None:
        """Make sure that everybody has it once, and that the rows say the same.

        Raises:
            Failed: that is not so, and the figures are worth nothing.
        """
        arrivals = self.report.arrivals
        alerts, twice = arrivals.of(ALERT_KIND), arrivals.twice(ALERT_KIND)
        if len(alerts) != self.people or twice or self.states.get("sent") != self.people:
            raise Failed(
                f"{self.people} people, {len(alerts)} messages, {twice} chats twice, "
                f"rows: {self.states}"
            )

    def figures(self) -> dict[str, float]:
        """Return what everybody wants to know of it."""
        arrivals = self.report.arrivals
        during = arrivals.between(self.first, self.last)
        return {
            "alerts a second": arrivals.rate(ALERT_KIND),
            "with answers beside, a second": rate_of(during),
            "most in any second": arrivals.most(),
            "most of them for nothing": arrivals.most(free=True),
            "refused with 429": arrivals.counts["too_many"],
            "the server late by at most, ms": arrivals.counts["late"] / 1e6,
            "of one core, %": 100 * self.cpu / self.seconds,
            "the server's own, %": 100 * self.server_cpu / self.seconds,
            "CPU a message, ms": 1000 * self.cpu / self.people,
            "memory at most, MB": self.memory,
        }

    def press_figures(self) -> dict[str, float]:
        """Return how long presses took."""
        answered = [one for one in self.presses if one.answered]
        taken, felt = [one.taken for one in answered], [one.felt for one in answered]
        return {
            "presses": len(self.presses),
            "presses without an answer": len(self.presses) - len(answered),
            "press p50, ms": percentile(taken, 0.5),
            "press p99, ms": percentile(taken, 0.99),
            "press longest, ms": max(taken, default=0.0),
            "press p50 with the server's delay, ms": percentile(felt, 0.5),
            "press p99 with the server's delay, ms": percentile(felt, 0.99),
        }


async def send_alert(bot: Bot, *, presses: float = 0.0, within: float) -> Sent:
    """Let the alert be approved, and `presses` a second be made by those who get it."""
    people = bot.ready.everybody
    bot.approve()
    first = await bot.server.seen(ALERT_KIND, 1)
    before, server_before = bot.usage(), bot.server.usage()
    if presses:
        bot.server.presses(presses, bot.ready.safe, first=FIRST_MEMBER, people=bot.ready.people)
    last = await bot.server.seen(ALERT_KIND, people, within=within)
    server_after = bot.server.usage()
    bot.server.calm()
    await bot.settled()
    after = bot.usage()
    await asyncio.sleep(LATE_SECONDS)
    sent = Sent(
        await bot.server.report(),
        people,
        first,
        last,
        after.since(before),
        server_after.since(server_before),
        after.memory,
        bot.ledger(),
    )
    sent.check()
    return sent
