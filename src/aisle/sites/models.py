"""Tables of where trade happens."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import Id, TenantRow, UtcText


class StoreRow(TenantRow):
    """A trading site; `user_id` is its owner, `location` its address in the owner's words."""

    __tablename__ = "stores"
    # The nightly round starts from every store there is.
    system_scope = True
    # Topics, files and keys are named by the store alone, so no two tenants may share an id.
    __table_args__ = (sa.UniqueConstraint("store_id"),)

    store_id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(sa.Text)
    location: Mapped[str] = mapped_column(sa.Text)
    time_zone: Mapped[str] = mapped_column(sa.Text)
    currency: Mapped[str] = mapped_column(sa.String(3))
    day_ends_at: Mapped[str] = mapped_column(sa.String(5))
    stock_from_date: Mapped[date | None] = mapped_column(sa.Date)
    tax_mode: Mapped[str] = mapped_column(sa.Text)
    tax_rate_ppm: Mapped[int] = mapped_column(sa.Integer)
    lead_time_days: Mapped[int] = mapped_column(sa.Integer)
    review_period_days: Mapped[int] = mapped_column(sa.Integer)
    service_level_ppm: Mapped[int] = mapped_column(sa.Integer)
    created_at: Mapped[str] = mapped_column(UtcText)


class LocationRow(TenantRow):
    """A place that holds stock; every store has at least its shop floor."""

    __tablename__ = "location"

    location_id: Mapped[str] = mapped_column(Id, primary_key=True)
    store_id: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(sa.Text)


class RegisterRow(TenantRow):
    """A device, or a source of files, that hands in sales; `source` names the origin of an intake register."""

    __tablename__ = "register"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "store_id", "kind", "source"),)

    register_id: Mapped[str] = mapped_column(Id, primary_key=True)
    store_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[str] = mapped_column(UtcText)
