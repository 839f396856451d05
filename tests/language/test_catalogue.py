"""Catalogues: what is read, what is refused, and what is said when words are missing."""

import logging
from pathlib import Path

import pytest

from bot.language.catalogue import CatalogueError, Catalogues, Phrase
from bot.language.guess import AVAILABLE
from tests.language.writing import load, write

LOCALES = Path(__file__).parents[2] / "locales"


def test_the_languages_are_those_that_have_a_folder(tmp_path: Path) -> None:
    catalogues = load(tmp_path, az={}, azb={})

    assert catalogues.languages == {"az", "azb"}


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        pytest.param("azb", Phrase("سلام", "azb"), id="own words first"),
        pytest.param("fa", Phrase("hello", "en"), id="no catalogue at all: English"),
        pytest.param("ru", Phrase("hello", "en"), id="another without a catalogue: English"),
    ],
)
def test_words_come_from_the_first_of_the_chain(tmp_path: Path, reader: str, said: Phrase) -> None:
    catalogues = load(tmp_path, en={"hi": "hello"}, azb={"hi": "سلام"}, az={"hi": "salam"})

    assert catalogues.find("hi", reader) == said


def test_what_is_missing_in_one_script_is_taken_from_the_other_to_be_converted(
    tmp_path: Path,
) -> None:
    write(tmp_path, "fa", {"hi": "درود", "bye": "خداحافظ"}, plural="nplurals=1; plural=0;")
    catalogues = load(tmp_path, azb={}, az={"hi": "salam"})

    assert catalogues.find("hi", "azb") == Phrase("salam", "az", to_convert=True)
    assert catalogues.find("bye", "azb") == Phrase("خداحافظ", "fa")


def test_a_missing_text_is_looked_for_in_the_order_a_reader_chose(tmp_path: Path) -> None:
    catalogues = load(tmp_path, de={}, en={"hi": "hello"}, az={"hi": "salam"})

    assert catalogues.find("hi", "de") == Phrase("hello", "en")
    assert catalogues.find("hi", "de", reads=("az", "en")) == Phrase("salam", "az")


def test_what_english_lacks_is_said_in_azerbaijani(tmp_path: Path) -> None:
    catalogues = load(tmp_path, en={}, az={"hi": "salam"})

    assert catalogues.find("hi", "de") == Phrase("salam", "az")


def test_a_missing_text_is_shown_by_its_key_and_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    catalogues = load(tmp_path, en={})

    with caplog.at_level(logging.WARNING):
        shown = [catalogues.find("event.lost", "en").words for _ in range(3)]

    assert shown == ["[event.lost]"] * 3
    assert [record.message for record in caplog.records] == ["text missing"]


def test_an_empty_translation_counts_as_missing(tmp_path: Path) -> None:
    catalogues = load(tmp_path, az={"hi": ""}, en={"hi": "hello"})

    assert catalogues.find("hi", "az") == Phrase("hello", "en")


@pytest.mark.parametrize(
    ("language", "rule", "forms", "expected"),
    [
        pytest.param(
            "en",
            "nplurals=2; plural=(n != 1);",
            ("one", "many"),
            {0: "many", 1: "one", 2: "many", -1: "one"},
            id="English",
        ),
        pytest.param(
            "azb",
            "nplurals=2; plural=(n != 1);",
            ("one", "many"),
            {1: "one", 5: "many"},
            id="South Azerbaijani, which Babel does not know",
        ),
        pytest.param("tr", "nplurals=1; plural=0;", ("all",), {1: "all", 7: "all"}, id="Turkish"),
        pytest.param(
            "ru",
            "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
            "(n%100<10 || n%100>=20) ? 1 : 2);",
            ("one", "few", "many"),
            {1: "one", 3: "few", 5: "many", 11: "many", 21: "one"},
            id="Russian",
        ),
    ],
)
def test_a_count_chooses_the_plural_form_of_its_language(
    tmp_path: Path, language: str, rule: str, forms: tuple[str, ...], expected: dict[int, str]
) -> None:
    write(tmp_path, language, {"people": forms}, plural=rule)
    catalogues = Catalogues.load(tmp_path)

    chosen = {n: catalogues.find("people", language, n=n).words for n in expected}

    assert chosen == expected


def test_a_text_without_plurals_may_still_have_a_count(tmp_path: Path) -> None:
    catalogues = load(tmp_path, en={"seats": "{n} places"})

    assert catalogues.find("seats", "en", n=3).words == "{n} places"


def test_a_catalogue_that_names_no_language_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "az", {"hi": "salam"})
    path.write_text(path.read_text("utf-8").replace('"Language: az\\n"\n', ""), "utf-8")

    with pytest.raises(CatalogueError, match='has no "Language: az" in its header'):
        Catalogues.load(tmp_path)


def test_a_catalogue_that_names_another_language_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "az", {"hi": "salam"})
    path.write_text(path.read_text("utf-8").replace("Language: az\\n", "Language: tr\\n"), "utf-8")

    with pytest.raises(CatalogueError, match='says "Language: tr", its folder az'):
        Catalogues.load(tmp_path)


def test_a_malformed_catalogue_is_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, "az", {"hi": "salam"})
    path.write_text(path.read_text("utf-8") + "\nnonsense here\n", "utf-8")

    with pytest.raises(CatalogueError, match=r"az/LC_MESSAGES/bot\.po: cannot be read"):
        Catalogues.load(tmp_path)


def test_a_folder_that_is_no_language_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "qqx", {"hi": "hello"})

    with pytest.raises(CatalogueError, match="qqx is no language that Babel knows"):
        Catalogues.load(tmp_path)


def test_a_folder_without_catalogues_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"no <language>/LC_MESSAGES/bot\.po found"):
        Catalogues.load(tmp_path)


def test_the_guess_knows_the_catalogues_of_this_repository() -> None:
    assert Catalogues.load(LOCALES).languages == set(AVAILABLE)
