"""The catalogues are whole, and the check that says so finds what is not."""

import shutil
from pathlib import Path

import pytest

from locales import check
from tests.rules.reading import HOME

LOCALES = HOME / "locales"
WRITTEN = check.languages(LOCALES)

HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals={forms}; plural={rule};\\n"

"""
RULES = {1: "0", 2: "(n != 1)", 3: "(n%10==1 ? 0 : n%10<5 ? 1 : 2)"}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Catalogues of two texts in en, az, azb and ru, and nobody's signature."""
    write(tmp_path, "en", GREETING, COUNT)
    write(tmp_path, "az", GREETING, COUNT)
    write(tmp_path, "azb", GREETING, COUNT)
    write(tmp_path, "ru", GREETING, COUNT + 'msgstr[2] "{n} c"\n')
    shutil.copy(LOCALES / "README.md", tmp_path)
    (tmp_path / check.SIGNED).write_text("\t".join(check.COLUMNS) + "\n")
    assert check.main(["--write"], tmp_path) == 0
    return tmp_path


GREETING = 'msgid "a.greeting"\nmsgstr "<b>Hello</b> {name}, /start"\n'
COUNT = 'msgid "a.count"\nmsgid_plural "a.count.plural"\nmsgstr[0] "{n} a"\nmsgstr[1] "{n} b"\n'


def write(home: Path, language: str, *entries: str) -> None:
    path = check.path_of(language, home)
    path.parent.mkdir(parents=True, exist_ok=True)
    forms = check.FORMS[language]
    head = HEAD.format(language=language, forms=forms, rule=RULES[forms])
    path.write_text(head + "\n".join(entries), "utf-8")


@pytest.mark.parametrize("language", WRITTEN)
def test_a_catalogue_says_everything_and_has_no_faults(language: str) -> None:
    assert check.faults(language, LOCALES) == []


def test_the_flags_and_the_table_of_coverage_are_true() -> None:
    assert list(check.out_of_date(LOCALES)) == []


@pytest.mark.parametrize(
    ("language", "entries", "fault"),
    [
        ("az", (COUNT,), "a.greeting: missing"),
        ("az", (GREETING, COUNT, 'msgid "a.more"\nmsgstr "x"\n'), "a.more: no such text in en"),
        ("az", ("#, fuzzy\n" + GREETING, COUNT), "a.greeting: is fuzzy"),
        ("az", (GREETING.replace("{name}", "{nmae}"), COUNT), "a.greeting: places differ"),
        ("az", (GREETING.replace("{name}", ""), COUNT), "a.greeting: places differ"),
        ("az", (GREETING.replace("/start", "/stat"), COUNT), "a.greeting: commands differ"),
        ("az", (GREETING.replace("<b>", ""), COUNT), "a.greeting: a tag is not closed"),
        ("az", (GREETING.replace("b>", "i>"), COUNT), "a.greeting: tags differ"),
        ("az", ('msgid "a.greeting"\nmsgstr " "\n', COUNT), "a.greeting: has no words"),
        ("ru", (GREETING, COUNT), "a.count: has no words"),
        ("azb", (GREETING.replace("Hello", "علي"), COUNT), "a.greeting: wrong letters U+064A"),
        ("azb", (GREETING.replace("Hello", "٣"), COUNT), "a.greeting: wrong letters U+0663"),
    ],
)
def test_a_fault_is_named_with_its_text(
    small: Path, language: str, entries: tuple[str, ...], fault: str
) -> None:
    write(small, language, *entries)

    assert [found for found in check.faults(language, small) if found.startswith(fault)]


def test_a_header_of_another_language_is_found(small: Path) -> None:
    path = check.path_of("az", small)
    path.write_text(path.read_text("utf-8").replace("Language: az", "Language: tr"), "utf-8")

    assert check.faults("az", small) == ['the header does not say "Language: az"']


def test_every_text_is_flagged_until_somebody_signs(small: Path) -> None:
    assert check.path_of("az", small).read_text("utf-8").count("#, unreviewed") == 2

    assert check.main(["--sign", "az", "Leyla M."], small) == 0

    assert check.unreviewed("az", small) == []
    assert "unreviewed" not in check.path_of("az", small).read_text("utf-8")
    assert check.unreviewed("azb", small) == ["a.count", "a.greeting"]
    assert "| az | 2 of 2 | 2 | 0 | Leyla M. |" in (small / "README.md").read_text("utf-8")


def test_one_can_sign_a_part(small: Path) -> None:
    check.sign("az", "Leyla M.", "a.gr", small)

    assert check.unreviewed("az", small) == ["a.count"]


def test_who_changes_a_text_makes_it_unreviewed_again(small: Path) -> None:
    check.sign("az", "Leyla M.", home=small)

    write(small, "az", GREETING.replace("Hello", "Salam"), COUNT)

    assert check.unreviewed("az", small) == ["a.greeting"]


def test_signing_twice_signs_once(small: Path) -> None:
    check.sign("az", "Leyla M.", home=small)

    assert check.sign("az", "Leyla M.", home=small) == 0


@pytest.mark.parametrize("name", ["", "  ", "a\tb", "a\nb"])
def test_a_signature_needs_a_name_on_one_line(small: Path, name: str) -> None:
    with pytest.raises(ValueError, match="a reviewer has a name"):
        check.sign("az", name, home=small)


def test_a_flag_of_somebody_else_stays(small: Path) -> None:
    write(small, "az", "#, python-format, unreviewed\n" + GREETING, COUNT)
    check.sign("az", "Leyla M.", home=small)

    assert "#, python-format\n" in check.flagged("az", small)
