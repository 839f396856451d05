"""How the program is written: where things may stand, and how long they may be."""

import ast
import re
import statistics
from collections.abc import Iterator

from tests.rules.reading import files, nodes, program, sources

LINES_MOST = 400
LINES_MEDIAN = 150
FUNCTION_MOST = 50
NINE_OF_TEN = 30

NO_NAMES = {"utils", "util", "helpers", "common", "misc", "base", "manager", "data"}

_SQL = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|PRAGMA|WITH)\s")

MAY_CATCH_ALL = {
    "bot/conversation/router.py",
    "bot/delivery/carrying.py",
    "bot/delivery/line.py",
    "bot/delivery/queueing.py",
    "bot/delivery/worker.py",
    "bot/scheduler.py",
    "bot/telegram/bridging/carrier.py",
    "bot/telegram/bridging/remover.py",
    "bot/telegram/bridging/unnaming.py",
    "bot/telegram/intake.py",
}
"""Where a bug in one thing may not stop all others: it is logged with its trace there."""

WRAPS_STATEMENTS = {"bot/storage/migrations.py", "bot/storage/transactions.py"}
"""Where a statement of ours is put into another one; people's words are values there too."""

SECRETS = {"name", "words", "title", "address", "text", "token", "person", "chat", "user", "phone"}
"""Facts that no log line may hold; numbers of ours have names like `update` and `event_id`."""

SPEAKING = ("bot/language/", "bot/playground/", "bot/settings.py", "bot/app/", "bot/cli.py")
"""Where words of a language may stand in Python: the languages themselves, and the operator's."""


def _constants(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the strings that are no docstrings."""
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes(ast.Constant, tree):
        if isinstance(node.value, str) and id(node) not in told:
            yield node


def test_sql_stands_in_the_storage_only() -> None:
    elsewhere = [
        f"{path}:{node.lineno}"
        for path, tree in program()
        if not path.startswith("bot/storage/")
        for node in _constants(tree)
        if _SQL.match(str(node.value))
    ]

    assert elsewhere == []


def test_no_statement_is_built_from_words() -> None:
    built = [
        f"{path}:{node.lineno}"
        for path, tree in sources("bot/storage")
        for node in nodes(ast.JoinedStr, tree)
        if node.values and _SQL.match(ast.unparse(node).strip("f'\""))
    ]

    assert [place for place in built if place.partition(":")[0] not in WRAPS_STATEMENTS] == []


def test_the_environment_is_read_in_the_settings_only() -> None:
    reading = {
        path
        for path, tree in program()
        for node in nodes(ast.Attribute, tree)
        if ast.unparse(node) in ("os.environ", "os.getenv")
    }

    assert reading <= {"bot/settings.py"}


def test_the_library_is_imported_at_the_edge_only() -> None:
    importing = {path for path, tree in program() if "telegram" in _imported(tree)}

    assert {path for path in importing if not path.startswith("bot/telegram/")} == set()


def _imported(tree: ast.AST) -> set[str]:
    names = {alias.name for node in nodes(ast.Import, tree) for alias in node.names}
    names |= {node.module or "" for node in nodes(ast.ImportFrom, tree) if not node.level}
    return {name.split(".")[0] for name in names}


def test_files_are_chapters() -> None:
    chapters = files("bot", "handlers", "tests", "benchmarks")
    lengths = {str(path): len(path.read_text("utf-8").splitlines()) for path in chapters}

    assert {path: lines for path, lines in lengths.items() if lines > LINES_MOST} == {}
    assert statistics.median(lengths.values()) < LINES_MEDIAN


def test_functions_are_paragraphs() -> None:
    lengths = {
        f"{path}:{function.name}": _length(function)
        for path, tree in program()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_MOST} == {}
    assert statistics.quantiles(lengths.values(), n=10)[-1] < NINE_OF_TEN


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    told = ast.get_docstring(function) is not None
    body = function.body[1:] if told and len(function.body) > 1 else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1


def test_every_file_says_what_one_finds_there() -> None:
    silent = [path for path, tree in program() if not ast.get_docstring(tree)]

    assert silent == []


def test_no_module_is_named_after_nothing() -> None:
    parts = {part.removesuffix(".py") for path, _ in program() for part in path.split("/")}

    assert parts & NO_NAMES == set()


def test_nothing_is_global() -> None:
    assert [path for path, tree in program() if list(nodes(ast.Global, tree))] == []


def test_everything_is_caught_in_few_places() -> None:
    catching = {
        path
        for path, tree in program()
        if not path.startswith("bot/playground/")
        for node in nodes(ast.ExceptHandler, tree)
        if node.type is None or ast.unparse(node.type) == "Exception"
    }

    assert catching <= MAY_CATCH_ALL


def test_a_log_line_is_a_sentence_that_holds_nothing_of_anybody() -> None:
    for path, tree in program():
        for call in nodes(ast.Call, tree):
            if not ast.unparse(call.func).startswith("logger."):
                continue
            assert not isinstance(call.args[0], ast.JoinedStr), f"{path}:{call.lineno}"
            assert len(call.args) == 1, f"{path}:{call.lineno}"
            assert not _facts(call) & SECRETS, f"{path}:{call.lineno}"


def _facts(call: ast.Call) -> set[str]:
    return {
        str(key.value)
        for node in nodes(ast.Dict, call)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }


def test_what_people_read_stands_in_the_catalogues() -> None:
    foreign = [
        f"{path}:{node.lineno} {node.value!r}"
        for path, tree in program()
        if not path.startswith(SPEAKING)
        for node in _constants(tree)
        if any(letter.isalpha() and not letter.isascii() for letter in str(node.value))
        and id(node) not in _typed(tree)
    ]

    assert foreign == []


def _typed(tree: ast.AST) -> set[int]:
    """Return the strings that people may type: what stands in `Words(…)`."""
    return {
        id(node)
        for call in nodes(ast.Call, tree)
        if ast.unparse(call.func) == "Words"
        for node in nodes(ast.Constant, call)
    }


def test_answers_buttons_and_messages_are_made_of_keys() -> None:
    spoken = [
        f"{path}:{call.lineno}"
        for path, tree in program()
        if not path.startswith(SPEAKING)
        for call in nodes(ast.Call, tree)
        if ast.unparse(call.func) in ("Answer", "Message", "Button", "Refusal")
        and call.args
        and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]

    assert spoken == []
