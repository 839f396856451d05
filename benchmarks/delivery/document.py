"""The measured figures put into docs/PERFORMANCE.md, from what the runs left in build/."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.delivery.compared import AIOGRAM, BARE, GRAMMY, STOCK
from benchmarks.delivery.figures import Result, figure, in_markdown
from benchmarks.delivery.processes import CHECKOUT, Failed
from benchmarks.delivery.scenarios import OURS

PAGE = CHECKOUT / "docs" / "PERFORMANCE.md"
PICTURE = CHECKOUT / "docs" / "pictures" / "delivery-overtake.png"

BEGIN = "<!-- delivery: written by `python -m benchmarks.delivery --write` -->"
END = "<!-- delivery: end -->"

Found = Mapping[str, Result]


def write(folder: Path) -> None:
    """Write the table and the comparisons of all runs in `folder` into the page.

    Raises:
        Failed: a scenario has not been run, or the page has no place for it.
    """
    found = {path.stem: _read(path) for path in sorted(folder.glob("*.json")) if _is_result(path)}
    missing = [name for name in ("ceiling", "ordinary", "first", "flat") if name not in found]
    if missing:
        raise Failed(f"not run yet: {', '.join(missing)}")
    page = PAGE.read_text("utf-8")
    if BEGIN not in page or END not in page:
        raise Failed(f"{PAGE.name} has no place for it")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    parts = "\n\n".join([_summary(found), *_details(found), _where(folder)])
    PAGE.write_text(f"{before}{BEGIN}\n{parts}\n{END}{after}", "utf-8")
    drawn = folder / "overtake.png"
    if drawn.exists():
        shutil.copy(drawn, PICTURE)


def _summary(found: Found) -> str:
    rows = [
        [what, goal, f"{reached(found)}{_size(found[name])}", peers(found)]
        for name, what, goal, reached, peers in _ROWS
        if name in found
    ]
    return in_markdown(["what", "goal", "reached", "others, same work"], rows)


def _size(result: Result) -> str:
    """Return how many people it was measured with, which the short form takes fewer of."""
    people = re.search(r"[0-9,]+ people", result.title)
    return f" ({people[0]})" if people else ""


def _details(found: Found) -> list[str]:
    return [
        f"`{name}`: {found[name].title}.\n\n{found[name].table()}"
        for name in (
            "ceiling",
            "ordinary",
            "first",
            "enqueue",
            "flat",
            "peers",
            "cpu",
            "limiters",
            "overtake",
        )
        if name in found
    ]


def _where(folder: Path) -> str:
    places = {
        path.stem: json.loads(path.read_text("utf-8"))["where"]
        for path in sorted(folder.glob("*.json"))
        if _is_result(path)
    }
    runs = "; ".join(
        f"{name} {where['at'][:16]} {_state(where)}, load {where['load']:.1f}"
        for name, where in places.items()
    )
    return f"Runs (UTC, commit, load of the machine when each had ended): {runs}."


def _state(where: Mapping[str, Any]) -> str:
    """Return what was measured: a commit, or what has grown from it."""
    commit = where["commit"]
    if not commit:
        return "a working copy"
    return f"{commit} and changes" if where["changed"] else str(commit)


def _read(path: Path) -> Result:
    facts = json.loads(path.read_text("utf-8"))
    return Result(facts["scenario"], facts["title"], facts["runs"], facts["goals"])


def _is_result(path: Path) -> bool:
    facts: Any = json.loads(path.read_text("utf-8"))
    return "runs" in facts


def _of(name: str, *whats: tuple[str, str], who: str = OURS) -> Callable[[Found], str]:
    def said(found: Found) -> str:
        result = found[name]
        if who not in result.runs:
            return ""
        return ", ".join(form.format(figure(result.middle(who, what))) for what, form in whats)

    return said


def _nobody(found: Found) -> str:
    del found
    return ""


def _limiters(found: Found) -> str:
    if "limiters" not in found:
        return ""
    result = found["limiters"]
    what = "most in any second"
    return "; ".join(
        f"{who}: {figure(result.middle(who, what))} in the worst second"
        for who in result.runs
        if who.endswith(" 30 a second")
    )


def _flat(found: Found) -> str:
    result = found["flat"]
    rate = "alerts a second"
    return "; ".join(f"{figure(result.middle(who, rate))}/s ({who})" for who in result.runs)


def _times(name: str, what: str, whose: str) -> Callable[[Found], str]:
    def said(found: Found) -> str:
        result = found[name]
        return ", ".join(
            f"{result.ratio(whose, other, what):.2f} times {other}"
            for other in (GRAMMY, AIOGRAM, STOCK)
            if other in result.runs
        )

    return said


def _each(name: str, what: str, unit: str) -> Callable[[Found], str]:
    def said(found: Found) -> str:
        result = found[name]
        return ", ".join(
            f"{who} {figure(result.middle(who, what))}{unit}"
            for who in (OURS, BARE, GRAMMY, AIOGRAM, STOCK)
            if who in result.runs
        )

    return said


_ROWS: tuple[tuple[str, str, str, Callable[[Found], str], Callable[[Found], str]], ...] = (
    (
        "ceiling",
        "an alert at 1,000/s, TLS, answers after 80 ms, a durable row each, 50 presses a second",
        "at least 990/s, most in any second 1,010, at most 40 % of one core, at most 110 MB",
        _of(
            "ceiling",
            ("alerts a second", "{}/s"),
            ("most in any second", "most {}"),
            ("of one core, %", "{} %"),
            ("memory at most, MB", "{} MB"),
        ),
        _nobody,
    ),
    (
        "ceiling",
        "a press during that, from its hand-out to its answer",
        "p50 under 5 ms, p99 under 10 ms",
        _of("ceiling", ("press p50, ms", "p50 {} ms"), ("press p99, ms", "p99 {} ms")),
        _nobody,
    ),
    (
        "ordinary",
        "an alert at 30/s, 20 presses a second, 429 beyond 30 in any second",
        "at least 29.7/s together, most 30, no 429",
        _of(
            "ordinary",
            ("with answers beside, a second", "{}/s"),
            ("most in any second", "most {}"),
            ("refused with 429", "{} refused"),
        ),
        _limiters,
    ),
    (
        "first",
        "the first message of an alert after the approving press, during a broadcast",
        "under 1 s",
        _of(
            "first",
            ("from the press to the first message, s", "{} s"),
            ("their longest, ms", "longest wait of another press {} ms"),
        ),
        _nobody,
    ),
    (
        "enqueue",
        "queueing everybody with presses running",
        "under 0.3 s, no press waits over 10 ms",
        _of(
            "enqueue",
            ("all", "{} ms"),
            ("press", "longest wait of a press {} ms in the median run"),
            ("worst", "{} ms in the worst"),
            who="an alert to everybody",
        ),
        _nobody,
    ),
    ("flat", "pacing off, durable rows, one core", "at least 4,000/s", _flat, _nobody),
    (
        "peers",
        "flat out through our outbox, others without any record",
        "1 times grammY, 1.3 times aiogram, 3.5 times the library",
        _times("peers", "messages a second", OURS),
        _each("peers", "messages a second", "/s"),
    ),
    (
        "peers",
        "a bare loop over our sender",
        "",
        _times("peers", "messages a second", BARE),
        _nobody,
    ),
    (
        "cpu",
        "CPU a message at 1,000/s",
        "at most 0.7 times grammY, 0.5 times aiogram",
        _times("cpu", "CPU a message, ms", OURS),
        _each("cpu", "CPU a message, ms", " ms"),
    ),
)
