"""The documents: what they link to is there, and what they name are settings of ours."""

import re
from pathlib import Path

from bot.settings import Settings
from tests.conftest import HOME

_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)|<img src=\"([^\"]+)\"")
_SETTING = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
_GIVEN = re.compile(r"^\s*(KORPU_[A-Z_]+)=", re.MULTILINE)

NOT_YET = {"INTAKE", "WEBHOOK_URL"}
"""Settings that only say that there is nothing to set."""


def documents() -> list[Path]:
    return [*HOME.glob("*.md"), *HOME.glob("docs/**/*.md"), *HOME.glob("locales/*.md")]


def linked() -> list[tuple[Path, Path]]:
    """Return each document with what it links to in this repository."""
    return [
        (page, page.parent / (match[1] or match[2]))
        for page in documents()
        for match in _LINK.finditer(page.read_text("utf-8"))
        if "://" not in match[0]
    ]


def test_every_link_leads_somewhere() -> None:
    lost = [f"{page.name}: {to.name}" for page, to in linked() if not to.exists()]

    assert lost == []


def test_every_picture_stands_in_a_document() -> None:
    shown = {to.resolve() for _, to in linked()}

    unseen = {path.name for path in (HOME / "docs" / "pictures").iterdir()} - {
        path.name for path in shown
    }

    assert unseen == set()


def test_the_settings_of_the_readme_are_those_there_are() -> None:
    named = _SETTING.findall((HOME / "README.md").read_text("utf-8"))

    assert sorted(named) == sorted({field.upper() for field in Settings.model_fields} - NOT_YET)


def test_what_the_operator_is_told_to_set_are_settings() -> None:
    given = {
        name.removeprefix("KORPU_").lower()
        for page in (HOME / "README.md", HOME / "docs" / "OPERATING.md")
        for name in _GIVEN.findall(page.read_text("utf-8"))
    }

    assert {"bot_token", "controller"} <= given
    assert given <= set(Settings.model_fields)
