"""Reading the book."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from aisle.kit.db import ReadSession, table_of
from aisle.kit.problems import NotFound
from aisle.ledger.models import PriceAdjustmentRow, SaleLineRow, SaleRow, TaxLineRow, TenderLineRow
from aisle.ledger.rules import (
    AdjustedLine,
    OriginalLine,
    PriceAdjustment,
    PricedLine,
    PriceOverride,
    SaleDraft,
    TaxAmount,
    TenderLine,
)

_SALE = table_of(SaleRow).c
IDS_PER_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class PostedSaleRow:
    """A sale with what the server knows of it; `draft` holds its lines and tenders."""

    draft: SaleDraft
    digest: str
    receipt_number: str
    posted_at: str
    voided: bool


def get_sale_for(session: ReadSession, sale_id: str) -> PostedSaleRow:
    """Return a sale from a store the actor may see, or `not-found`."""
    row = session.get(SaleRow, (session.tenant_id, sale_id))
    if row is None:
        raise NotFound()
    if session.actor is not None:
        session.actor.must_see_store(row.store_id)
    void = session.scalar(sa.select(SaleRow.sale_id).where(SaleRow.original_sale_id == sale_id, SaleRow.kind == "void"))
    return PostedSaleRow(
        draft=list_drafts(session, [sale_id])[0],
        digest=row.digest,
        receipt_number=row.receipt_number,
        posted_at=row.posted_at,
        voided=void is not None,
    )


def list_sales(
    session: ReadSession,
    *,
    store_id: str,
    from_date: date | None = None,
    to_date: date | None = None,
    after: tuple[date, str] | None = None,
    limit: int,
) -> Sequence[SaleRow]:
    """Return sales of a store by trading day and id, both ends included; without lines."""
    statement = sa.select(SaleRow).where(SaleRow.store_id == store_id)
    if from_date is not None:
        statement = statement.where(SaleRow.business_date >= from_date)
    if to_date is not None:
        statement = statement.where(SaleRow.business_date <= to_date)
    if after is not None:
        day, sale_id = after
        statement = statement.where(
            (SaleRow.business_date > day) | ((SaleRow.business_date == day) & (SaleRow.sale_id > sale_id))
        )
    return session.scalars(statement.order_by(SaleRow.business_date, SaleRow.sale_id).limit(limit)).all()


def list_drafts(session: ReadSession, sale_ids: Sequence[str]) -> list[SaleDraft]:
    """Return posted sales as they were handed in, in the order of the ids; an unknown id is `not-found`."""
    drafts: dict[str, SaleDraft] = {}
    for start in range(0, len(sale_ids), IDS_PER_STATEMENT):
        chunk = sale_ids[start : start + IDS_PER_STATEMENT]
        drafts |= {draft.sale_id: draft for draft in _read_drafts(session, chunk)}
    if len(drafts) < len(set(sale_ids)):
        raise NotFound()
    return [drafts[sale_id] for sale_id in sale_ids]


def find_live_days(session: ReadSession, *, store_id: str, from_date: date, to_date: date) -> tuple[date, date] | None:
    """Return the first and last day in a span on which a till or a gate sold here, or None."""
    first, last = session.execute(
        sa.select(sa.func.min(_SALE.business_date), sa.func.max(_SALE.business_date)).where(
            _SALE.tenant_id == session.tenant_id,
            _SALE.store_id == store_id,
            _SALE.business_date.between(from_date, to_date),
            _SALE.door != "intake",
        )
    ).one()
    return (first, last) if first is not None else None


def _read_drafts(session: ReadSession, sale_ids: Sequence[str]) -> Iterator[SaleDraft]:
    lines = _children(session, SaleLineRow, sale_ids, SaleLineRow.line_no)
    taxes = _children(session, TaxLineRow, sale_ids, TaxLineRow.line_no, TaxLineRow.tax_id)
    tenders = _children(session, TenderLineRow, sale_ids, TenderLineRow.tender_no)
    adjustments = _children(session, PriceAdjustmentRow, sale_ids, PriceAdjustmentRow.adjustment_no)
    for row in session.scalars(sa.select(SaleRow).where(SaleRow.sale_id.in_(sale_ids))):
        by_line: dict[int, list[TaxAmount]] = {}
        for tax in taxes.get(row.sale_id, []):
            by_line.setdefault(tax.line_no, []).append(TaxAmount(tax.tax_id, tax.amount_minor))
        yield _draft(
            row,
            tuple(_line(line, tuple(by_line.get(line.line_no, []))) for line in lines.get(row.sale_id, [])),
            tuple(_tender(tender) for tender in tenders.get(row.sale_id, [])),
            tuple(_adjustment(entry.content) for entry in adjustments.get(row.sale_id, [])),
        )


def _children(session: ReadSession, row_type: Any, sale_ids: Sequence[str], *order: Any) -> dict[str, list[Any]]:
    statement = sa.select(row_type).where(row_type.sale_id.in_(sale_ids)).order_by(row_type.sale_id, *order)
    return {sale_id: list(rows) for sale_id, rows in groupby(session.scalars(statement), key=lambda row: row.sale_id)}


def _draft(
    row: SaleRow,
    lines: tuple[PricedLine, ...],
    tenders: tuple[TenderLine, ...],
    adjustments: tuple[PriceAdjustment, ...],
) -> SaleDraft:
    same = (
        "sale_id", "door", "kind", "store_id", "register_id", "business_date", "occurred_at", "currency",
        "total_minor", "rounding_minor", "captured", "epoch", "sequence", "shift_id", "catalogue_revision",
        "engine_version", "customer_id", "operator_id", "original_sale_id", "receipt_number", "moves_stock",
    )  # fmt: skip
    return SaleDraft(
        lines=lines,
        tenders=tenders,
        adjustments=adjustments,
        approvals=tuple(row.approvals),
        flags=tuple(row.flags),
        **{name: getattr(row, name) for name in same},
    )


def _line(row: SaleLineRow, taxes: tuple[TaxAmount, ...]) -> PricedLine:
    same = (
        "line_no", "item_id", "quantity", "unit", "entry", "unit_price_minor", "price_per", "net_minor",
        "gross_minor", "pack_id", "scan_code", "lot_id", "seen_price_minor",
    )  # fmt: skip
    original = (
        OriginalLine(row.original_sale_id, row.original_line_no)
        if row.original_sale_id is not None and row.original_line_no is not None
        else None
    )
    return PricedLine(
        taxes=taxes,
        override=PriceOverride(**row.override) if row.override else None,
        original=original,
        **{name: getattr(row, name) for name in same},
    )


def _tender(row: TenderLineRow) -> TenderLine:
    same = (
        "tender_no", "kind", "amount_minor", "tendered_minor", "change_minor", "authorisation_id", "stored_value_id",
    )  # fmt: skip
    return TenderLine(**{name: getattr(row, name) for name in same})


def _adjustment(content: dict[str, Any]) -> PriceAdjustment:
    lines = tuple(AdjustedLine(**line) for line in content["lines"])
    return PriceAdjustment(**{**content, "lines": lines})
