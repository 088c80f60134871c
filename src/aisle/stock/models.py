"""Tables of how many there are."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import Id, Minor, TenantRow, UtcText


class StockMovementRow(TenantRow):
    """One signed change of stock; append-only, with no running balance, so a late fact rewrites nothing."""

    __tablename__ = "stock_movement"
    __table_args__ = (sa.Index("ix_stock_movement_place", "tenant_id", "location_id", "item_id", "lot_id"),)

    movement_id: Mapped[str] = mapped_column(Id, primary_key=True)
    item_id: Mapped[str] = mapped_column(Id)
    location_id: Mapped[str] = mapped_column(Id)
    lot_id: Mapped[str] = mapped_column(sa.Text)
    quantity: Mapped[int] = mapped_column(sa.BigInteger)
    kind: Mapped[str] = mapped_column(sa.Text)
    cause_id: Mapped[str] = mapped_column(Id)
    occurred_at: Mapped[str] = mapped_column(UtcText)
    posted_at: Mapped[str] = mapped_column(UtcText)
    unit_cost_minor: Mapped[int | None] = mapped_column(Minor)


class StockLevelRow(TenantRow):
    """The sum of movements at an item, location and lot: saved for speed, provable at any time."""

    __tablename__ = "stock_level"

    location_id: Mapped[str] = mapped_column(Id, primary_key=True)
    item_id: Mapped[str] = mapped_column(Id, primary_key=True)
    lot_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    on_hand: Mapped[int] = mapped_column(sa.BigInteger)
    counted_at: Mapped[str | None] = mapped_column(UtcText)


class StockCountRow(TenantRow):
    """A count posted by a person; its lines say what was found and what the book had said."""

    __tablename__ = "stock_count"

    count_id: Mapped[str] = mapped_column(Id, primary_key=True)
    store_id: Mapped[str] = mapped_column(Id)
    counted_at: Mapped[str] = mapped_column(UtcText)
    posted_at: Mapped[str] = mapped_column(UtcText)
    reason: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))


class StockCountLineRow(TenantRow):
    """One counted item."""

    __tablename__ = "stock_count_line"

    count_id: Mapped[str] = mapped_column(Id, primary_key=True)
    item_id: Mapped[str] = mapped_column(Id, primary_key=True)
    counted: Mapped[int] = mapped_column(sa.BigInteger)
    variance: Mapped[int] = mapped_column(sa.BigInteger)
