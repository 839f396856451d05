"""The tables of what people can say agree with each other, with help, and with Telegram."""

import ast
import re
from collections import Counter

import pytest

from bot.conversation.routes import Command, Field, Form, Press, Route, Start, Where, Who, Words
from bot.domain.messages import press
from bot.domain.people import LANGUAGES, Audience
from bot.language.catalogue import Catalogues
from bot.language.folding import fold
from handlers import ROUTES
from tests.rules.reading import nodes, sources
from tests.rules.test_texts import WRITTEN

COMMANDS = [route for route in ROUTES if isinstance(route, Command)]
FORMS = {route.name: route for route in ROUTES if isinstance(route, Form)}

ANSWERED_IN_GROUPS = {"events", "help", "rules", "connect"}
DESCRIPTION_MOST = 60
STATEMENTS_MOST = 15
CALLS_MOST = 3
"""Of services in one handler: one does it; before or after it other nouns may have to let go."""


def named(kind: type[Route], name: str) -> list[str]:
    return [getattr(route, name) for route in ROUTES if isinstance(route, kind)]


@pytest.mark.parametrize(
    ("kind", "name"), [(Command, "name"), (Press, "verb"), (Start, "prefix"), (Form, "name")]
)
def test_no_two_routes_bear_one_name(kind: type[Route], name: str) -> None:
    twice = [word for word, count in Counter(named(kind, name)).items() if count > 1]

    assert twice == []


def test_no_two_commands_are_meant_by_the_same_bare_words() -> None:
    meant: dict[str, set[str]] = {}
    for route in ROUTES:
        if isinstance(route, Words):
            for word in route.words:
                meant.setdefault(fold(word), set()).add(route.command)

    assert {word: whom for word, whom in meant.items() if len(whom) > 1} == {}
    assert {one for whom in meant.values() for one in whom} <= {c.name for c in COMMANDS}


@pytest.mark.parametrize("word", ["stop", "dayan", "دایان", "стоп"])
def test_the_four_words_that_stop_are_known(word: str) -> None:
    stopping = [route for route in ROUTES if isinstance(route, Words) and route.command == "stop"]

    assert word in stopping[0].words


def test_a_command_is_spelt_as_telegram_wants_it() -> None:
    assert [c.name for c in COMMANDS if not re.fullmatch(r"[a-z0-9_]{1,32}", c.name)] == []


def test_only_a_few_commands_answer_in_groups() -> None:
    answering = {command.name for command in COMMANDS if command.where is not Where.PRIVATE}

    assert answering <= ANSWERED_IN_GROUPS


@pytest.mark.parametrize("language", WRITTEN)
def test_a_description_fits_into_a_menu(language: str, catalogues: Catalogues) -> None:
    long = {
        command.name: words
        for command in COMMANDS
        if command.listed
        and len(words := catalogues.find(f"command.{command.name}", language).words)
        > DESCRIPTION_MOST
    }

    assert long == {}


def test_every_command_does_something() -> None:
    ours = {"cancel", "back", "skip"}

    idle = [c.name for c in COMMANDS if not (c.handler or c.form in FORMS or c.name in ours)]

    assert idle == []


def test_a_form_is_for_those_whose_command_it_is() -> None:
    differing = [c.name for c in COMMANDS if c.form and FORMS[c.form].who is not c.who]

    assert differing == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_asks_each_field_once_and_fits_its_buttons(form: Form) -> None:
    names = [field.name for field in form.fields]

    assert len(set(names)) == len(names) > 0
    assert form.reply_field in ("", *names)
    for place, field in enumerate(form.fields):
        assert field.unless is None or field.unless[0] in names[:place]
        for choice in _choices(field):
            assert press("f", form.name, field.name, choice)


def _choices(field: Field) -> tuple[str, ...]:
    return {"side": tuple(Audience), "country": ("AZ",)}.get(field.kind, field.choices)


@pytest.mark.parametrize("prefix", named(Start, "prefix"))
def test_a_link_is_split_where_its_prefix_ends(prefix: str) -> None:
    assert re.fullmatch(r"[a-zA-Z0-9-]+", prefix)


def test_languages_have_names_that_fit_a_button() -> None:
    assert all(len(press("set.lang", language).encode()) <= 64 for language in LANGUAGES)


def test_what_only_some_may_do_is_never_offered_to_all() -> None:
    open_to_all = {c.name for c in COMMANDS if c.who is Who.ANYONE}

    assert open_to_all.isdisjoint({"newevent", "alert", "approvals", "status", "roster", "connect"})
    assert {c.name for c in COMMANDS if c.who is Who.OWNER} >= {"role"}


def _handlers() -> list[tuple[str, ast.AsyncFunctionDef]]:
    return [
        (f"{path}:{function.name}", function)
        for path, tree in sources("handlers")
        for function in nodes(ast.AsyncFunctionDef, tree)
    ]


def test_a_handler_is_one_thought() -> None:
    long = {
        name: count
        for name, function in _handlers()
        if (count := sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 2)
        > STATEMENTS_MOST
    }

    assert long == {}


def test_a_handler_has_one_service_do_one_thing() -> None:
    busy = {
        name: calls
        for name, function in _handlers()
        if len(calls := [c for c in map(_service, nodes(ast.Call, function)) if c]) > CALLS_MOST
    }

    assert busy == {}


def _service(call: ast.Call) -> str:
    words = ast.unparse(call.func)
    return words if words.startswith("services.") else ""


def test_a_handler_catches_nothing_and_looks_at_no_clock() -> None:
    for name, function in _handlers():
        assert not list(nodes(ast.Try, function)), name
        assert "now" not in {ast.unparse(c.func).split(".")[-1] for c in nodes(ast.Call, function)}


def test_a_handler_says_in_its_docstring_what_triggers_it() -> None:
    silent = [
        name
        for name, function in _handlers()
        if not function.name.startswith("_") and not ast.get_docstring(function)
    ]

    assert silent == []
