"""What comes back, what is voided, and whose number it is: cases worked by hand."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from aisle import ledger
from aisle.ledger.problems import ReturnExceedsSold, SaleReturned, SequenceReused
from aisle.ledger.rules import OriginalLine, SaleDraft
from tests.books import Shop
from tests.ledger.drafts import draft, item_ids, line


def post(shop: Shop, *drafts: SaleDraft) -> Sequence[ledger.PostedSale]:
    """Post sales in a transaction of their own."""
    with shop.database.write(shop.actor) as tx:
        return ledger.post_sales(tx, drafts, clock=shop.clock)


def void(shop: Shop, sale: SaleDraft) -> None:
    """Void one sale in a transaction of its own."""
    with shop.database.write(shop.actor) as tx:
        ledger.void_sale(tx, sale_id=sale.sale_id, clock=shop.clock)


def sold_and_back(shop: Shop) -> tuple[SaleDraft, SaleDraft]:
    """A sale of two and the return of both, not posted yet."""
    items = item_ids(shop)
    sale = draft(shop, "sale", [line(1, items[0], 2, 100)])
    return sale, draft(shop, "back", [line(1, items[0], -2, 100, original=OriginalLine(sale.sale_id, 1))])


def test_a_voided_return_can_be_made_again(shop: Shop) -> None:
    sale, back = sold_and_back(shop)
    post(shop, sale)
    post(shop, back)
    void(shop, back)
    post(shop, replace(back, sale_id=sale.store_id))
    with pytest.raises(ReturnExceedsSold):
        post(shop, replace(back, sale_id=sale.register_id))


def test_nothing_comes_back_of_a_voided_sale(shop: Shop) -> None:
    sale, back = sold_and_back(shop)
    post(shop, sale)
    void(shop, sale)
    with pytest.raises(ReturnExceedsSold):
        post(shop, back)


def test_a_returned_sale_is_not_voided_until_its_return_is(shop: Shop) -> None:
    sale, back = sold_and_back(shop)
    post(shop, sale)
    post(shop, back)
    with pytest.raises(SaleReturned):
        void(shop, sale)
    void(shop, back)
    void(shop, sale)


def test_a_sale_and_its_return_may_come_in_one_batch(shop: Shop) -> None:
    sale, back = sold_and_back(shop)
    post(shop, sale, back)
    with pytest.raises(ReturnExceedsSold):
        post(shop, replace(back, sale_id=sale.store_id))


def test_a_return_of_nothing_that_was_sold_is_refused(shop: Shop) -> None:
    _, back = sold_and_back(shop)
    with pytest.raises(ReturnExceedsSold):
        post(shop, back)


def test_a_number_is_given_once(shop: Shop) -> None:
    items = item_ids(shop)
    one, two, three = (draft(shop, name, [line(1, items[0], 1, 100)]) for name in ("one", "two", "three"))
    post(shop, replace(one, sequence=4))
    # In the book, within one batch, and against what the head would give next.
    for rivals in (
        [replace(two, sequence=4)],
        [replace(two, epoch=3, sequence=1), replace(three, epoch=3, sequence=1)],
        [two, replace(three, sequence=5)],
    ):
        with pytest.raises(SequenceReused):
            post(shop, *rivals)
    assert [answer.sequence for answer in post(shop, two)] == [5]


def test_a_new_epoch_counts_from_its_own_start_and_a_late_sale_moves_nothing(shop: Shop) -> None:
    items = item_ids(shop)
    names = iter("abcdef")

    def place(**more: Any) -> tuple[int, int]:
        sale = draft(shop, next(names), [line(1, items[0], 1, 100)])
        answer = post(shop, replace(sale, **more))[0]
        return answer.epoch, answer.sequence

    assert place(epoch=1, sequence=58) == (1, 58)
    assert place(epoch=2, sequence=1) == (2, 1)
    assert place(epoch=1, sequence=59) == (1, 59)
    assert place() == (2, 2)
    assert place(sequence=9) == (2, 9)
