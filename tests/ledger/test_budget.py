"""A sale costs a fixed number of statements, whatever its lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from aisle import ledger
from aisle.kit.db import Database
from tests.books import Shop
from tests.ledger.drafts import draft, item_ids, line

STATEMENTS_MAX = 14
NOT_COUNTED = ("BEGIN", "COMMIT", "SELECT set_config")


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect what is sent to the database, without what opens and closes the transaction."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(NOT_COUNTED):
            sent.append(statement)

    sa.event.listen(database.write_engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(database.write_engine, "before_cursor_execute", note)


@pytest.mark.parametrize("line_count", [1, 5, 200])
@pytest.mark.parametrize("numbered", [False, True], ids=["counted by the head", "numbered by its door"])
def test_a_sale_stays_within_its_budget(shop: Shop, line_count: int, numbered: bool) -> None:
    items = item_ids(shop)
    entry = draft(shop, "a", [line(number, items[number % 3], 1, 100, 20) for number in range(1, line_count + 1)])
    if numbered:
        entry = replace(entry, epoch=2, sequence=7)
    with shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, draft(shop, "before", [line(1, items[0], 1, 100)]), clock=shop.clock)
    with statements(shop.database) as sent, shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, entry, clock=shop.clock)
    assert 8 < len(sent) <= STATEMENTS_MAX, sent


def test_a_batch_costs_no_more_than_one(shop: Shop) -> None:
    items = item_ids(shop)
    drafts = [draft(shop, str(number), [line(1, items[0], 1, 100)]) for number in range(50)]
    with statements(shop.database) as sent, shop.database.write(shop.actor) as tx:
        ledger.post_sales(tx, drafts, clock=shop.clock)
    # A register's first sale also opens its heads in the book and in the journal.
    assert len(sent) <= STATEMENTS_MAX + 4, sent
