"""One category's sales as arrays, centred inside each series (an item in a store)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aisle.insights.price.frame import log_units
from aisle.insights.price.regression import Fit, fit_ridge, group_means

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

CENTRING_ROUNDS = 30
CENTRED_ENOUGH = 1e-8


@dataclass(frozen=True)
class CategoryPanel:
    """Rows sorted by item, store and date; `spans` cuts them into items, in the order of `items`.

    `target` (rows,) are log units and `columns` (rows, k) own log price, flags and cross prices,
    both with the weighted mean of their series taken out; `level` (series,) and `usual`
    (series, k) are those means. `series` and `week` (rows,) are numbers from 0.
    """

    items: list[str]
    spans: list[slice]
    series: Codes
    week: Codes
    weights: Floats
    target: Floats
    columns: Floats
    level: Floats
    usual: Floats

    def items_a_week(self) -> Codes:
        """How many different items have a row in each row's week (rows,)."""
        item = np.repeat(np.arange(len(self.spans)), [span.stop - span.start for span in self.spans])
        pairs = np.unique(np.column_stack([self.week, item]), axis=0)
        return np.asarray(np.bincount(pairs[:, 0])[self.week])


def build_panel(rows: pl.DataFrame, columns: Floats, weights: Floats) -> CategoryPanel:
    """Arrays of one category's sorted `rows`."""
    series = _codes(rows, "item_id", "store_id")
    target = log_units(rows)
    level, usual = group_means(target, series, weights), group_means_of_columns(columns, series, weights)
    items, starts = np.unique(rows["item_id"].to_numpy(), return_index=True)
    stops = [*starts[1:].tolist(), len(rows)]
    return CategoryPanel(
        items=[str(item) for item in items],
        spans=[slice(int(start), int(stop)) for start, stop in zip(starts, stops, strict=True)],
        series=series,
        week=_codes(rows, "date"),
        weights=weights,
        target=target - level[series],
        columns=columns - usual[series],
        level=level,
        usual=usual,
    )


def group_means_of_columns(columns: Floats, groups: Codes, weights: Floats) -> Floats:
    """Weighted means (groups, k) of `columns` (rows, k)."""
    return np.stack([group_means(column, groups, weights) for column in columns.T], axis=1)


def fit_shared(panel: CategoryPanel, penalties: Floats) -> Fit:
    """One set of coefficients for the whole category, with series and weeks both taken out exactly."""
    both = np.column_stack([panel.target, panel.columns])
    for _ in range(CENTRING_ROUNDS):
        by_week = group_means_of_columns(both, panel.week, panel.weights)[panel.week]
        both = both - by_week
        by_series = group_means_of_columns(both, panel.series, panel.weights)[panel.series]
        both = both - by_series
        if float(np.abs(by_series).max(initial=0.0)) < CENTRED_ENOUGH:
            break
    return fit_ridge(both[:, 0], both[:, 1:], weights=panel.weights, weeks=panel.week, penalties=penalties)


def usual_log_prices(rows: pl.DataFrame) -> pl.DataFrame:
    """Mean log price of every series: `store_id, item_id, usual_log_price`."""
    return rows.group_by("store_id", "item_id").agg(pl.col("price").log().mean().alias("usual_log_price"))


def cross_price(rows: pl.DataFrame, item_id: str, usual: pl.DataFrame) -> Floats:
    """Log of another item's price in the same store and week over its usual price (rows,).

    0 where it has none, and in that item's own rows.
    """
    other = (
        rows.filter(pl.col("item_id") == item_id)
        .join(usual, on=["store_id", "item_id"])
        .select("store_id", "date", (pl.col("price").log() - pl.col("usual_log_price")).alias("cross"))
    )
    joined = rows.select("store_id", "date", "item_id").join(
        other, on=["store_id", "date"], how="left", maintain_order="left"
    )
    is_self = (joined["item_id"] == item_id).to_numpy()
    return np.where(is_self, 0.0, joined["cross"].fill_null(0.0).to_numpy())


def _codes(rows: pl.DataFrame, *names: str) -> Codes:
    """Numbers from 0, in the order in which the sorted rows show each combination first."""
    ranks = rows.select(pl.struct(names).rank("dense").alias("code") - 1)
    return ranks["code"].cast(pl.Int64).to_numpy()
