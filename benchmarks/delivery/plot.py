"""The picture of an alert that overtakes a broadcast: `… plot SECONDS.json PICTURE.png`.

It runs in the environment of the peers, because the project itself needs no matplotlib.
"""

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

BROADCAST, ALERT, INK = "#4477aa", "#cc3311", "#333333"
LIMIT = 30


def draw(facts: dict[str, list[float]], approved: float, picture: Path) -> None:
    """Draw messages a second, second by second, as the server saw them arrive."""
    plt.rcParams.update({"font.size": 12, "axes.edgecolor": INK, "text.color": INK})
    figure, axes = plt.subplots(figsize=(9, 4.2), dpi=110)
    length = max(map(len, facts.values()))
    for name, colour in (("broadcast", BROADCAST), ("alert", ALERT)):
        counts = facts[name] + [0.0] * (length - len(facts[name]))
        axes.stairs(counts, range(length + 1), color=colour, linewidth=2)
        axes.stairs(counts, range(length + 1), color=colour, fill=True, alpha=0.15)
        middle = _middle(counts, name == "broadcast")
        axes.text(middle, 2.5, name, color=colour, ha="center", fontweight="bold")
    axes.axhline(LIMIT, color=INK, linewidth=0.8, linestyle=":")
    axes.text(length, LIMIT + 0.5, "Telegram's limit", ha="right", va="bottom", fontsize=10)
    axes.axvline(approved, color=INK, linewidth=1)
    axes.annotate(
        "the second person presses\n“Yes, send LIVE”",
        (approved, 35.5),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=10,
    )
    axes.set(xlim=(0, length), ylim=(0, 39), xlabel="seconds", ylabel="messages a second")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, metadata={"Software": None})


def _middle(counts: list[float], first_stretch: bool) -> float:
    """Return the middle of the first stretch in which much was sent, else of all of it."""
    busy = [second for second, count in enumerate(counts) if count > LIMIT / 2]
    if first_stretch:
        busy = [second for place, second in enumerate(busy) if second - busy[0] == place]
    return (busy[0] + busy[-1] + 1) / 2


if __name__ == "__main__":
    seconds = json.loads(Path(sys.argv[1]).read_text())
    draw(
        {name: seconds[name] for name in ("broadcast", "alert")},
        seconds["approved"],
        Path(sys.argv[2]),
    )
