"""Many rows in one step: the same rows, in the same order, whatever stands in them."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.storage.database import Database, Tx

VALUES = some.one_of(
    some.none(),
    some.integers(-(2**63), 2**63 - 1),
    some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)


def make(tx: Tx) -> None:
    tx.run("CREATE TABLE things (id INTEGER PRIMARY KEY, a, b)")


async def test_every_row_comes_back_in_order_with_its_values(db: Database) -> None:
    rows = [(1, None, "ə"), (2, 7, 'ک"\\'), (3, "a\nb", -(2**62))]
    await db.write(make)

    def fn(tx: Tx) -> tuple[list[Any], list[Any]]:
        for row in rows:
            tx.run(
                "INSERT INTO things VALUES (:id, :a, :b)",
                dict(zip(("id", "a", "b"), row, strict=True)),
            )
        sql = "SELECT * FROM things WHERE id > :least ORDER BY id DESC LIMIT 10"
        return tx.lot(sql, "id, a, b", {"least": 1}), tx.all(sql, {"least": 1})

    together, one_by_one = await db.write(fn)

    assert together == one_by_one
    assert [row["id"] for row in together] == [3, 2]


async def test_no_row_is_an_empty_list(db: Database) -> None:
    await db.write(make)

    assert await db.read(lambda tx: tx.lot("SELECT id, a FROM things", "id, a")) == []


@pytest.mark.parametrize("count", [0, 1, 3_000])
async def test_one_statement_changes_every_row_that_is_given_and_no_other(
    db: Database, count: int
) -> None:
    await db.write(make)

    def fn(tx: Tx) -> int:
        tx.many("INSERT INTO things (id) VALUES (:id)", ({"id": n} for n in range(5_000)))
        sql = "UPDATE things SET a = given.a, b = :b FROM given WHERE things.id = given.id"
        return tx.together(sql, "id, a", [(n, f"ə{n}") for n in range(count)], {"b": 5})

    changed = await db.write(fn)
    rows = await db.read(lambda tx: tx.all("SELECT id, a FROM things WHERE b = 5 ORDER BY id"))

    assert changed == count
    assert [(row["id"], row["a"]) for row in rows] == [(n, f"ə{n}") for n in range(count)]


async def test_values_survive_the_way_there_and_back(db: Database) -> None:
    await db.write(make)

    def fn(tx: Tx) -> None:
        every_value(tx)()

    await db.write(fn)


def every_value(tx: Tx) -> Callable[[], None]:
    @given(some.lists(some.tuples(VALUES, VALUES), max_size=20))
    def there_and_back(pairs: list[tuple[Any, Any]]) -> None:
        tx.run("DELETE FROM things")
        rows = [(number, a, b) for number, (a, b) in enumerate(pairs)]
        tx.together("INSERT INTO things SELECT id, a, b FROM given", "id, a, b", rows)
        back = tx.lot("SELECT id, a, b FROM things ORDER BY id", "id, a, b")
        assert [(row["id"], row["a"], row["b"]) for row in back] == rows

    return there_and_back
