"""The cube says what the book says, whatever was sold, brought back, voided or posted late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from aisle import ledger
from aisle.insights.cube import add_sales_to_cube, build_series, check_cube, list_day_sales, read_span
from aisle.insights.models import DirtySeriesRow, SalesCubeRow
from aisle.kit.db import table_of
from tests.books import Shop, open_shop
from tests.ledger.drafts import draft, item_ids, line, line_specs, lines_of

FIRST_DAY = date(2026, 11, 2)
Specs = list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Fact:
    """Something that is posted: lines on a day, perhaps brought back, perhaps voided afterwards."""

    specs: Specs
    day: int
    hour: int
    brought_back: bool
    voided: bool


facts = st.builds(Fact, line_specs(), st.integers(0, 3), st.integers(0, 23), st.booleans(), st.booleans())


def post(shop: Shop, items: Sequence[str], number: int, fact: Fact) -> list[str]:
    """Post a fact, with its void if it has one, and return the ids of the sales."""
    specs = [(item, -quantity, price, -tax) for item, quantity, price, tax in fact.specs]
    lines = lines_of(specs if fact.brought_back else fact.specs, list(items))
    day = FIRST_DAY + timedelta(days=fact.day)
    occurred_at = f"{day.isoformat()}T{fact.hour:02d}:30:00.000Z"
    sale = draft(shop, f"fact {number}", lines, business_date=day, occurred_at=occurred_at)
    with shop.database.write(shop.actor) as tx:
        posted = [ledger.post_sale(tx, sale, clock=shop.clock)]
        if fact.voided:
            posted.append(ledger.void_sale(tx, sale_id=sale.sale_id, clock=shop.clock))
    return [answer.sale_id for answer in posted]


@pytest.mark.parametrize("time_zone", ["Europe/London", "Asia/Kathmandu"])
def test_the_cube_is_the_group_by_of_the_book(database_url_shop: Shop, time_zone: str) -> None:
    @given(st.lists(facts, min_size=1, max_size=6), st.integers(1, 4))
    def check(days: list[Fact], batch: int) -> None:
        shop = open_shop(database_url_shop.database, time_zone=time_zone)
        items = item_ids(shop)
        sale_ids = [name for number, fact in enumerate(days) for name in post(shop, items, number, fact)]
        for start in range(0, len(sale_ids), batch):
            with shop.database.write(shop.actor) as tx:
                add_sales_to_cube(tx, sale_ids[start : start + batch])
        with shop.database.read(shop.actor) as session:
            assert check_cube(session, shop.store_id) == []

    check()


@pytest.fixture
def database_url_shop(shop: Shop) -> Shop:
    """A shop whose database the property may open more shops in."""
    return shop


def sell(shop: Shop, name: str, quantity: int, *, day: date = FIRST_DAY, price_minor: int = 250) -> str:
    """Post one line and add it to the cube."""
    sale = draft(shop, name, [line(1, item_ids(shop)[0], quantity, price_minor)], business_date=day)
    with shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, sale, clock=shop.clock)
        add_sales_to_cube(tx, [sale.sale_id])
    return sale.sale_id


def only_row(shop: Shop) -> SalesCubeRow:
    with shop.database.read(shop.actor) as session:
        return session.scalars(sa.select(SalesCubeRow)).one()


def test_a_return_is_kept_apart_from_what_was_sold(shop: Shop) -> None:
    sell(shop, "bought", 5)
    sell(shop, "brought back", -2)
    row = only_row(shop)
    assert (row.units, row.returned_units, row.net_sales_minor, row.receipts) == (5, 2, 750, 1)
    assert row.price_minor_mean == 250


def test_a_void_takes_the_sale_out_and_is_no_return(shop: Shop) -> None:
    sale_id = sell(shop, "mistake", 5)
    with shop.database.write(shop.actor) as tx:
        void = ledger.void_sale(tx, sale_id=sale_id, clock=shop.clock)
        add_sales_to_cube(tx, [void.sale_id])
    row = only_row(shop)
    assert (row.units, row.returned_units, row.net_sales_minor, row.receipts) == (0, 0, 0, 0)
    assert (row.priced_units_minor, row.price_minor_mean) == (0, None)


def test_a_difference_is_found(shop: Shop) -> None:
    sell(shop, "one", 5)
    with shop.database.write(shop.actor) as tx:
        tx.execute(table_of(SalesCubeRow).update().values(units=6))
    with shop.database.read(shop.actor) as session:
        findings = check_cube(session, shop.store_id)
    assert [(found.table, found.expected[0], found.found[0]) for found in findings] == [("sales_cube", 5, 6)]


def test_a_late_fact_marks_its_series_from_its_day_on(shop: Shop) -> None:
    sell(shop, "today", 1, day=FIRST_DAY + timedelta(days=5))
    sell(shop, "late", 1, day=FIRST_DAY)
    with shop.database.read(shop.actor) as session:
        assert session.scalars(sa.select(DirtySeriesRow.first_date)).all() == [FIRST_DAY]
        span = read_span(session, shop.store_id)
    assert span is not None
    assert (span.first_date, span.days, span.revision) == (FIRST_DAY, 6, 2)


def test_days_are_summed_for_the_store(shop: Shop) -> None:
    sell(shop, "one", 5)
    sell(shop, "two", -1)
    with shop.database.read(shop.actor) as session:
        days = list_day_sales(session, store_id=shop.store_id, from_date=FIRST_DAY, to_date=FIRST_DAY)
    assert [(day.units, day.net_sales_minor, day.receipts) for day in days] == [(4, 1_000, 1)]


def test_a_series_ends_at_the_cut_off(shop: Shop) -> None:
    sell(shop, "before", 5)
    sell(shop, "after", 7, day=FIRST_DAY + timedelta(days=1))
    item_id = item_ids(shop)[0]
    with shop.database.read(shop.actor) as session:
        series = build_series(session, store_id=shop.store_id, cutoff_date=FIRST_DAY, categories={item_id: "food"})
    assert series.select("series_id", "category", "date", "units", "price").rows() == [
        (item_id, "food", FIRST_DAY, 5.0, 250.0)
    ]


def test_the_cube_of_another_tenant_is_not_seen(shop: Shop) -> None:
    sell(shop, "ours", 5)
    other = open_shop(shop.database)
    with other.database.read(other.actor) as session:
        assert read_span(session, shop.store_id) is None
        assert build_series(session, store_id=shop.store_id, cutoff_date=FIRST_DAY, categories={}).is_empty()
