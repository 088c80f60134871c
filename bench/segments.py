"""Are the customer segments well apart, and does the shop find them again on other customers?

Silhouette of the groups, and the adjusted Rand index between them and refits on customers drawn
with replacement. The baseline is the usual recipe: K-Means on standardised logarithms of RFM.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars as pl

from aisle.insights.segments import RANKS, Clusters, CustomerSegments, add_ranks, find_clusters, measure_rfm
from aisle.insights.segments.clusters import Points
from bench.harness import Meter, Options, Row

DATA = "online_retail"
FILE = ("online_retail", "online_retail.csv.gz")
LAST_DATE = dt.date(2011, 12, 9)
COUNTS = (3, 4, 5, 6)
QUICK_CUSTOMERS = 1_000


def run(options: Options) -> list[Row]:
    """Our segments, the same recipe at other counts of groups, and K-Means on log-z RFM."""
    sales = load_online_retail(options)
    seeds = options.seeds[:1] if options.quick else options.seeds
    rfm = measure_rfm(sales, as_of=LAST_DATE)
    ranks = add_ranks(rfm).select(RANKS).to_numpy()
    rows = [_shipped(sales, seeds)]
    for count in COUNTS:
        rows.append(_judge(f"ranks, k={count}", ranks, count, seeds, len(sales)))
    for count in COUNTS:
        rows.append(_judge(f"log-z RFM, k={count}", log_z(rfm), count, seeds, len(sales)))
    return rows


def load_online_retail(options: Options) -> pl.DataFrame:
    """Receipts `customer_id, sale_id, business_date, net_sales_minor` of known customers.

    The usual cleaning: a customer is named, the invoice is not cancelled, quantity and price are
    positive. That leaves 397,884 lines of 4,338 customers.
    """
    lines = pl.read_csv(options.need(*FILE), infer_schema_length=0)
    quantity, price = pl.col("Quantity").cast(pl.Int64), pl.col("UnitPrice").cast(pl.Float64)
    sales = (
        lines.filter(pl.col("CustomerID").fill_null("") != "", ~pl.col("InvoiceNo").str.starts_with("C"))
        .filter(quantity > 0, price > 0)
        .group_by(customer_id="CustomerID", sale_id="InvoiceNo")
        .agg(
            business_date=pl.col("InvoiceDate").str.slice(0, 10).str.to_date("%Y-%m-%d").min(),
            net_sales_minor=(quantity * price * 100).round().cast(pl.Int64).sum(),
        )
        .sort("customer_id", "sale_id")
    )
    return few_customers(sales, QUICK_CUSTOMERS) if options.quick else sales


def few_customers(sales: pl.DataFrame, customers: int) -> pl.DataFrame:
    """All receipts of `customers` customers, drawn by a fixed seed."""
    names = sales["customer_id"].unique().sort()
    return sales.filter(pl.col("customer_id").is_in(names.sample(min(customers, len(names)), seed=0).implode()))


def log_z(rfm: pl.DataFrame) -> Points:
    """The baseline's points: logarithms of recency, frequency and spend, each with mean 0 and deviation 1."""
    raw = rfm.select("recency_days", "frequency", "monetary_minor").to_numpy().astype(np.float64)
    logs = np.log1p(raw)
    return np.asarray((logs - logs.mean(axis=0)) / logs.std(axis=0))


def _shipped(sales: pl.DataFrame, seeds: Sequence[int]) -> Row:
    found: list[Clusters] = []
    with Meter() as meter:
        for seed in seeds:
            clusters = CustomerSegments(seed=seed).fit(sales, cutoff_date=LAST_DATE).clusters_
            assert clusters is not None
            found.append(clusters)
    return _row("segments (k by silhouette)", found, meter, rows=len(sales), ours=True)


def _judge(model: str, points: Points, count: int, seeds: Sequence[int], rows: int) -> Row:
    with Meter() as meter:
        found = [find_clusters(points, count=count, seed=seed) for seed in seeds]
    return _row(model, found, meter, rows=rows)


def _row(model: str, found: Sequence[Clusters], meter: Meter, *, rows: int, ours: bool = False) -> Row:
    return Row(
        model=model,
        data=DATA,
        metrics={
            "k": float(np.mean([len(clusters.centroids) for clusters in found])),
            "silhouette": float(np.mean([clusters.silhouette for clusters in found])),
            "ARI_mean": float(np.mean([clusters.agreement_mean for clusters in found])),
            "ARI_min": float(np.min([clusters.agreement_min for clusters in found])),
        },
        rows=rows,
        series=len(found[0].labels),
        seconds=meter.seconds / len(found),
        peak_mb=meter.peak_mb,
        ours=ours,
    )
