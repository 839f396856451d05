"""Figures of several runs: medians, ranges, tables for the terminal and for the documents."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.delivery.processes import CHECKOUT, cores

Run = Mapping[str, float]
"""What one run measured, by name; the name holds the unit."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a scenario found: runs of each who was measured; `goals` are what is asked of ours."""

    name: str
    title: str
    runs: dict[str, list[Run]]
    goals: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def middle(self, who: str, what: str) -> float:
        """Return the median of one figure."""
        return median(run[what] for run in self.runs[who])

    def ratio(self, who: str, other: str, what: str) -> float:
        """Return how many times `other`'s figure `who`'s is."""
        below = self.middle(other, what)
        return self.middle(who, what) / below if below else 0.0

    def table(self) -> str:
        """Return a table in Markdown: who was measured down, or the figures if it is only one."""
        if len(self.runs) == 1:
            return self._down()
        names = list(dict.fromkeys(name for runs in self.runs.values() for name in runs[0]))
        rows = [
            [who, *(_cell([run[name] for run in runs if name in run]) for name in names)]
            for who, runs in self.runs.items()
        ]
        return in_markdown(["", *names], rows)

    def _down(self) -> str:
        (runs,) = self.runs.values()
        rows = [
            [name, _cell([run[name] for run in runs]), self.goals.get(name, "")] for name in runs[0]
        ]
        return in_markdown(["", f"{len(runs)} runs" if len(runs) > 1 else "one run", "goal"], rows)

    def keep(self, folder: Path) -> None:
        """Write all of it, with where and when, as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        facts = {
            "scenario": self.name,
            "title": self.title,
            "runs": {who: [dict(run) for run in runs] for who, runs in self.runs.items()},
            "goals": self.goals,
            "notes": self.notes,
            "where": machine(),
        }
        path = folder / f"{self.name}.json"
        path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")


def machine() -> dict[str, Any]:
    """Return what is worth knowing of this machine and of what was measured."""
    return {
        "at": time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
        "commit": _git("log", "-1", "--format=%h"),
        "changed": bool(_git("status", "--porcelain", "bot", "handlers")),
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": len(os.sched_getaffinity(0)),
        "server core, other core": [sorted(core) for core in cores()],
        "load": os.getloadavg()[0],
    }


def _git(*words: str) -> str:
    """Return what git says; nothing where this is no checkout."""
    try:
        said = subprocess.run(
            ["git", *words], cwd=CHECKOUT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return said.stdout.strip()


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value below which `part` of them lie; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


def say(result: Result) -> None:
    """Print a result."""
    print(f"\n## {result.title}\n\n{result.table()}", flush=True)
    for note in result.notes:
        print(f"\n{note}", flush=True)


def progress(words: str) -> None:
    """Say how far it is, beside the results."""
    print(f"  {words}", file=sys.stderr, flush=True)


def _cell(values: list[float]) -> str:
    if not values:
        return ""
    if len(values) == 1 or min(values) == max(values):
        return figure(values[0])
    return f"{figure(median(values))} ({figure(min(values))} to {figure(max(values))})"


def figure(value: float) -> str:
    """Return a number with as many places as are worth something."""
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def in_markdown(head: list[str], rows: list[list[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
