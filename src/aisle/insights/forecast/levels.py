"""Forecasts of categories, stores and everything as sums of their products."""

from __future__ import annotations

from typing import Literal

import polars as pl

Level = Literal["product", "category", "store", "all"]
LEVEL_KEYS: dict[Level, list[str]] = {
    "product": ["store_id", "item_id"],
    "category": ["store_id", "category"],
    "store": ["store_id"],
    "all": [],
}


def sum_means(forecast: pl.DataFrame, series: pl.DataFrame, level: Level) -> pl.DataFrame:
    """Means of a level, bottom-up, so that levels always add up.

    `forecast` has `series_id, date, mean`; `series` the key columns. Returns the level's keys,
    `date` and `mean`, sorted. Quantiles do not add up: take them from summed sample paths.
    """
    keys = LEVEL_KEYS[level]
    named = forecast.join(series.select("series_id", "store_id", "item_id", "category"), on="series_id")
    return named.group_by(*keys, "date").agg(pl.col("mean").sum()).sort(*keys, "date")
