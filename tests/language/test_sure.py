"""What a machine may put into the other script where a wrong word could do harm, measured."""

import csv
from pathlib import Path

import pytest

from bot.language.script import Converter, Script
from bot.language.sure import are_sure, is_sure
from bot.language.written import surely_in

HERE = Path(__file__).parent
INTO = {"az": Script.ARABIC, "azb": Script.LATIN}


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Converter()


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def warnings() -> list[tuple[str, str]]:
    return [(it["language"], it["text"]) for it in rows("warnings.tsv")]


def pairs() -> list[tuple[str, str]]:
    """Return the sentences of our own pairs, in one script and in the other."""
    wanted = [it for it in rows("script/pairs.tsv") if it["kind"] in ("crisis", "sentence")]
    latin = [("az", it["latin"]) for it in wanted]
    return latin + [("azb", it["arabic"].split("|")[0]) for it in wanted]


def test_no_warning_in_another_language_is_put_into_the_other_script(converter: Converter) -> None:
    into = {"fa": (Script.LATIN,), "tr": (Script.ARABIC,), "en": (Script.ARABIC,)}

    put = [it for own, it in warnings() for to in into[own] if is_sure(it, to, converter)]

    assert len(warnings()) == 90
    assert put == []


@pytest.mark.parametrize("by", ["az", "azb"])
def test_no_warning_in_another_language_is_taken_for_azerbaijani(by: str) -> None:
    taken = [it for _, it in warnings() if surely_in([it], sentences=[it], by=by) in INTO]

    assert taken == []


def test_what_is_azerbaijani_is_put_into_the_other_script(converter: Converter) -> None:
    ours = pairs()

    put = [it for own, it in ours if is_sure(it, INTO[own], converter)]

    assert len(put) / len(ours) >= 0.95


@pytest.mark.parametrize(
    ("fields", "sure"),
    [
        (["تبریزده گۆجلو زلزله اوْلدو", "آچیق یئره چیخین", "تبریز"], True),
        (["تبریزده گۆجلو زلزله اوْلدو", "از آسانسور استفاده نکنید", "تبریز"], False),
        (["تبریزده گۆجلو زلزله اوْلدو", "به مناطق مرتفع بروید که امن است", "تبریز"], False),
        (["دور شوید"], False),
    ],
)
def test_one_strange_sentence_is_enough_to_put_none_of_them(
    converter: Converter, fields: list[str], *, sure: bool
) -> None:
    assert are_sure(fields, Script.LATIN, converter) == sure
