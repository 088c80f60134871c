"""The self-check: what must always be true of the book, asked of the database in plain sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from aisle import stock
from aisle.kit.db import ReadSession, table_of
from aisle.ledger.models import SaleLineRow, SaleRow, TaxLineRow, TenderLineRow

FINDINGS_MAX = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where the book contradicts itself."""

    rule: str
    subject_id: str
    expected: int
    found: int


def check_store(session: ReadSession, *, store_id: str) -> Sequence[Finding]:
    """Return every contradiction in a store's book, at most `FINDINGS_MAX` a rule; only an empty list is good."""
    findings = [
        *_lines_make_the_total(session, store_id),
        *_lines_make_the_net(session, store_id),
        *_taxes_make_the_gross(session, store_id),
        *_tenders_settle_the_total(session, store_id),
        *_voids_turn_the_sale(session, store_id),
        *_voids_turn_each_line(session, store_id),
        *_returns_stay_within_the_sold(session, store_id),
        *_stock_follows_the_lines(session, store_id),
        *_journal_tells_each_sale(session, store_id),
    ]
    drifts = stock.list_drifts(session, store_id=store_id)
    findings += [Finding("on-hand is the sum of movements", item, total, here) for item, here, total in drifts]
    return findings


def _lines_make_the_total(session: ReadSession, store_id: str) -> list[Finding]:
    sale, line = table_of(SaleRow).c, table_of(SaleLineRow).c
    gross = sa.func.coalesce(sa.func.sum(line.gross_minor), 0)
    statement = (
        sa.select(sale.sale_id, sale.total_minor, gross)
        .outerjoin_from(
            table_of(SaleRow),
            table_of(SaleLineRow),
            (line.tenant_id == sale.tenant_id) & (line.sale_id == sale.sale_id),
        )
        .where(sale.tenant_id == session.tenant_id, sale.store_id == store_id)
        .group_by(sale.sale_id, sale.total_minor, sale.line_count)
        .having((gross != sale.total_minor) | (sa.func.count(line.line_no) != sale.line_count))
    )
    return _findings(session, "gross lines make the total", statement)


def _lines_make_the_net(session: ReadSession, store_id: str) -> list[Finding]:
    sale, line = table_of(SaleRow).c, table_of(SaleLineRow).c
    net = sa.func.coalesce(sa.func.sum(line.net_minor), 0)
    statement = (
        sa.select(sale.sale_id, net, sale.net_minor)
        .outerjoin_from(
            table_of(SaleRow),
            table_of(SaleLineRow),
            (line.tenant_id == sale.tenant_id) & (line.sale_id == sale.sale_id),
        )
        .where(sale.tenant_id == session.tenant_id, sale.store_id == store_id)
        .group_by(sale.sale_id, sale.net_minor, sale.tax_minor, sale.total_minor)
        .having((net != sale.net_minor) | (sale.net_minor + sale.tax_minor != sale.total_minor))
    )
    return _findings(session, "net lines make the net", statement)


def _taxes_make_the_gross(session: ReadSession, store_id: str) -> list[Finding]:
    sale, line, tax = table_of(SaleRow).c, table_of(SaleLineRow).c, table_of(TaxLineRow).c
    taxes = (
        sa.select(sa.func.coalesce(sa.func.sum(tax.amount_minor), 0))
        .where(tax.tenant_id == line.tenant_id, tax.sale_id == line.sale_id, tax.line_no == line.line_no)
        .scalar_subquery()
    )
    statement = (
        sa.select(line.sale_id, line.gross_minor, line.net_minor + taxes)
        .join_from(
            table_of(SaleLineRow),
            table_of(SaleRow),
            (line.tenant_id == sale.tenant_id) & (line.sale_id == sale.sale_id),
        )
        .where(
            sale.tenant_id == session.tenant_id, sale.store_id == store_id, line.gross_minor != line.net_minor + taxes
        )
    )
    return _findings(session, "net and taxes make the gross", statement)


def _tenders_settle_the_total(session: ReadSession, store_id: str) -> list[Finding]:
    sale, tender = table_of(SaleRow).c, table_of(TenderLineRow).c
    paid = sa.func.coalesce(sa.func.sum(tender.amount_minor), 0)
    handed = sa.func.coalesce(sa.func.sum(tender.tendered_minor - tender.change_minor), 0)
    due = sale.total_minor + sale.rounding_minor
    statement = (
        sa.select(sale.sale_id, due, paid)
        .outerjoin_from(
            table_of(SaleRow),
            table_of(TenderLineRow),
            (tender.tenant_id == sale.tenant_id) & (tender.sale_id == sale.sale_id),
        )
        .where(sale.tenant_id == session.tenant_id, sale.store_id == store_id)
        .group_by(sale.sale_id, sale.total_minor, sale.rounding_minor)
        .having((paid != due) | (handed != due))
    )
    return _findings(session, "tenders settle the total", statement)


def _voids_turn_the_sale(session: ReadSession, store_id: str) -> list[Finding]:
    void, sale = table_of(SaleRow).alias("void"), table_of(SaleRow).alias("voided")
    statement = (
        sa.select(void.c.sale_id, -sale.c.total_minor, void.c.total_minor)
        .join_from(void, sale, (sale.c.tenant_id == void.c.tenant_id) & (sale.c.sale_id == void.c.original_sale_id))
        .where(
            void.c.tenant_id == session.tenant_id,
            void.c.store_id == store_id,
            void.c.kind == "void",
            (void.c.total_minor != -sale.c.total_minor)
            | (void.c.net_minor != -sale.c.net_minor)
            | (void.c.tax_minor != -sale.c.tax_minor)
            | (void.c.rounding_minor != -sale.c.rounding_minor)
            | (void.c.business_date != sale.c.business_date),
        )
    )
    return _findings(session, "sale and void make nothing", statement)


