"""What must hold after every step, asked of the tables themselves."""

from collections import Counter, defaultdict
from typing import Any

import sqlalchemy as sa

from aisle import ledger, stock
from aisle.app.tables import METADATA
from aisle.insights.cube import check_cube
from aisle.kit import journal
from aisle.kit.db import ReadSession
from tests.books import Shop
from tests.properties.model import Model

BOOK = (
    "sale", "sale_line", "tax_line", "tender_line", "price_adjustment", "stock_movement", "stock_level",
    "stock_count", "stock_count_line", "register_head", "journal", "journal_head", "events",
)  # fmt: skip


def content_of(shop: Shop) -> dict[str, list[str]]:
    """Every row of the shop's book, as text."""
    with shop.database.read(shop.actor) as session:
        return {name: sorted(map(str, rows_of(session, name))) for name in BOOK}


def rows_of(session: ReadSession, name: str) -> list[Any]:
    """The tenant's rows of one table."""
    table = METADATA.tables[name]
    return list(session.execute(sa.select(table).where(table.c.tenant_id == session.tenant_id)))


def check_book(shop: Shop, model: Model, items: list[str]) -> None:
    """Hold the book to what always holds, and to the model."""
    with shop.database.read(shop.actor) as session:
        _check_sums(session, model)
        _check_voids(session, model)
        _check_stock(session, shop, model, items)
        _check_told_once(session, model)
        _check_cube(session, shop, model)
        assert journal.verify(session) == []
        assert ledger.check_store(session, store_id=shop.store_id) == []


def _check_sums(session: ReadSession, model: Model) -> None:
    lines, taxes, tenders = defaultdict(list), Counter[tuple[str, int]](), defaultdict(list)
    for row in rows_of(session, "sale_line"):
        lines[row.sale_id].append(row)
    for row in rows_of(session, "tax_line"):
        taxes[row.sale_id, row.line_no] += row.amount_minor
    for row in rows_of(session, "tender_line"):
        tenders[row.sale_id].append(row)
    sales = rows_of(session, "sale")
    assert {sale.sale_id for sale in sales} == model.posted_ids()
    for sale in sales:
        own = lines[sale.sale_id]
        for line in own:
            assert line.net_minor + taxes[sale.sale_id, line.line_no] == line.gross_minor
        assert sum(line.gross_minor for line in own) == sale.total_minor
        assert sum(line.net_minor for line in own) == sale.net_minor == sale.total_minor - sale.tax_minor
        paid = sum(tender.amount_minor for tender in tenders[sale.sale_id])
        handed_over = sum(tender.tendered_minor - tender.change_minor for tender in tenders[sale.sale_id])
        assert paid == handed_over == sale.total_minor + sale.rounding_minor
        if sale.sale_id in model.sales:
            posted = ledger.list_drafts(session, [sale.sale_id])[0]
            handed_in = model.sales[sale.sale_id]
            assert (posted.lines, posted.tenders, posted.total_minor) == (
                handed_in.lines, handed_in.tenders, handed_in.total_minor,
            )  # fmt: skip


def _check_voids(session: ReadSession, model: Model) -> None:
    sales = {sale.sale_id: sale for sale in rows_of(session, "sale")}
    for sale_id in model.voided:
        sale, void = sales[sale_id], sales[ledger.void_id_of(sale_id)]
        for name in ("net_minor", "tax_minor", "total_minor", "rounding_minor"):
            assert getattr(sale, name) + getattr(void, name) == 0
        assert sale.business_date == void.business_date


def _check_stock(session: ReadSession, shop: Shop, model: Model, items: list[str]) -> None:
    moved = Counter[str]()
    for row in rows_of(session, "stock_movement"):
        moved[row.item_id] += row.quantity
    here = {level.item_id: level.on_hand for level in stock.list_levels(session, store_id=shop.store_id)}
    for item_id in items:
        assert here.get(item_id, 0) == moved[item_id] == model.on_hand(item_id)


def _check_told_once(session: ReadSession, model: Model) -> None:
    events = Counter(row.subject_id for row in rows_of(session, "events") if row.kind == "SalePosted")
    assert events == Counter(model.posted_ids())
    places = [(row.register_id, row.epoch, row.sequence) for row in rows_of(session, "sale")]
    by_register = defaultdict(list)
    for register_id, epoch, sequence in places:
        assert epoch == 0
        by_register[register_id].append(sequence)
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in by_register.values())


def _check_cube(session: ReadSession, shop: Shop, model: Model) -> None:
    assert check_cube(session, shop.store_id) == []
    promised = session.execute(
        sa.text("SELECT product_id, date, sum(quantity), sum(net_sales_minor) FROM sales WHERE tenant_id = :tenant "
                "GROUP BY product_id, date").columns(date=sa.Date),
        {"tenant": shop.tenant_id},
    )  # fmt: skip
    view = {(item, day): (int(units), int(net)) for item, day, units, net in promised}
    assert {key: pair for key, pair in view.items() if pair != (0, 0)} == model.net_by_day()
