"""Elasticities as a table, each with where it comes from and whether it may be acted on."""

from __future__ import annotations

import numpy as np
import polars as pl

from aisle.insights.price.shrink import Shrunk

PRICE_POINTS_MIN = 3
VARIATION_MIN = 0.02
INTERVAL_LEVEL, INTERVAL_SDS = 0.9, 1.6448536269514722
OWN_WEIGHT_MIN = 0.5
THIN_VARIATION = "thin-variation"

SCHEMA = {
    "item_id": pl.String,
    "category": pl.String,
    "mean": pl.Float64,
    "lo": pl.Float64,
    "hi": pl.Float64,
    "level": pl.Float64,
    "source": pl.String,
    "price_points": pl.Int64,
    "variation": pl.Float64,
    "refusal": pl.String,
}


def no_elasticities() -> pl.DataFrame:
    """An empty table."""
    return pl.DataFrame(schema=SCHEMA)


def price_spread(rows: pl.DataFrame) -> pl.DataFrame:
    """`item_id, category, price_points, variation, refusal` per item, in the order of `item_id`.

    Points and variation are those of the store where the item's price moved most, for a store
    can learn from another one of the tenant but not from mere differences between stores.
    """
    by_store = rows.group_by("category", "item_id", "store_id").agg(
        pl.col("price").round(6).n_unique().cast(pl.Int64).alias("price_points"),
        (pl.col("price").max() / pl.col("price").min() - 1).alias("variation"),
    )
    by_item = by_store.group_by("category", "item_id").agg(pl.col("price_points").max(), pl.col("variation").max())
    is_thin = (pl.col("price_points") < PRICE_POINTS_MIN) | (pl.col("variation") < VARIATION_MIN)
    refusal = pl.when(is_thin).then(pl.lit(THIN_VARIATION)).otherwise(pl.lit(None, dtype=pl.String))
    return by_item.with_columns(refusal.alias("refusal")).sort("item_id")


def describe_category(spread: pl.DataFrame, shrunk: Shrunk) -> pl.DataFrame:
    """Rows of `elasticities_` for one category's items."""
    half = INTERVAL_SDS * shrunk.sd
    # A category speaks for an item only where other items of it had something to say.
    fallback = "category" if (shrunk.own_weight > 0).any() else "prior"
    source = np.where(shrunk.own_weight >= OWN_WEIGHT_MIN, "own", fallback).tolist()
    return spread.with_columns(
        pl.Series("mean", shrunk.mean),
        pl.Series("lo", shrunk.mean - half),
        pl.Series("hi", shrunk.mean + half),
        pl.lit(INTERVAL_LEVEL).alias("level"),
        pl.Series("source", source, dtype=pl.String),
    ).select(list(SCHEMA))