def _voids_turn_each_line(session: ReadSession, store_id: str) -> list[Finding]:
    """The header may still sum to nothing where a line and its opposite do not."""
    sale = table_of(SaleRow).c
    line, turned = table_of(SaleLineRow).alias("line"), table_of(SaleLineRow).alias("turned")
    statement = (
        sa.select(sale.sale_id, -line.c.quantity, sa.func.coalesce(turned.c.quantity, 0))
        .join_from(
            table_of(SaleRow),
            line,
            (line.c.tenant_id == sale.tenant_id) & (line.c.sale_id == sale.original_sale_id),
        )
        .outerjoin(
            turned,
            (turned.c.tenant_id == sale.tenant_id)
            & (turned.c.sale_id == sale.sale_id)
            & (turned.c.line_no == line.c.line_no),
        )
        .where(
            sale.tenant_id == session.tenant_id,
            sale.store_id == store_id,
            sale.kind == "void",
            turned.c.line_no.is_(None)
            | (turned.c.item_id != line.c.item_id)
            | (turned.c.quantity != -line.c.quantity)
            | (turned.c.net_minor != -line.c.net_minor)
            | (turned.c.gross_minor != -line.c.gross_minor),
        )
    )
    return _findings(session, "line and turned line make nothing", statement)


def _returns_stay_within_the_sold(session: ReadSession, store_id: str) -> list[Finding]:
    sale, void = table_of(SaleRow).c, table_of(SaleRow).alias("void")
    line, back = table_of(SaleLineRow).c, table_of(SaleLineRow).alias("back")
    came_back = -sa.func.sum(back.c.quantity)
    statement = (
        sa.select(line.sale_id, line.quantity, came_back)
        .join_from(
            back,
            table_of(SaleLineRow),
            (line.tenant_id == back.c.tenant_id)
            & (line.sale_id == back.c.original_sale_id)
            & (line.line_no == back.c.original_line_no),
        )
        .join(table_of(SaleRow), (sale.tenant_id == line.tenant_id) & (sale.sale_id == line.sale_id))
        .outerjoin(
            void,
            (void.c.tenant_id == back.c.tenant_id)
            & (void.c.original_sale_id == back.c.sale_id)
            & (void.c.kind == "void"),
        )
        .where(
            back.c.tenant_id == session.tenant_id,
            back.c.original_sale_id.is_not(None),
            sale.store_id == store_id,
            void.c.sale_id.is_(None),
        )
        .group_by(line.sale_id, line.line_no, line.quantity)
        .having(came_back > line.quantity)
    )
    return _findings(session, "no more came back than was sold", statement)


def _stock_follows_the_lines(session: ReadSession, store_id: str) -> list[Finding]:
    """What a sale moved is what its lines say, in sum; a sale that moves no stock has no movement."""
    sale, line = table_of(SaleRow).c, table_of(SaleLineRow).c
    moved = stock.select_sums_by_cause(session, store_id=store_id).subquery()
    sold = sa.func.coalesce(sa.func.sum(line.quantity), 0)
    expected = sa.case((sale.moves_stock, -sold), else_=0)
    found = sa.func.coalesce(moved.c.quantity, 0)
    statement = (
        sa.select(sale.sale_id, expected, found)
        .outerjoin_from(
            table_of(SaleRow),
            table_of(SaleLineRow),
            (line.tenant_id == sale.tenant_id) & (line.sale_id == sale.sale_id),
        )
        .outerjoin(moved, moved.c.cause_id == sale.sale_id)
        .where(sale.tenant_id == session.tenant_id, sale.store_id == store_id)
        .group_by(sale.sale_id, sale.moves_stock, moved.c.quantity)
        .having(expected != found)
    )
    return _findings(session, "stock follows the lines", statement)


def _journal_tells_each_sale(session: ReadSession, store_id: str) -> list[Finding]:
    """Every sale has one journal entry that names its digest: sent events go after a month, the journal stays."""
    sale = table_of(SaleRow).c
    journal = sa.table(
        "journal", sa.column("tenant_id"), sa.column("subject_id"), sa.column("stream"), sa.column("payload")
    )
    entries = (
        sa.select(sa.func.count())
        .where(
            journal.c.tenant_id == sale.tenant_id,
            journal.c.subject_id == sale.sale_id,
            journal.c.stream == sa.literal("register:") + sale.register_id,
            journal.c.payload.like(sa.literal("%") + sale.digest + sa.literal("%")),
        )
        .scalar_subquery()
    )
    statement = sa.select(sale.sale_id, sa.literal(1), entries).where(
        sale.tenant_id == session.tenant_id, sale.store_id == store_id, entries != 1
    )
    return _findings(session, "one journal entry per sale", statement)


def _findings(session: ReadSession, rule: str, statement: sa.Select[Any]) -> list[Finding]:
    rows = session.execute(statement.limit(FINDINGS_MAX))
    return [Finding(rule, subject_id, int(expected), int(found)) for subject_id, expected, found in rows]
