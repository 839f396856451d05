"""The program's own files, read as text and as trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T", bound=ast.AST)

HOME = Path(__file__).parents[2]


@cache
def sources(*folders: str) -> tuple[tuple[str, ast.Module], ...]:
    """Return every Python file under `folders` with its tree, by its path from the top."""
    return tuple((str(path.relative_to(HOME)), _tree(path)) for path in files(*folders))


def files(*folders: str) -> list[Path]:
    """Return every Python file under `folders`."""
    return sorted(path for folder in folders for path in (HOME / folder).rglob("*.py"))


def program() -> tuple[tuple[str, ast.Module], ...]:
    """Return the files that people run: no tests, no benchmarks."""
    return sources("bot", "handlers")


def nodes(kind: type[T], tree: ast.AST) -> Iterator[T]:
    """Yield every node of a kind."""
    return (node for node in ast.walk(tree) if isinstance(node, kind))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))
