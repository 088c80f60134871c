"""Posting sales: once, whole, and the same whether alone or in a batch."""

import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from aisle import ledger, stock
from aisle.app.tables import METADATA
from aisle.kit import journal
from aisle.ledger.problems import DoesNotAddUp, ReturnExceedsSold, SaleIdReused
from aisle.ledger.rules import OriginalLine, check_sale, turned
from tests import books
from tests.books import Shop, undone
from tests.ledger.drafts import Specs, draft, item_ids, line, line_specs, lines_of

BOOK = ("sale", "sale_line", "tax_line", "tender_line", "price_adjustment", "stock_movement", "stock_level")


def rows_of(shop: Shop, *tables: str) -> dict[str, set[str]]:
    """Return the content of tables, without what names the tenant, the store or the moment."""
    content = {}
    with shop.database.read(shop.actor) as session:
        for name in tables:
            table = METADATA.tables[name]
            hidden = {"tenant_id", "posted_at"}
            columns = [column for column in table.columns if column.name not in hidden]
            rows = session.execute(sa.select(*columns).where(table.c.tenant_id == shop.tenant_id))
            content[name] = {str(row) for row in rows}
    return content


@given(specs=st.lists(line_specs(), min_size=1, max_size=6), turns=st.lists(st.booleans(), min_size=6, max_size=6))
def test_a_batch_equals_one_by_one(shop: Shop, specs: list[Specs], turns: list[bool]) -> None:
    """The set-based sibling writes the very rows the single one writes."""
    items = item_ids(shop)
    name = str(hash(str(specs)) ^ hash(str(turns)))
    drafts = [
        draft(shop, f"{name} {number}", lines_of(spec, items), register=str(turn))
        for number, (spec, turn) in enumerate(zip(specs, turns, strict=False))
    ]
    batch: list[tuple[str, list[str]]] = []
    single: list[tuple[str, list[str]]] = []
    for target, in_batch in ((batch, True), (single, False)):
        with undone(shop) as tx:
            if in_batch:
                ledger.post_sales(tx, drafts, clock=shop.clock)
            else:
                for entry in drafts:
                    ledger.post_sale(tx, entry, clock=shop.clock)
            for table in BOOK:
                found = tx.execute(sa.select(METADATA.tables[table])).all()
                target.append((table, sorted(map(str, found))))
    assert batch == single


def test_a_repeat_changes_nothing_and_says_so(shop: Shop) -> None:
    items = item_ids(shop)
    entry = draft(shop, "a", [line(1, items[0], 2, 100)])
    with shop.database.write(shop.actor) as tx:
        first = ledger.post_sale(tx, entry, clock=shop.clock)
    before = rows_of(shop, *BOOK, "journal", "events")
    with shop.database.write(shop.actor) as tx:
        second = ledger.post_sale(tx, entry, clock=shop.clock)
    assert (first.replayed, second.replayed) == (False, True)
    assert second.digest == first.digest
    assert rows_of(shop, *BOOK, "journal", "events") == before


def test_other_content_under_the_same_id_is_refused(shop: Shop) -> None:
    items = item_ids(shop)
    with shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, draft(shop, "a", [line(1, items[0], 2, 100)]), clock=shop.clock)
    before = rows_of(shop, *BOOK)
    with pytest.raises(SaleIdReused), shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, draft(shop, "a", [line(1, items[0], 3, 100)]), clock=shop.clock)
    assert rows_of(shop, *BOOK) == before


@given(spec=line_specs(), cents=st.integers(-5, 5).filter(bool), where=st.sampled_from(["total", "tender", "line"]))
def test_a_sale_that_does_not_add_up_is_refused(spec: Specs, cents: int, where: str) -> None:
    shop = Shop(None, None, "t", "o", "0190b6b0-0000-7000-8000-000000000001")  # type: ignore[arg-type]
    good = draft(shop, "a", lines_of(spec, ["x", "y", "z"]))
    check_sale(good)
    if where == "total":
        bad = replace(good, total_minor=good.total_minor + cents)
    elif where == "tender":
        bad = replace(good, tenders=(replace(good.tenders[0], amount_minor=good.total_minor + cents),))
    else:
        wrong = replace(good.lines[0], gross_minor=good.lines[0].gross_minor + cents)
        bad = replace(good, lines=(wrong, *good.lines[1:]))
    with pytest.raises(DoesNotAddUp):
        check_sale(bad)


