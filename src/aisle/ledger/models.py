"""Tables of the book; rows are added and never changed."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import CanonicalJson, Id, Minor, TenantRow, UtcText

# Keys lead with random ids, so a table that is its own index saves half the writing on SQLite.
_CLUSTERED = {"sqlite_with_rowid": False}
_NAMES_ORIGINAL = sa.text("original_sale_id IS NOT NULL")
_ORIGINAL_ONLY: dict[str, Any] = {"sqlite_where": _NAMES_ORIGINAL, "postgresql_where": _NAMES_ORIGINAL}


class RegisterHeadRow(TenantRow):
    """Where a register stands; posting locks this row first, so one register's sales come one after another."""

    __tablename__ = "register_head"

    register_id: Mapped[str] = mapped_column(Id, primary_key=True)
    epoch: Mapped[int] = mapped_column(sa.BigInteger)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class SaleRow(TenantRow):
    """A posted sale."""

    __tablename__ = "sale"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "register_id", "epoch", "sequence"),
        sa.Index("ix_sale_day", "tenant_id", "store_id", "business_date", "sale_id"),
        sa.Index("ix_sale_original", "tenant_id", "original_sale_id"),
    )

    sale_id: Mapped[str] = mapped_column(Id, primary_key=True)
    door: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.Text)
    store_id: Mapped[str] = mapped_column(Id)
    register_id: Mapped[str] = mapped_column(Id)
    epoch: Mapped[int] = mapped_column(sa.BigInteger)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)
    shift_id: Mapped[str | None] = mapped_column(Id)
    business_date: Mapped[date] = mapped_column(sa.Date)
    occurred_at: Mapped[str] = mapped_column(UtcText)
    posted_at: Mapped[str] = mapped_column(UtcText)
    captured: Mapped[str] = mapped_column(sa.Text)
    currency: Mapped[str] = mapped_column(sa.String(3))
    catalogue_revision: Mapped[int | None] = mapped_column(sa.BigInteger)
    engine_version: Mapped[int | None] = mapped_column(sa.Integer)
    customer_id: Mapped[str | None] = mapped_column(Id)
    operator_id: Mapped[str | None] = mapped_column(Id)
    original_sale_id: Mapped[str | None] = mapped_column(Id)
    receipt_number: Mapped[str] = mapped_column(sa.Text)
    line_count: Mapped[int] = mapped_column(sa.Integer)
    net_minor: Mapped[int] = mapped_column(Minor)
    tax_minor: Mapped[int] = mapped_column(Minor)
    total_minor: Mapped[int] = mapped_column(Minor)
    rounding_minor: Mapped[int] = mapped_column(Minor)
    flags: Mapped[list[str]] = mapped_column(CanonicalJson)
    approvals: Mapped[list[str]] = mapped_column(CanonicalJson)
    moves_stock: Mapped[bool] = mapped_column(sa.Boolean)
    digest: Mapped[str] = mapped_column(sa.String(64))


class SaleLineRow(TenantRow):
    """A line of a posted sale."""

    __tablename__ = "sale_line"
    __table_args__ = (
        # Few lines name an original, and whoever returns or voids asks for them by it.
        sa.Index("ix_sale_line_original", "tenant_id", "original_sale_id", **_ORIGINAL_ONLY),
        _CLUSTERED,
    )

    sale_id: Mapped[str] = mapped_column(Id, primary_key=True)
    line_no: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    item_id: Mapped[str] = mapped_column(Id)
    pack_id: Mapped[str | None] = mapped_column(Id)
    quantity: Mapped[int] = mapped_column(sa.BigInteger)
    unit: Mapped[str] = mapped_column(sa.Text)
    entry: Mapped[str] = mapped_column(sa.Text)
    scan_code: Mapped[str | None] = mapped_column(sa.Text)
    lot_id: Mapped[str | None] = mapped_column(sa.Text)
    seen_price_minor: Mapped[int | None] = mapped_column(Minor)
    unit_price_minor: Mapped[int] = mapped_column(Minor)
    price_per: Mapped[int] = mapped_column(sa.Integer)
    override: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    original_sale_id: Mapped[str | None] = mapped_column(Id)
    original_line_no: Mapped[int | None] = mapped_column(sa.Integer)
    net_minor: Mapped[int] = mapped_column(Minor)
    gross_minor: Mapped[int] = mapped_column(Minor)


class TaxLineRow(TenantRow):
    """One tax of one line."""

    __tablename__ = "tax_line"
    __table_args__ = (_CLUSTERED,)

    sale_id: Mapped[str] = mapped_column(Id, primary_key=True)
    line_no: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tax_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    amount_minor: Mapped[int] = mapped_column(Minor)


class TenderLineRow(TenantRow):
    """What settled a sale."""

    __tablename__ = "tender_line"
    __table_args__ = (_CLUSTERED,)

    sale_id: Mapped[str] = mapped_column(Id, primary_key=True)
    tender_no: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.Text)
    amount_minor: Mapped[int] = mapped_column(Minor)
    tendered_minor: Mapped[int] = mapped_column(Minor)
    change_minor: Mapped[int] = mapped_column(Minor)
    authorisation_id: Mapped[str | None] = mapped_column(Id)
    stored_value_id: Mapped[str | None] = mapped_column(Id)


class PriceAdjustmentRow(TenantRow):
    """A lowering or raising of lines, as it was applied."""

    __tablename__ = "price_adjustment"
    __table_args__ = (_CLUSTERED,)

    sale_id: Mapped[str] = mapped_column(Id, primary_key=True)
    adjustment_no: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    content: Mapped[Any] = mapped_column(CanonicalJson)
