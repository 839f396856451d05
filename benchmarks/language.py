"""How well and how fast the converter writes: `python -m benchmarks.language [pairs.tsv …]`.

Without files it takes the pairs of this project. Any other file of pairs will do, see
`benchmarks.pairs`. The tables it prints are those of docs/LANGUAGE.md.
"""

import argparse
import gc
import json
import random
import re
import statistics
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from time import perf_counter

from benchmarks.pairs import OWN, PairsError, Scores, groups_of, latin, scored

RUNNING = OWN.with_name("running.txt")
"""Prose of this project, for the way there and back."""

MESSAGE = 1000
"""Letters in a message whose conversion is timed."""

DISTINCT = 32_000
"""Different words in the generated text; more than thirty thousand, so that a cache is no help."""

_WORD = re.compile(r"\w+")
_ENDINGS = (
    "", "lAr", "dA", "dAn", "lArdA", "lArdAn", "lArI", "lArIn", "lArImIz", "lArInIz", "lIq",
    "sIz", "çI", "çIlAr", "lI", "lIlAr", "lIqdAn", "sIzlIq", "dIr", "lArdIr", "mIş", "mAdI",
)  # fmt: skip
_BACK, _ROUND = "aıou", "ouöü"


def inflected(stem: str, ending: str) -> str:
    """Return a stem with an ending whose A and I follow the vowel before them."""
    word = stem
    for letter in ending:
        vowel = next((x for x in reversed(word) if x in "aeəıioöuü"), "ə")
        wide, narrow = ("a", "ıu") if vowel in _BACK else ("ə", "iü")
        word += {"A": wide, "I": narrow[vowel in _ROUND]}.get(letter, letter)
    return word


def forms() -> list[str]:
    """Return DISTINCT Latin words, nine tenths of them inflected stems, the rest made up."""
    from bot.language.script.dictionary import folder, rows_of

    chance = random.Random(21)
    stems = sorted(
        {row[0] for file in folder().glob("*.tsv") for row in rows_of(file) if row[0].islower()}
    )
    found: set[str] = set()
    while len(found) < DISTINCT * 9 // 10:
        found.add(inflected(chance.choice(stems), chance.choice(_ENDINGS)))
    while len(found) < DISTINCT:
        syllables = chance.choices([c + v + e for c in "bdgkmsty" for v in "aəiu" for e in "lnrş"])
        made = "".join(syllables + chance.choices(["ba", "dən", "kil", "mur", "söy", "tap"], k=2))
        found.add(inflected(made, chance.choice(_ENDINGS)))
    mixed = sorted(found)
    chance.shuffle(mixed)
    return mixed


def sentences(words: list[str]) -> str:
    """Return the words in sentences of ten."""
    tens = (words[at : at + 10] for at in range(0, len(words), 10))
    return " ".join(" ".join(ten).capitalize() + "." for ten in tens)


