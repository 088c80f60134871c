"""Training data: the cube as one long table, a row per series and day with a sale."""

import hashlib
from datetime import date

import polars as pl
import sqlalchemy as sa

from aisle.insights.models import SalesCubeRow
from aisle.kit.db import ReadSession, table_of

ROWS_AT_ONCE = 100_000
SERIES_SCHEMA: dict[str, type[pl.DataType]] = {
    "series_id": pl.String,
    "store_id": pl.String,
    "item_id": pl.String,
    "category": pl.String,
    "date": pl.Date,
    "units": pl.Float64,
    "price": pl.Float64,
    "promoted": pl.Boolean,
    "in_stock_share": pl.Float64,
}
_CUBE = table_of(SalesCubeRow).c


def build_series(session: ReadSession, *, store_id: str, cutoff_date: date, categories: dict[str, str]) -> pl.DataFrame:
    """Return the sales history of a store up to and including `cutoff_date`, by series and date.

    `series_id` is the item's id, `units` are those sold (what came back is not less demand), `price` the mean unit
    price of the day in minor units. A day without a row sold nothing. `categories` maps item_id to category.
    """
    statement = (
        sa.select(_CUBE.item_id, _CUBE.business_date, _CUBE.units, _CUBE.price_minor_mean, _CUBE.promoted,
                  _CUBE.in_stock_share)
        .where(
            _CUBE.tenant_id == session.tenant_id,
            _CUBE.store_id == store_id,
            _CUBE.business_date <= cutoff_date,
            _CUBE.units > 0,
        )
        .order_by(_CUBE.item_id, _CUBE.business_date)
    )  # fmt: skip
    schema = {name: SERIES_SCHEMA[name] for name in ("item_id", "date", "units", "price", "promoted", "in_stock_share")}
    rows = session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)).partitions()
    frames = [pl.DataFrame([tuple(row) for row in part], schema=schema, orient="row") for part in rows]
    history = pl.concat(frames) if frames else pl.DataFrame(schema=schema)
    return history.with_columns(
        series_id=pl.col("item_id"),
        store_id=pl.lit(store_id),
        category=pl.col("item_id").replace_strict(categories, default="", return_dtype=pl.String),
    ).select(*SERIES_SCHEMA)


def hash_series(series: pl.DataFrame) -> str:
    """Return the SHA-256 of the training data, which a run keeps so that one state of it can be told from another."""
    digest = hashlib.sha256()
    for item_id, days in series.group_by("series_id", maintain_order=True).len().iter_rows():
        digest.update(f"{item_id} {days}\n".encode())
    for column in (series["date"].to_physical(), series["units"], series["price"].fill_null(-1.0)):
        digest.update(column.to_numpy().tobytes())
    return digest.hexdigest()
