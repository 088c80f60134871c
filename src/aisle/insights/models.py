"""Tables of what the book implies: the sales cube, fit runs, and what each run said.

Floats begin here. JSON that holds them is kept as plain text (`FloatJson`), since canonical JSON refuses floats.
"""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import Id, Minor, TenantRow, UtcText

# Keys lead with ids that arrive in no order, so a table that is its own index saves half the writing on SQLite.
_CLUSTERED = {"sqlite_with_rowid": False}


class FloatJson(sa.types.TypeDecorator[Any]):
    """JSON with floats, kept as compact text; it is shown, never hashed."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """Write a value as JSON."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        """Read the value back."""
        return None if value is None else json.loads(value)


class SalesCubeRow(TenantRow):
    """What one item sold at one store on one business date; no customer is in here.

    `units` were sold, `returned_units` came back; `price_minor_mean` is `priced_units_minor / units`. `in_stock_share`
    is null where nobody knows.
    """

    __tablename__ = "sales_cube"
    __table_args__ = (_CLUSTERED,)

    store_id: Mapped[str] = mapped_column(Id, primary_key=True)
    item_id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_date: Mapped[dt.date] = mapped_column(sa.Date, primary_key=True)
    units: Mapped[int] = mapped_column(sa.BigInteger)
    returned_units: Mapped[int] = mapped_column(sa.BigInteger)
    net_sales_minor: Mapped[int] = mapped_column(Minor)
    receipts: Mapped[int] = mapped_column(sa.BigInteger)
    priced_units_minor: Mapped[float] = mapped_column(sa.Double)
    price_minor_mean: Mapped[float | None] = mapped_column(sa.Double)
    promoted: Mapped[bool] = mapped_column(sa.Boolean, server_default=sa.false())
    in_stock_share: Mapped[float | None] = mapped_column(sa.Double)


class SalesCubeHourRow(TenantRow):
    """What one store sold in one hour of its own clock."""

    __tablename__ = "sales_cube_hour"
    __table_args__ = (_CLUSTERED,)

    store_id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_date: Mapped[dt.date] = mapped_column(sa.Date, primary_key=True)
    hour: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    units: Mapped[int] = mapped_column(sa.BigInteger)
    returned_units: Mapped[int] = mapped_column(sa.BigInteger)
    net_sales_minor: Mapped[int] = mapped_column(Minor)
    receipts: Mapped[int] = mapped_column(sa.BigInteger)


class DirtySeriesRow(TenantRow):
    """A series the cube has changed since the last fit, and the first day that changed."""

    __tablename__ = "dirty_series"
    __table_args__ = (_CLUSTERED,)

    store_id: Mapped[str] = mapped_column(Id, primary_key=True)
    item_id: Mapped[str] = mapped_column(Id, primary_key=True)
    first_date: Mapped[dt.date] = mapped_column(sa.Date)


class CubeHeadRow(TenantRow):
    """Counts the changes of a store's cube, so that a run can say which state of it was fitted."""

    __tablename__ = "sales_cube_head"

    store_id: Mapped[str] = mapped_column(Id, primary_key=True)
    revision: Mapped[int] = mapped_column(sa.BigInteger)


class InsightRunRow(TenantRow):
    """One fit of one store; `kind` is quick (simple rules, within seconds), full, or the backtest beside a full one.

    `listings` says per read what state it is in, with its notes; `memory` is what the next run builds on.
    """

    __tablename__ = "insight_run"
    __table_args__ = (sa.Index("ix_insight_run_store", "tenant_id", "store_id", "created_at"),)

    run_id: Mapped[str] = mapped_column(Id, primary_key=True)
    store_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10))
    stage: Mapped[str] = mapped_column(sa.Text)
    progress: Mapped[float] = mapped_column(sa.Double)
    cutoff_date: Mapped[dt.date | None] = mapped_column(sa.Date)
    row_count: Mapped[int | None] = mapped_column(sa.BigInteger)
    cube_revision: Mapped[int | None] = mapped_column(sa.BigInteger)
    cube_hash: Mapped[str | None] = mapped_column(sa.String(64))
    code_version: Mapped[str] = mapped_column(sa.Text)
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    parameters: Mapped[Any] = mapped_column(FloatJson)
    scores: Mapped[Any] = mapped_column(FloatJson, nullable=True)
    listings: Mapped[Any] = mapped_column(FloatJson, nullable=True)
    memory: Mapped[Any] = mapped_column(FloatJson, nullable=True)
    error: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[str] = mapped_column(UtcText)
    started_at: Mapped[str | None] = mapped_column(UtcText)
    finished_at: Mapped[str | None] = mapped_column(UtcText)
    confirmed_at: Mapped[str | None] = mapped_column(UtcText)


