"""Counting while others sell: what was found at a moment against what the book says of that moment."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa

from aisle import ledger, stock
from aisle.app.tables import METADATA
from aisle.kit.clock import to_utc_text
from aisle.kit.ids import new_id
from aisle.stock.problems import CountIdReused
from tests.books import Shop, open_shop
from tests.ledger.drafts import draft, item_ids, line


def moment(shop: Shop, *, minutes_ago: int = 0) -> str:
    """A moment as UTC text."""
    return to_utc_text(shop.clock.now() - timedelta(minutes=minutes_ago))


def count(shop: Shop, lines: Sequence[stock.CountLine], *, minutes_ago: int = 0, count_id: str = "") -> list[int]:
    """Post a count in a transaction of its own and return its variances."""
    with shop.database.write(shop.actor) as tx:
        return list(
            stock.post_count(
                tx, count_id=count_id or new_id(), store_id=shop.store_id, lines=lines,
                counted_at=moment(shop, minutes_ago=minutes_ago), reason="weekly", clock=shop.clock,
            )
        )  # fmt: skip


def sell(shop: Shop, item_id: str, quantity: int, *, minutes_ago: int = 0) -> None:
    """Sell some of an item."""
    sale = draft(shop, new_id(), [line(1, item_id, quantity, 100)], occurred_at=moment(shop, minutes_ago=minutes_ago))
    with shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, sale, clock=shop.clock)


def levels(shop: Shop) -> dict[str, stock.StockLevel]:
    """What is on hand."""
    with shop.database.read(shop.actor) as session:
        assert stock.list_drifts(session, store_id=shop.store_id) == []
        return {level.item_id: level for level in stock.list_levels(session, store_id=shop.store_id)}


def test_what_sold_after_the_counting_is_no_variance(shop: Shop) -> None:
    apple = item_ids(shop)[0]
    assert count(shop, [stock.CountLine(apple, 10)], minutes_ago=60) == [10]
    sell(shop, apple, 2, minutes_ago=30)
    sell(shop, apple, 3, minutes_ago=5)
    # Twenty minutes ago there should have been 8; one was gone. Three have been sold since.
    assert count(shop, [stock.CountLine(apple, 7)], minutes_ago=20) == [-1]
    assert levels(shop)[apple].on_hand == 4


def test_a_count_that_agrees_moves_nothing_and_is_noted(shop: Shop) -> None:
    apple, bread, _ = item_ids(shop)
    assert count(shop, [stock.CountLine(apple, 5), stock.CountLine(bread, 0)]) == [5, 0]
    assert count(shop, [stock.CountLine(apple, 5)]) == [0]
    found = levels(shop)
    assert (found[apple].on_hand, found[bread].on_hand) == (5, 0)
    assert found[bread].counted_at == moment(shop)
    with shop.database.read(shop.actor) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(METADATA.tables["stock_movement"])) == 1


def test_a_count_handed_in_late_does_not_hide_a_later_one(shop: Shop) -> None:
    apple = item_ids(shop)[0]
    count(shop, [stock.CountLine(apple, 5)], minutes_ago=10)
    count(shop, [stock.CountLine(apple, 9)], minutes_ago=60)
    assert levels(shop)[apple].counted_at == moment(shop, minutes_ago=10)


def test_a_repeat_is_answered_as_before_and_another_count_is_refused(shop: Shop) -> None:
    apple, count_id = item_ids(shop)[0], new_id()
    for _ in range(2):
        assert count(shop, [stock.CountLine(apple, 5)], count_id=count_id) == [5]
    with pytest.raises(CountIdReused):
        count(shop, [stock.CountLine(apple, 6)], count_id=count_id)
    assert levels(shop)[apple].on_hand == 5


def test_one_count_sent_twice_at_once_is_posted_once(shop: Shop) -> None:
    apple, count_id = item_ids(shop)[0], new_id()
    together, answers = threading.Barrier(4), []

    def send() -> None:
        together.wait()
        answers.append(count(shop, [stock.CountLine(apple, 5)], count_id=count_id))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[5]] * 4
    assert levels(shop)[apple].on_hand == 5


def test_counting_and_selling_at_once_end_where_one_after_the_other_would(shop: Shop) -> None:
    apple = item_ids(shop)[0]
    count(shop, [stock.CountLine(apple, 100)], minutes_ago=60)
    together, variances = threading.Barrier(4), []

    def sell_ten() -> None:
        together.wait()
        for _ in range(10):
            sell(shop, apple, 1, minutes_ago=10)

    def count_before() -> None:
        together.wait()
        variances.extend(count(shop, [stock.CountLine(apple, 98)], minutes_ago=20))

    threads = [threading.Thread(target=work) for work in (sell_ten, sell_ten, sell_ten, count_before)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert variances == [-2]
    assert levels(shop)[apple].on_hand == 68


def test_two_sales_of_the_last_unit_both_stand_and_the_book_says_so(shop: Shop) -> None:
    """At the till goods have moved already: below zero is allowed and exact."""
    apple = item_ids(shop)[0]
    count(shop, [stock.CountLine(apple, 1)], minutes_ago=60)
    together = threading.Barrier(2)

    def buy() -> None:
        together.wait()
        sell(shop, apple, 1)

    threads = [threading.Thread(target=buy) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert levels(shop)[apple].on_hand == -1


def test_lists_are_by_item_and_of_one_store(shop: Shop) -> None:
    items = item_ids(shop)
    count(shop, [stock.CountLine(item_id, number) for number, item_id in enumerate(items, start=1)])
    count(other := open_shop(shop.database), [stock.CountLine(item_ids(other)[0], 9)])
    with shop.database.read(shop.actor) as session:
        whole = stock.list_levels(session, store_id=shop.store_id)
        assert [level.item_id for level in whole] == sorted(items)
        assert stock.list_levels(session, store_id=shop.store_id, after=whole[0].item_id, limit=1) == [whole[1]]
        assert [it.on_hand for it in stock.list_levels(session, store_id=shop.store_id, item_ids=items[1:2])] == [2]
        assert stock.list_levels(session, store_id=other.store_id) == []
