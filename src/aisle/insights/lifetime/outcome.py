"""What customers did after a date: the answer every forecast of purchases is judged by."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from aisle.insights.lifetime.summary import Values


def purchases_after(summary: pl.DataFrame, sales: pl.DataFrame, *, cutoff_date: dt.date, horizon_days: int) -> Values:
    """Purchases (days with a sale that is no return) of the summary's customers after the cut-off, in its order."""
    end = cutoff_date + dt.timedelta(days=horizon_days)
    later = (
        sales.filter(pl.col("business_date") > cutoff_date, pl.col("business_date") <= end)
        .group_by("customer_id", "sale_id")
        .agg(pl.col("business_date").min(), pl.col("net_sales_minor").sum())
        .filter(pl.col("net_sales_minor") >= 0)
        .group_by("customer_id")
        .agg(later=pl.col("business_date").n_unique())
    )
    found = summary.select("customer_id").join(later, on="customer_id", how="left", maintain_order="left")
    return np.asarray(found["later"].fill_null(0).cast(pl.Float64).to_numpy())