class PredictionRow(TenantRow):
    """What a run expected of a product on a date; rows are added and never changed."""

    __tablename__ = "predictions"
    __table_args__ = (_CLUSTERED,)

    run_id: Mapped[str] = mapped_column(Id, primary_key=True)
    product_id: Mapped[str] = mapped_column(Id, primary_key=True)
    date: Mapped[dt.date] = mapped_column(sa.Date, primary_key=True)
    prediction_id: Mapped[str] = mapped_column(Id)
    store_id: Mapped[str] = mapped_column(Id)
    cutoff_date: Mapped[dt.date] = mapped_column(sa.Date)
    predicted_demand: Mapped[float] = mapped_column(sa.Double)
    quantiles: Mapped[Any] = mapped_column(FloatJson)
    model: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[str] = mapped_column(UtcText)


class RecommendationRow(TenantRow):
    """One piece of advice and what a person made of it; `subject_id` is what it is about, whatever its type."""

    __tablename__ = "recommendations"
    __table_args__ = (
        sa.Index("ix_recommendations_subject", "tenant_id", "store_id", "type", "state", "subject_id"),
        sa.Index("ix_recommendations_run", "tenant_id", "run_id"),
    )

    recommendation_id: Mapped[str] = mapped_column(Id, primary_key=True)
    store_id: Mapped[str] = mapped_column(Id)
    type: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[str] = mapped_column(sa.Text)
    product_id: Mapped[str | None] = mapped_column(Id)
    segment: Mapped[str | None] = mapped_column(sa.Text)
    description: Mapped[str] = mapped_column(sa.Text)
    payload: Mapped[Any] = mapped_column(FloatJson)
    why: Mapped[Any] = mapped_column(FloatJson)
    state: Mapped[str] = mapped_column(sa.String(12))
    valid_from: Mapped[dt.date] = mapped_column(sa.Date)
    valid_until: Mapped[dt.date] = mapped_column(sa.Date)
    run_id: Mapped[str] = mapped_column(Id)
    created_at: Mapped[str] = mapped_column(UtcText)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[str | None] = mapped_column(UtcText)
    decision: Mapped[str | None] = mapped_column(sa.String(10))
    reason: Mapped[str | None] = mapped_column(sa.Text)


class ListingRow(TenantRow):
    """One item of a listing as a run leaves it, ready to be shown; `position` is the order it is shown in.

    `facet` is what the listing can be narrowed by (urgency, status); `numbers` holds arrays too long for JSON.
    """

    __tablename__ = "insight_listing"
    __table_args__ = (
        sa.Index("ix_insight_listing_subject", "tenant_id", "run_id", "listing", "subject_id"),
        sa.Index("ix_insight_listing_category", "tenant_id", "run_id", "listing", "category", "position"),
    )

    run_id: Mapped[str] = mapped_column(Id, primary_key=True)
    listing: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    position: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    subject_id: Mapped[str] = mapped_column(sa.Text)
    category: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.String(20))
    facet: Mapped[str] = mapped_column(sa.String(20))
    recommendation_id: Mapped[str | None] = mapped_column(Id)
    payload: Mapped[Any] = mapped_column(FloatJson)
    numbers: Mapped[bytes | None] = mapped_column(sa.LargeBinary)


class ForecastAccuracyRow(TenantRow):
    """How near forecasts stored before their days came; `key` is a product id, or `store` for the store's total."""

    __tablename__ = "forecast_accuracy"
    __table_args__ = (_CLUSTERED,)

    run_id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    store_id: Mapped[str] = mapped_column(Id)
    window_days: Mapped[int] = mapped_column(sa.Integer)
    wape: Mapped[float | None] = mapped_column(sa.Double)
    bias: Mapped[float | None] = mapped_column(sa.Double)
    rmsse: Mapped[float | None] = mapped_column(sa.Double)
    coverage_p90: Mapped[float | None] = mapped_column(sa.Double)
    fva: Mapped[float | None] = mapped_column(sa.Double)
    observations: Mapped[int] = mapped_column(sa.Integer)


class SegmentMemberRow(TenantRow):
    """A customer's place and value as of a run; names and contacts are not in here."""

    __tablename__ = "segment_member"
    __table_args__ = (
        sa.Index("ix_segment_member_segment", "tenant_id", "run_id", "segment", "position"),
        _CLUSTERED,
    )

    run_id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    store_id: Mapped[str] = mapped_column(Id)
    segment: Mapped[str] = mapped_column(sa.Text)
    position: Mapped[int] = mapped_column(sa.Integer)
    recency_days: Mapped[int] = mapped_column(sa.Integer)
    tenure_days: Mapped[int] = mapped_column(sa.Integer)
    frequency: Mapped[int] = mapped_column(sa.Integer)
    monetary_minor: Mapped[int] = mapped_column(Minor)
    alive: Mapped[float | None] = mapped_column(sa.Double)
    expected_value_minor: Mapped[int | None] = mapped_column(Minor)
    p10_minor: Mapped[int | None] = mapped_column(Minor)
    p90_minor: Mapped[int | None] = mapped_column(Minor)