def lively(words: list[str], *, size: int) -> str:
    """Return a text of about `size` letters in which few words are common and most are rare."""
    chance = random.Random(3)
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    return sentences(chance.choices(words, weights, k=size // 9))


def round_trip(text: str) -> float:
    """Return the share of words that come back whole from plain Arabic script."""
    from bot.language.script import to_arabic, to_latin

    there = _WORD.findall(latin(text))
    back = _WORD.findall(latin(to_latin(to_arabic(text, plain=True))))
    same = SequenceMatcher(None, there, back, autojunk=False).get_matching_blocks()
    return sum(block.size for block in same) / len(there)


def cold_converter() -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Return conversions south and north that remember no word; the dictionary is loaded."""
    from bot.language.script import Converter, Script

    for name, module in list(sys.modules.items()):
        if name.startswith("bot.language.script"):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear") and kept.cache_parameters()["maxsize"] is not None:
                    kept.cache_clear()
    converter = Converter()
    return (
        lambda text: converter.convert(text, Script.ARABIC).text,
        lambda text: converter.convert(text, Script.LATIN).text,
    )


def seconds(convert: Callable[[str], str], text: str) -> float:
    """Return how long one conversion takes."""
    gc.collect()
    began = perf_counter()
    convert(text)
    return perf_counter() - began


def megabytes_a_second(text: str, *, south: bool, warm: bool, turns: int = 3) -> float:
    """Return the median speed in MB of UTF-8 a second, with a cold or a warm cache of words."""
    rates = []
    for _ in range(turns):
        convert = cold_converter()[0 if south else 1]
        if warm:
            convert(text)
        rates.append(len(text.encode()) / 1e6 / seconds(convert, text))
    return statistics.median(rates)


def messages(text: str) -> Iterator[str]:
    """Return the text in messages of MESSAGE letters."""
    for at in range(0, len(text) - MESSAGE + 1, MESSAGE):
        yield text[at : at + MESSAGE]


def message_times(text: str, *, south: bool, turns: int) -> list[float]:
    """Return how many milliseconds each message took, each with a cold cache, shortest first."""
    times = []
    for _ in range(turns):
        for message in messages(text):
            convert = cold_converter()[0 if south else 1]
            began = perf_counter()
            convert(message)
            times.append((perf_counter() - began) * 1000)
    return sorted(times)


def resident() -> float:
    """Return the resident memory of this process in MB (proc(5), VmRSS)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def load(*, traced: bool) -> dict[str, float]:
    """Import the converter and convert a word each way; return what that cost."""
    gc.collect()
    before = resident()
    if traced:
        tracemalloc.start()
    began = perf_counter()
    from bot.language.script import to_arabic, to_latin

    to_latin(to_arabic("salam"))
    took = perf_counter() - began
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] / 1e6 if traced else 0.0
    return {"ms": took * 1000, "resident": resident() - before, "traced": held}


def loaded(*, traced: bool) -> dict[str, float]:
    """Return what loading costs in a process of its own; the median of five."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.language",
        "--load",
        "traced" if traced else "free",
    ]
    runs = [json.loads(subprocess.check_output(command)) for _ in range(5)]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def print_scores(files: list[Path]) -> None:
    """Print the table of scores."""
    from bot.language.script import to_arabic, to_latin

    read = [(file, groups_of(file)) for file in files]
    print("| pairs | Latin → Arabic strict | light | even · odd half "
          "| Arabic → Latin | even · odd half |")  # fmt: skip
    print("|---|---|---|---|---|---|")
    for file, groups in read:
        for name, group in groups.items():
            print(score_line(name, scored([group], to_arabic, to_latin)))
        if len(groups) > 1:
            print(score_line(f"{file.stem}, all", scored(groups.values(), to_arabic, to_latin)))


def score_line(name: str, scores: Scores) -> str:
    """Return one row of the table of scores."""
    south, back = scores.light, scores.back
    return (
        f"| {name}: {south.asked['all']:,} in {back.asked['all']:,} spellings "
        f"| {scores.strict.share():.1%} | {south.share():.1%} "
        f"| {south.share('even'):.1%} · {south.share('odd'):.1%} "
        f"| {back.share():.1%} | {back.share('even'):.1%} · {back.share('odd'):.1%} |"
    )


def print_speed() -> None:
    """Print what loading, converting and remembering cost."""
    free, traced = loaded(traced=False), loaded(traced=True)
    prose = RUNNING.read_text("utf-8")
    words = forms()
    print("\n| what | south | north |\n|---|---|---|")
    print(f"| {len(_WORD.findall(prose)):,} words of prose, there (plain) and back "
          f"| {round_trip(prose):.1%} | |")  # fmt: skip
    rare, common = sentences(words), lively(words, size=1_000_000)
    to_arabic = cold_converter()[0]
    for name, text, warm in (
        (f"{DISTINCT:,} words, all different, cold", rare, False),
        ("1 MB, common and rare words, cold", common, False),
        ("the same again, warm", common, True),
    ):
        south = megabytes_a_second(text, south=True, warm=warm)
        north = megabytes_a_second(to_arabic(text), south=False, warm=warm)
        print(f"| {name}, MB/s | {south:.2f} | {north:.2f} |")
    south_times = message_times(prose, south=True, turns=20)
    north_times = message_times(to_arabic(prose), south=False, turns=20)
    for name, part in (("median", 0.5), ("p99", 0.99)):
        south, north = (x[int(len(x) * part)] for x in (south_times, north_times))
        print(f"| a message of {MESSAGE:,} letters, cold, {name}, ms | {south:.2f} | {north:.2f} |")
    print(f"| loading, ms | {free['ms']:.0f} | |")
    print(f"| dictionary and code in memory, MB: objects · resident "
          f"| {traced['traced']:.1f} · {free['resident']:.1f} | |")  # fmt: skip


def main() -> None:
    """Print both tables, or with files the scores alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="*", type=Path, help="tab-separated, with a header")
    parser.add_argument("--load", choices=("free", "traced"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.load:
        print(json.dumps(load(traced=chosen.load == "traced")))
        return
    try:
        print_scores(chosen.pairs or [OWN])
    except (PairsError, OSError, UnicodeDecodeError) as problem:
        parser.error(str(problem))
    if not chosen.pairs:
        print_speed()


if __name__ == "__main__":
    main()
