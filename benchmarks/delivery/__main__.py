"""`python -m benchmarks.delivery [scenario …]`: measure, print tables, write JSON into build/."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace

from benchmarks.delivery import compared, document, scenarios
from benchmarks.delivery.figures import Result, say
from benchmarks.delivery.processes import Failed, cores
from benchmarks.delivery.scenarios import BUILD, FULL, SHORT, Size

SCENARIOS: dict[str, Callable[[Size], Awaitable[Result | None]]] = {
    "ceiling": scenarios.ceiling,
    "ordinary": scenarios.ordinary,
    "first": scenarios.first,
    "enqueue": scenarios.enqueue,
    "flat": scenarios.flat,
    "peers": compared.flat_out,
    "cpu": compared.paced,
    "limiters": compared.limiters,
    "overtake": scenarios.overtake,
}

OURS_ALONE = ("ceiling", "ordinary", "first", "flat")
"""What is measured when nothing is named: it needs nobody else's programs."""


async def main(names: list[str], size: Size) -> int:
    """Run the scenarios; return the exit status."""
    if cores()[0] == cores()[1]:
        print("There is one core only: server and bot share it, so all figures are lower.")
    status = 0
    for name in names:
        (BUILD / f"{name}.json").unlink(missing_ok=True)
        try:
            result = await SCENARIOS[name](size)
        except (Failed, TimeoutError) as failed:
            print(f"\n{name} failed: {failed}", file=sys.stderr, flush=True)
            status = 1
            continue
        if result is not None:
            say(result)
            result.keep(BUILD)
        if name == "overtake":
            compared.draw(BUILD)
    return status


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="scenario", help=", ".join(SCENARIOS))
    parser.add_argument("--all", action="store_true", help="every scenario, peers too")
    parser.add_argument("--short", action="store_true", help="fewer people, one run each")
    parser.add_argument(
        "--write",
        action="store_true",
        help="put what was measured last into docs/PERFORMANCE.md, afterwards",
    )
    parser.add_argument("--runs", type=int, help="how often each is measured")
    chosen = parser.parse_args()
    if not sys.platform.startswith("linux"):
        parser.error("it reads /proc and pins processes to cores: it needs Linux")
    unknown = set(chosen.names) - set(SCENARIOS)
    if unknown:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    named = list(SCENARIOS) if chosen.all else chosen.names or list(OURS_ALONE)
    wanted = SHORT if chosen.short else FULL
    status = 0
    if chosen.names or chosen.all or not chosen.write:
        status = asyncio.run(main(named, replace(wanted, runs=chosen.runs or wanted.runs)))
    if chosen.write:
        document.write(BUILD)
    sys.exit(status)
