"""Writing what a run found: listings, predictions, accuracy; many rows a statement, committed in chunks.

Ids follow from the run and what a row is about, so a run that was interrupted writes the same rows again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from aisle.insights.fit.measures import Figures
from aisle.insights.models import ForecastAccuracyRow, ListingRow, PredictionRow
from aisle.insights.rules import HORIZON_DAYS_DEFAULT
from aisle.kit.bulk import insert_rows
from aisle.kit.db import TenantRow, WriteSession, table_of
from aisle.kit.ids import derived_id

ROWS_PER_CHUNK = 2_000
_LISTING_COLUMNS = (
    "tenant_id", "run_id", "listing", "position", "subject_id", "category", "kind", "facet", "recommendation_id",
    "payload", "numbers",
)  # fmt: skip
_PREDICTION_COLUMNS = (
    "tenant_id", "run_id", "product_id", "date", "prediction_id", "store_id", "cutoff_date", "predicted_demand",
    "quantiles", "model", "created_at",
)  # fmt: skip
_ACCURACY_COLUMNS = (
    "tenant_id", "run_id", "key", "store_id", "window_days", "wape", "bias", "rmsse", "coverage_p90", "fva",
    "observations",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of a listing before it has its place; `stake_minor` decides the place, the largest first."""

    subject_id: str
    stake_minor: float
    payload: dict[str, Any]
    category: str = ""
    kind: str = ""
    facet: str = ""
    recommendation_id: str | None = None
    numbers: bytes | None = None


@dataclass(frozen=True, slots=True)
class Predicted:
    """What is stored of one product's forecast: days from the first one ahead, quantiles by level."""

    product_id: str
    model: str
    means: Sequence[float]
    quantiles: Sequence[Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every row of a run carries; `dates` are the days predicted."""

    run_id: str
    store_id: str
    cutoff_date: date
    created_at: str
    dates: Sequence[date] = field(default_factory=list)


def clear_run(tx: WriteSession, run_id: str) -> None:
    """Remove what an interrupted fit had written so far; a run that is done is never cleared."""
    tables: Sequence[type[TenantRow]] = (ListingRow, PredictionRow, ForecastAccuracyRow)
    for table in map(table_of, tables):
        tx.execute(table.delete().where(table.c.tenant_id == tx.tenant_id, table.c.run_id == run_id))


def write_listing(tx: WriteSession, run_id: str, listing: str, items: Iterable[Listed]) -> None:
    """Give items their places and write them, a chunk a transaction."""
    ordered = sorted(items, key=lambda item: (-item.stake_minor, item.subject_id))
    for start in range(0, len(ordered), ROWS_PER_CHUNK):
        rows = [
            (
                tx.tenant_id, run_id, listing, position, item.subject_id, item.category, item.kind, item.facet,
                item.recommendation_id, _json(item.payload), item.numbers,
            )
            for position, item in enumerate(ordered[start : start + ROWS_PER_CHUNK], start=start)
        ]  # fmt: skip
        insert_rows(tx, table_of(ListingRow), _LISTING_COLUMNS, rows)
        tx.commit_checkpoint()


def write_predictions(tx: WriteSession, stamp: Stamp, products: Sequence[Predicted]) -> None:
    """Write the days of some products, in one transaction."""
    assert len(stamp.dates) == HORIZON_DAYS_DEFAULT
    rows = [
        (
            tx.tenant_id, stamp.run_id, product.product_id, day.isoformat(),
            derived_id(stamp.run_id, f"{product.product_id} {day.isoformat()}"), stamp.store_id,
            stamp.cutoff_date.isoformat(), mean, _json(quantiles), product.model, stamp.created_at,
        )
        for product in products
        for day, mean, quantiles in zip(stamp.dates, product.means, product.quantiles, strict=True)
    ]  # fmt: skip
    insert_rows(tx, table_of(PredictionRow), _PREDICTION_COLUMNS, rows)
    tx.commit_checkpoint()


def write_accuracy(tx: WriteSession, stamp: Stamp, figures: Mapping[str, Figures], *, window_days: int) -> None:
    """Write how near past forecasts were, by product and for the store."""
    rows = [
        (
            tx.tenant_id, stamp.run_id, key, stamp.store_id, window_days, found["wape"], found["bias"], found["rmsse"],
            found["coverage_p90"], found["fva"], found["observations"],
        )
        for key, found in figures.items()
    ]  # fmt: skip
    insert_rows(tx, table_of(ForecastAccuracyRow), _ACCURACY_COLUMNS, rows)


def count_rows(tx: WriteSession, run_id: str) -> int:
    """Return how many predictions a run has stored."""
    mine = sa.select(sa.func.count()).select_from(PredictionRow).where(PredictionRow.run_id == run_id)
    return int(tx.scalar(mine) or 0)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