@given(spec=line_specs())
def test_a_sale_and_its_void_make_nothing(shop: Shop, spec: Specs) -> None:
    items = item_ids(shop)
    entry = draft(shop, str(spec), lines_of(spec, items))
    with undone(shop) as tx:
        ledger.post_sale(tx, entry, clock=shop.clock)
        void = ledger.void_sale(tx, sale_id=entry.sale_id, clock=shop.clock)
        assert ledger.void_sale(tx, sale_id=entry.sale_id, clock=shop.clock).sale_id == void.sale_id
        sale = METADATA.tables["sale"].c
        sums = sa.func.sum(sale.net_minor), sa.func.sum(sale.tax_minor), sa.func.sum(sale.total_minor)
        assert tuple(tx.execute(sa.select(*sums).where(sale.tenant_id == shop.tenant_id)).one()) == (0, 0, 0)
        assert all(level.on_hand == 0 for level in stock.list_levels(tx, store_id=shop.store_id))
        assert ledger.check_store(tx, store_id=shop.store_id) == []
        promised = tx.execute(sa.text("SELECT count(*) FROM sales")).scalar()
        assert promised == 0


def test_turning_twice_is_the_sale_again(shop: Shop) -> None:
    entry = draft(shop, "a", [line(1, "x", 2, 100, 20)])
    once = turned(entry, sale_id="v", kind="void", occurred_at=entry.occurred_at)
    twice = turned(once, sale_id=entry.sale_id, kind="void", occurred_at=entry.occurred_at)
    assert (twice.lines, twice.tenders, twice.total_minor) == (entry.lines, entry.tenders, entry.total_minor)


def test_no_more_comes_back_than_was_sold(shop: Shop) -> None:
    items = item_ids(shop)
    sold = draft(shop, "a", [line(1, items[0], 2, 100)])
    back = [line(1, items[0], -1, 100, original=OriginalLine(sold.sale_id, 1))]
    with shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, sold, clock=shop.clock)
        ledger.post_sale(tx, draft(shop, "b", back), clock=shop.clock)
        ledger.post_sale(tx, draft(shop, "c", back), clock=shop.clock)
    with pytest.raises(ReturnExceedsSold), shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, draft(shop, "d", back), clock=shop.clock)


def test_stock_follows_every_sale_that_moves_it(shop: Shop) -> None:
    items = item_ids(shop)
    with shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, draft(shop, "a", [line(1, items[0], 2, 100), line(2, items[0], 3, 90)]), clock=shop.clock)
        ledger.post_sale(tx, draft(shop, "b", [line(1, items[0], 9, 100)], moves_stock=False), clock=shop.clock)
        assert [level.on_hand for level in stock.list_levels(tx, store_id=shop.store_id)] == [-5]
        assert stock.list_drifts(tx, store_id=shop.store_id) == []


def test_registers_number_their_sales_without_gap_under_rivals(shop: Shop) -> None:
    """Eight threads post on one register; the numbers are 1..n and the chain holds."""
    items = item_ids(shop)

    def post(worker: int) -> None:
        for number in range(5):
            with shop.database.write(shop.actor) as tx:
                ledger.post_sale(tx, draft(shop, f"{worker} {number}", [line(1, items[0], 1, 100)]), clock=shop.clock)

    threads = [threading.Thread(target=post, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with shop.database.read(shop.actor) as session:
        sale = METADATA.tables["sale"].c
        numbers = session.scalars(sa.select(sale.sequence).where(sale.tenant_id == shop.tenant_id)).all()
        assert sorted(numbers) == list(range(1, 41))
        assert journal.verify(session) == []
        assert ledger.check_store(session, store_id=shop.store_id) == []


def test_another_tenant_sees_nothing(shop: Shop) -> None:
    items = item_ids(shop)
    entry = draft(shop, "a", [line(1, items[0], 1, 100)])
    with shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, entry, clock=shop.clock)
    stranger = books.open_shop(shop.database)
    with shop.database.read(stranger.actor) as session:
        assert ledger.list_sales(session, store_id=shop.store_id, limit=10) == []
        with pytest.raises(Exception, match="not-found"):
            ledger.get_sale_for(session, entry.sale_id)
