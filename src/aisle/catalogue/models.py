"""Tables of what is sold."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import Id, Minor, TenantRow, UtcText


class ProductRow(TenantRow):
    """What a shopper names; groups the items that are its variants."""

    __tablename__ = "product"

    product_id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)


class ItemRow(TenantRow):
    """The variant counted, priced and sold; an item that stands alone has no product of its own."""

    __tablename__ = "item"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "sku"),)

    item_id: Mapped[str] = mapped_column(Id, primary_key=True)
    product_id: Mapped[str | None] = mapped_column(Id)
    sku: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.Text)
    category: Mapped[str] = mapped_column(sa.Text)
    unit: Mapped[str] = mapped_column(sa.Text)
    blocked: Mapped[bool] = mapped_column(sa.Boolean)
    named_at: Mapped[str] = mapped_column(UtcText)
    created_at: Mapped[str] = mapped_column(UtcText)


class ScanCodeRow(TenantRow):
    """A string a scanner may read for an item; one string means one item."""

    __tablename__ = "scan_code"

    scan_code: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    item_id: Mapped[str] = mapped_column(Id, index=True)


class PriceRow(TenantRow):
    """One dated price of an item at a store; rows are added and never changed, so the past can be proven."""

    __tablename__ = "price"
    __table_args__ = (sa.Index("ix_price_current", "tenant_id", "store_id", "item_id", "valid_from"),)

    price_id: Mapped[str] = mapped_column(Id, primary_key=True)
    store_id: Mapped[str] = mapped_column(Id)
    item_id: Mapped[str] = mapped_column(Id)
    price_minor: Mapped[int] = mapped_column(Minor)
    valid_from: Mapped[str] = mapped_column(UtcText)
    cause: Mapped[str] = mapped_column(sa.Text)
    set_by: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[str] = mapped_column(UtcText)
