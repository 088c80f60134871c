"""What lifetime models need to know of each customer: how often, until when, since when, how much."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Values = NDArray[np.float64]
Counts = NDArray[np.int64]

# Models count time in weeks, as the papers do; tables and arguments stay in days.
DAYS_PER_WEEK = 7.0


@dataclass(frozen=True, kw_only=True)
class History:
    """Arrays of shape (customers,): repeat purchases, and weeks from the first purchase to
    the last one (`active`) and to the cut-off (`age`). Holds 0 <= active <= age."""

    repeats: Values
    active: Values
    age: Values


def summarise_customers(sales: pl.DataFrame, *, cutoff_date: dt.date) -> pl.DataFrame:
    """One row per customer with a purchase up to and including `cutoff_date`, ordered by customer.

    `sales` holds `customer_id, sale_id, business_date, net_sales_minor`. A purchase is a day with
    at least one sale that is not a return; several sales of one day are one purchase, since the
    models speak of occasions. Returns lower the value and are no purchase.

    Returns `customer_id, purchases, repeats` (purchases after the first), `active_days` (first to
    last purchase), `age_days` (first purchase to cut-off), `net_sales_minor`, `mean_value_minor`
    (net sales per purchase, never below 0).
    """
    known = pl.col("customer_id").is_not_null() & (pl.col("business_date") <= cutoff_date)
    receipts = (
        sales.filter(known)
        .group_by("customer_id", "sale_id")
        .agg(pl.col("business_date").min(), pl.col("net_sales_minor").sum())
    )
    days = pl.col("business_date").filter(pl.col("net_sales_minor") >= 0)
    return (
        receipts.group_by("customer_id")
        .agg(
            purchases=days.n_unique().cast(pl.Int64),
            active_days=(days.max() - days.min()).dt.total_days(),
            age_days=(pl.lit(cutoff_date) - days.min()).dt.total_days(),
            net_sales_minor=pl.col("net_sales_minor").sum(),
        )
        .filter(pl.col("purchases") > 0)
        .with_columns(
            repeats=pl.col("purchases") - 1,
            mean_value_minor=pl.max_horizontal("net_sales_minor", pl.lit(0)) / pl.col("purchases"),
        )
        .sort("customer_id")
    )


def history_of(summary: pl.DataFrame) -> History:
    """The summary's columns as arrays, in weeks."""
    history = History(
        repeats=_floats(summary, "repeats"),
        active=_floats(summary, "active_days") / DAYS_PER_WEEK,
        age=_floats(summary, "age_days") / DAYS_PER_WEEK,
    )
    assert np.all((history.active >= 0) & (history.active <= history.age)), "last purchase outside the known time"
    return history


def _floats(summary: pl.DataFrame, column: str) -> Values:
    return np.asarray(summary[column].cast(pl.Float64).to_numpy())
