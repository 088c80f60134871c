"""Segments and lifetime value of a store's known customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa

from aisle.insights.fit.inputs import StoreInput
from aisle.insights.fit.store import Listed, Stamp
from aisle.insights.lifetime import LifetimeValue
from aisle.insights.models import InsightRunRow, SegmentMemberRow
from aisle.insights.segments import CustomerSegments, PreviousSegments
from aisle.kit.bulk import insert_rows
from aisle.kit.db import ReadSession, WriteSession, table_of
from aisle.ledger.totals import CustomerSale

SALES_SCHEMA: dict[str, type[pl.DataType]] = {
    "customer_id": pl.String,
    "sale_id": pl.String,
    "business_date": pl.Date,
    "net_sales_minor": pl.Int64,
}
_MEMBER_COLUMNS = (
    "tenant_id", "run_id", "customer_id", "store_id", "segment", "position", "recency_days", "tenure_days", "frequency",
    "monetary_minor", "alive", "expected_value_minor", "p10_minor", "p90_minor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """What a run knows of customers: the listing, the members with their value, and what the next run builds on."""

    has_customers: bool
    state: str
    notes: list[str]
    listed: list[Listed]
    members: pl.DataFrame
    memory: dict[str, Any] | None
    scores: list[dict[str, Any]]


def study_people(
    known: StoreInput, sales: Iterable[CustomerSale], previous: PreviousSegments | None, *, seed: int
) -> People:
    """Group a store's customers and say what they are expected to bring."""
    rows = [(sale.customer_id, sale.sale_id, sale.business_date, sale.net_sales_minor) for sale in sales]
    frame = pl.DataFrame(rows, schema=SALES_SCHEMA, orient="row")
    value = LifetimeValue(seed=seed).fit(frame, cutoff_date=known.cutoff_date) if len(frame) else None
    predicted = value.predict() if value else None
    lifetime = predicted if predicted is not None and not predicted.is_empty() else None
    segments = CustomerSegments(seed=seed).fit(
        frame, cutoff_date=known.cutoff_date, previous=previous, lifetime=lifetime
    )
    listed = [
        Listed(
            one.segment,
            one.share_of_net_sales,
            {**asdict(one), "currency": known.store.currency, "drift": None, "campaign": None},
        )
        for one in segments.segments_
    ]
    scores = [asdict(score) for score in value.backtest_] if value else []
    memory = _remember(segments.memory_) if segments.state_ == "ready" else None
    members = _members(segments, lifetime)
    return People(not frame.is_empty(), segments.state_, segments.notes_, listed, members, memory, scores)


def _members(segments: CustomerSegments, lifetime: pl.DataFrame | None) -> pl.DataFrame:
    """Return members with their value, the most valuable of each segment first."""
    empty = pl.DataFrame(
        schema={
            "customer_id": pl.String, "alive": pl.Float64, "expected_value_minor": pl.Int64, "p10_minor": pl.Int64,
            "p90_minor": pl.Int64,
        }
    )  # fmt: skip
    value = lifetime.select(empty.columns) if lifetime is not None else empty
    joined = segments.members_.join(value, on="customer_id", how="left")
    by_value = joined.sort(
        ["expected_value_minor", "monetary_minor", "customer_id"], descending=[True, True, False], nulls_last=True
    )
    return by_value.with_row_index("position")


def _remember(memory: PreviousSegments | None) -> dict[str, Any] | None:
    return {"centroids": memory.centroids.to_dicts()} if memory else None


def read_previous(session: ReadSession, store_id: str) -> PreviousSegments | None:
    """Return what the last run with segments left behind."""
    statement = (
        sa.select(InsightRunRow.run_id, InsightRunRow.memory)
        .where(InsightRunRow.store_id == store_id, InsightRunRow.state == "done", InsightRunRow.memory.is_not(None))
        .order_by(InsightRunRow.finished_at.desc())
        .limit(1)
    )
    found = session.execute(statement).one_or_none()
    if found is None or not found.memory:
        return None
    members = sa.select(SegmentMemberRow.customer_id, SegmentMemberRow.segment).where(
        SegmentMemberRow.run_id == found.run_id
    )
    rows = [tuple(row) for row in session.execute(members)]
    return PreviousSegments(
        centroids=pl.DataFrame(found.memory["centroids"]),
        members=pl.DataFrame(rows, schema={"customer_id": pl.String, "segment": pl.String}, orient="row"),
    )


def write_members(tx: WriteSession, stamp: Stamp, members: pl.DataFrame) -> None:
    """Write who is in which segment."""
    table = table_of(SegmentMemberRow)
    tx.execute(table.delete().where(table.c.tenant_id == tx.tenant_id, table.c.run_id == stamp.run_id))
    if members.is_empty():
        return
    picked = members.select(name for name in _MEMBER_COLUMNS if name in members.columns)
    rows = [
        (
            tx.tenant_id, stamp.run_id, row["customer_id"], stamp.store_id, row["segment"], row["position"],
            row["recency_days"], row["tenure_days"], row["frequency"], row["monetary_minor"], row["alive"],
            row["expected_value_minor"], row["p10_minor"], row["p90_minor"],
        )
        for row in picked.iter_rows(named=True)
    ]  # fmt: skip
    insert_rows(tx, table, _MEMBER_COLUMNS, rows)
