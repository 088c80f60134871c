"""A store's uploaded sales as a file that uploads back as nothing but duplicates."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from aisle import catalogue, ledger
from aisle.intake.csv_answers import csv_line, safe_cell
from aisle.intake.models import RECEIPTS
from aisle.intake.profiles.aisle_export import HEADERS
from aisle.intake.rows.hashes import CHECK_COLUMNS, hash_columns
from aisle.kit.actor import Actor
from aisle.kit.db import Database, ReadSession
from aisle.kit.money import minor_exponent

RECEIPTS_PER_PAGE = 500
_SALES_UNITS = {"each": "each", "gram": "kg", "millilitre": "l", "millimetre": "m"}


def sale_lines(
    database: Database, actor: Actor, *, store_id: str, from_date: date | None, to_date: date | None
) -> Iterator[bytes]:
    """Yield CSV records, one per sale line, by source and receipt; voided sales are left out.

    Opens a scope of its own, as the request's ends before the stream does.
    """
    yield csv_line(HEADERS)
    items: dict[str, catalogue.Item] = {}
    after: tuple[str, str] = ("", "")
    with database.read(actor) as session:
        while page := _page(session, store_id, from_date, to_date, after):
            rows = [row for found in page for row in _rows(session, found, items)]
            checks = hash_columns(pl.DataFrame(rows, infer_schema_length=None), CHECK_COLUMNS)
            for row, check in zip(rows, checks, strict=True):
                yield csv_line([*_cells(row), check])
            after = (page[-1][0].source, page[-1][0].receipt)


def _page(
    session: ReadSession, store_id: str, from_date: date | None, to_date: date | None, after: tuple[str, str]
) -> list[tuple[sa.Row[Any], ledger.SaleDraft]]:
    """Return receipts that stand, each with its sale."""
    statement = sa.select(RECEIPTS).where(
        RECEIPTS.c.tenant_id == session.tenant_id,
        RECEIPTS.c.store_id == store_id,
        RECEIPTS.c.is_voided.is_(False),
        sa.tuple_(RECEIPTS.c.source, RECEIPTS.c.receipt) > sa.tuple_(*map(sa.literal, after)),
    )
    if from_date is not None:
        statement = statement.where(RECEIPTS.c.business_date >= from_date)
    if to_date is not None:
        statement = statement.where(RECEIPTS.c.business_date <= to_date)
    ordered = statement.order_by(RECEIPTS.c.source, RECEIPTS.c.receipt).limit(RECEIPTS_PER_PAGE)
    receipts = session.execute(ordered).all()
    drafts = ledger.list_drafts(session, [row.sale_id for row in receipts])
    return list(zip(receipts, drafts, strict=True))


def _rows(
    session: ReadSession, found: tuple[sa.Row[Any], ledger.SaleDraft], items: dict[str, catalogue.Item]
) -> Iterator[dict[str, Any]]:
    """Yield one receipt's lines with the values its check is taken of."""
    receipt, draft = found
    discounts = {line.line_no: -line.amount_minor for entry in draft.adjustments for line in entry.lines}
    for line, remembered in zip(draft.lines, receipt.lines.split("\n"), strict=True):
        if line.item_id not in items:
            items[line.item_id] = catalogue.get_item_for(session, line.item_id)
        line_key, _, content = remembered.rpartition(" ")
        yield {
            "sale_id": draft.sale_id,
            "source": receipt.source,
            "receipt": receipt.receipt,
            "line_key": line_key,
            "fingerprint": content,
            "occurred_at": draft.occurred_at,
            "is_return": line.quantity < 0,
            "item": items[line.item_id],
            "sku": items[line.item_id].sku,
            "quantity_base": line.quantity,
            "price_per": line.price_per,
            "unit": line.unit,
            "unit_price_minor": line.unit_price_minor,
            "discount_minor": discounts.get(line.line_no, 0),
            "net_minor": line.net_minor,
            "tax_minor": sum(tax.amount_minor for tax in line.taxes),
            "currency": draft.currency,
        }


def _cells(row: dict[str, Any]) -> list[str]:
    decimals = minor_exponent(row["currency"])
    item: catalogue.Item = row["item"]
    return [
        row["sale_id"],
        safe_cell(row["source"]),
        safe_cell(row["receipt"]),
        safe_cell(row["line_key"]),
        row["fingerprint"],
        row["occurred_at"],
        "return" if row["is_return"] else "sale",
        safe_cell(row["sku"]),
        safe_cell(item.name),
        safe_cell(item.category),
        decimal_text(row["quantity_base"], 0 if row["price_per"] == 1 else 3),
        _SALES_UNITS[row["unit"]],
        *(
            decimal_text(row[name], decimals)
            for name in ("unit_price_minor", "discount_minor", "net_minor", "tax_minor")
        ),
        row["currency"],
    ]


def decimal_text(amount: int, decimals: int) -> str:
    """Write an integer of small units with its decimal point, exactly."""
    digits = str(abs(amount)).zfill(decimals + 1)
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if amount < 0 else text
