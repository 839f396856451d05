"""Every text that is asked for exists, in every language, with the same places to fill."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog

from bot.conversation.routes import Command, Field, Form
from bot.domain.crises.alerts import AlertState, CheckIn
from bot.domain.crises.cases import CaseState, Kind
from bot.domain.delivery import Reason, State
from bot.domain.people import LANGUAGES, Audience, Side
from bot.domain.volunteers import HOURS, SKILLS, Standing
from handlers import ROUTES
from handlers.people import CALENDARS
from tests.rules.reading import HOME, nodes, program

WRITTEN = sorted(path.parts[-3] for path in (HOME / "locales").glob("*/LC_MESSAGES/bot.po"))

COMMANDS = [route for route in ROUTES if isinstance(route, Command)]
FORMS = [route for route in ROUTES if isinstance(route, Form)]

_PLACE = re.compile(r"\{(\w+)\}")
_KEY = re.compile(r"[a-z_]+(\.[A-Za-z_0-9]+)+")
_COUNTRY = re.compile(r"country\.[A-Z]{2}")
_UNSENT = {AlertState.DRAFT, AlertState.SUBMITTED, AlertState.REJECTED, AlertState.APPROVED}
_OURS = {"bot/playground", "bot/app", "bot/storage"}
"""Folders in which strings with dots are no keys."""


@cache
def catalogue(language: str) -> Catalog:
    with (HOME / f"locales/{language}/LC_MESSAGES/bot.po").open("rb") as file:
        return pofile.read_po(file)


@cache
def said(language: str) -> dict[str, tuple[str, ...]]:
    """Return each key's words, several where there are plural forms."""
    return {
        _first(message.id): (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ())
        for message in catalogue(language)
        if message.id
    }


def _first(key: object) -> str:
    return str(key[0]) if isinstance(key, tuple | list) else str(key)


@cache
def literal() -> dict[str, set[str]]:
    """Return the keys written out in the program with the files where they stand."""
    found: dict[str, set[str]] = {}
    for path, tree in program():
        if any(path.startswith(folder) for folder in _OURS):
            continue
        for node in nodes(ast.Constant, tree):
            if isinstance(node.value, str) and node.value in said("en"):
                found.setdefault(node.value, set()).add(path)
    return found


@cache
def asked_for() -> tuple[tuple[str, str, frozenset[str] | None], ...]:
    """Return each `text("key", name=…)`: where, the key, the names given, None if not known."""
    found = []
    for path, tree in program():
        for call in nodes(ast.Call, tree):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name not in ("text", "Text") or not call.args:
                continue
            for key in _constants(call.args[0]):
                names = frozenset(word.arg for word in call.keywords if word.arg)
                whole = name == "text" and all(word.arg for word in call.keywords)
                found.append((f"{path}:{call.lineno}", key, names if whole else None))
    return tuple(found)


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


@cache
def patterns() -> dict[str, str]:
    """Return what keys are put together from, as patterns, with a place where each stands."""
    found = {}
    for path, tree in program():
        if any(path.startswith(folder) for folder in _OURS):
            continue
        for node in nodes(ast.JoinedStr, tree):
            pattern = "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
                for part in node.values
            )
            if re.match(r"[a-z_]+\\\.", pattern):
                found[pattern] = f"{path}:{node.lineno}"
    return found


def generated() -> list[str]:
    """Return the keys that follow from the tables and from the words of the domain."""
    broadcasts = ("event", "reminder", "alert", "correction", "retraction", "all_clear", "notice")
    letters = ("broadcast", "rewording", "recall")
    return [
        *(f"command.{command.name}" for command in COMMANDS if command.listed),
        *(key for form in FORMS for field in form.fields for key in _of_field(form, field)),
        *(f"{command.form}.usage" for command in COMMANDS if command.form),
        *(f"broadcast.{kind}" for kind in (*broadcasts, *letters, "reask")),
        *(f"state.{state}" for state in State),
        *(f"reason.{reason}" for reason in Reason),
        *(f"case.kind.{kind}" for kind in Kind),
        *(f"case.card.{state}" for state in CaseState),
        *(f"case.mine.{state}" for state in CaseState),
        *(f"case.gone.{state}" for state in CaseState if state is not CaseState.OPEN),
        *(f"language.{language}" for language in LANGUAGES),
        *(f"side.{side}" for side in (*Side, *Audience)),
        *(f"standing.{standing}" for standing in Standing),
        *(f"volunteer.news.{one}" for one in (Standing.CONFIRMED, Standing.DECLINED)),
        *(f"volunteer.thanks.{one}" for one in (Standing.OFFERED, Standing.CONFIRMED)),
        *(f"volunteer.choice.skills.{skill}" for skill in SKILLS),
        *(f"volunteer.choice.hours.{hours}" for hours in HOURS),
        *(f"settings.calendar.{name}" for name in CALENDARS),
        *(
            f"settings.change.{what}"
            for what in ("language", "side", "country", "calendar", "name")
        ),
        *(f"checkin.toast.{said}" for said in CheckIn),
        *(f"alert.state.{state}" for state in AlertState if state not in _UNSENT),
        *(f"error.only_for.{who}" for who in ("volunteer", "coordinator", "approver", "owner")),
    ]


def _of_field(form: Form, field: Field) -> Iterator[str]:
    yield f"{form.name}.ask.{field.name}"
    yield f"{form.name}.example.{field.name}"
    yield from (f"{form.name}.choice.{field.name}.{choice}" for choice in field.choices)


def test_every_text_written_out_exists() -> None:
    missing = {
        where: key
        for where, key, _ in asked_for()
        if key not in said("en") and not _COUNTRY.fullmatch(key)
    }

    assert missing == {}


@pytest.mark.parametrize("language", WRITTEN)
def test_every_text_that_follows_from_a_table_exists(language: str) -> None:
    missing = sorted(set(generated()) - said(language).keys())

    assert missing == []


def test_every_pattern_of_texts_finds_some() -> None:
    lonely = {
        pattern: where
        for pattern, where in patterns().items()
        if _looks_like_a_key(pattern) and not any(re.fullmatch(pattern, key) for key in said("en"))
    }

    assert lonely == {}


def _looks_like_a_key(pattern: str) -> bool:
    sample = pattern.replace(r"[\w.]+", "x").replace("\\", "")
    return bool(_KEY.fullmatch(sample)) and not sample.startswith(("country.", "ck.", "al."))


def test_no_text_lies_unused() -> None:
    wanted = [re.compile(pattern) for pattern in patterns()]
    used = literal().keys() | set(generated())

    unused = [
        key
        for key in sorted(said("en"))
        if key not in used and not any(pattern.fullmatch(key) for pattern in wanted)
    ]

    assert unused == []


def test_every_text_gets_the_values_it_has_places_for() -> None:
    short = {
        f"{where} {key}": sorted(_places(said("en")[key]) - given)
        for where, key, given in asked_for()
        if given is not None and key in said("en") and _places(said("en")[key]) - given
    }

    assert short == {}


def _places(forms: tuple[str, ...]) -> set[str]:
    return {name for words in forms for name in _PLACE.findall(words)}
