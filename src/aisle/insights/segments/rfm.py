"""Recency, frequency and monetary value of each customer as of a date, and their ranks."""

from __future__ import annotations

import datetime as dt

import polars as pl

RANKS = ("r", "f", "m")


def measure_rfm(sales: pl.DataFrame, *, as_of: dt.date) -> pl.DataFrame:
    """One row per customer who has bought something, ordered by customer.

    `sales` holds `customer_id, sale_id, business_date, net_sales_minor`; several rows of one
    sale are added up. A sale of negative value is a return: it lowers `monetary_minor` but is
    no visit. Rows after `as_of` and rows without a customer are ignored.

    Returns `customer_id, recency_days` (since the last visit), `tenure_days` (since the
    first), `frequency` (visits) and `monetary_minor` (net of returns).
    """
    receipts = (
        sales.filter(pl.col("customer_id").is_not_null(), pl.col("business_date") <= as_of)
        .group_by("customer_id", "sale_id")
        .agg(pl.col("business_date").min(), pl.col("net_sales_minor").sum())
    )
    visit_date = pl.col("business_date").filter(pl.col("net_sales_minor") >= 0)
    return (
        receipts.group_by("customer_id")
        .agg(
            recency_days=(pl.lit(as_of) - visit_date.max()).dt.total_days(),
            tenure_days=(pl.lit(as_of) - visit_date.min()).dt.total_days(),
            frequency=visit_date.len().cast(pl.Int64),
            monetary_minor=pl.col("net_sales_minor").sum(),
        )
        .filter(pl.col("frequency") > 0)
        .sort("customer_id")
    )


def add_ranks(rfm: pl.DataFrame) -> pl.DataFrame:
    """Add `r, f, m`: the ranks of the three measures, spread evenly over 0 to 1.

    1 is the most recent, the most frequent, the most valuable; ties share their mean rank.
    Ranks, since the raw measures are so skewed that K-Means would only find the few largest.
    A single customer has no rank to speak of and stands in the middle.
    """
    return rfm.with_columns(
        r=_rank(-pl.col("recency_days")),
        f=_rank(pl.col("frequency")),
        m=_rank(pl.col("monetary_minor")),
    )


def _rank(measure: pl.Expr) -> pl.Expr:
    last = pl.len() - 1
    return pl.when(last > 0).then((measure.rank("average") - 1) / last).otherwise(0.5)
