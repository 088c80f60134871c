"""Data sets of the forecast benches as long frames in the estimator's form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from bench.harness import Options

M5_QUICK_STORES = ("CA_3",)
M5_QUICK_DEPARTMENTS = ("FOODS_2", "HOUSEHOLD_2")
RETAIL_TOP_CODES = 200
# The one day of the year on which these stores do not open, announced long before.
CLOSED_EVENT = "Christmas"


@dataclass(frozen=True)
class SalesData:
    """`frame`: sales of every day; `known`: what is known of days ahead (prices, events)."""

    frame: pl.DataFrame
    known: pl.DataFrame
    last: date


def read_m5(options: Options) -> SalesData:
    """M5 item-stores with weekly prices; the category is M5's department.

    `known` has one row per series and day with its price, and one per store and day with the
    event's type and whether food stamps (SNAP) are paid that day: all of it is published ahead.
    """
    sales = pl.scan_parquet(options.need("m5", "sales.parquet"))
    if options.quick:
        stores = pl.col("store_id").cast(pl.String).is_in(M5_QUICK_STORES)
        departments = pl.col("item_id").cast(pl.String).str.head(-4).is_in(M5_QUICK_DEPARTMENTS)
        sales = sales.filter(stores & departments)
    raw = sales.collect()
    keys = _m5_keys(raw)
    calendar = (
        pl.read_parquet(options.need("m5", "calendar.parquet"))
        .with_columns(pl.col("date").str.to_date())
        .filter(pl.col("date").is_between(raw["date"].min(), raw["date"].max()))
    )
    prices = (
        pl.scan_parquet(options.need("m5", "sell_prices.parquet"))
        .join(keys.lazy(), on=["store_id", "item_id"])
        .join(calendar.lazy().select("wm_yr_wk", "date"), on="wm_yr_wk")
        .select("series_id", "date", pl.col("sell_price").cast(pl.Float32).alias("price"))
        .collect()
    )
    frame = raw.join(keys, on=["store_id", "item_id"]).join(prices, on=["series_id", "date"], how="left")
    days = _m5_days(calendar, keys["store_id"].cast(pl.String).unique().sort().to_list())
    known = pl.concat(
        [prices, days.with_columns(pl.lit(None, dtype=keys["series_id"].dtype).alias("series_id"))], how="diagonal"
    )
    last = frame["date"].max()
    assert isinstance(last, date)
    return SalesData(frame, known, last)


def _m5_keys(sales: pl.DataFrame) -> pl.DataFrame:
    """Series and category of each item-store; as categories, so that millions of rows stay small."""
    pairs = sales.select("store_id", "item_id").unique()
    item = pl.col("item_id").cast(pl.String)
    return pairs.with_columns(
        pl.concat_str(pl.col("store_id").cast(pl.String), item, separator="/").cast(pl.Categorical).alias("series_id"),
        item.str.head(-4).cast(pl.Categorical).alias("category"),
    )


def _m5_days(calendar: pl.DataFrame, stores: list[str]) -> pl.DataFrame:
    return pl.concat(
        calendar.select(
            pl.lit(store).alias("store_id"),
            "date",
            pl.col("event_type_1").fill_null("").alias("event"),
            pl.col(f"snap_{store[:2]}").cast(pl.Float64).alias("snap"),
            (pl.col("event_name_1") == CLOSED_EVENT).fill_null(False).alias("closed"),
        )
        for store in stores
    )


def read_online_retail(options: Options) -> SalesData:
    """Daily units of product codes in UCI Online Retail: sales with a quantity and price above 0.

    Product codes start with five digits (the rest is postage, fees, samples). All codes are
    returned; `top_series` chooses among them inside a fold.
    """
    columns = ["InvoiceDate", "StockCode", "Quantity", "UnitPrice"]
    path = options.need("online_retail", "online_retail.csv.gz")
    text = pl.read_csv(path, infer_schema=False, columns=columns)
    lines = text.select(
        pl.col("InvoiceDate").str.head(10).str.to_date().alias("date"),
        pl.col("StockCode").alias("item_id"),
        pl.col("Quantity").cast(pl.Float64).alias("units"),
        pl.col("UnitPrice").cast(pl.Float64).alias("price"),
    ).filter((pl.col("units") > 0) & (pl.col("price") > 0) & pl.col("item_id").str.contains(r"^\d{5}"))
    frame = (
        lines.group_by("item_id", "date")
        .agg(pl.col("units").sum(), ((pl.col("units") * pl.col("price")).sum() / pl.col("units").sum()).alias("price"))
        .with_columns(pl.lit("shop").alias("store_id"), pl.lit("").alias("category"))
        .with_columns(pl.concat_str("store_id", "item_id", separator="/").alias("series_id"))
        .sort("series_id", "date")
    )
    last = frame["date"].max()
    assert isinstance(last, date)
    return SalesData(frame, pl.DataFrame(schema={"series_id": pl.String, "date": pl.Date}), last)


def top_series(frame: pl.DataFrame, cutoff_date: date, count: int = RETAIL_TOP_CODES) -> list[str]:
    """The series with the largest sales value up to the cut-off: chosen inside the fold."""
    value = (pl.col("units") * pl.col("price")).sum().alias("value")
    return (
        frame.filter(pl.col("date") <= cutoff_date)
        .group_by("series_id")
        .agg(value)
        .sort("value", "series_id", descending=[True, False])
        .head(count)["series_id"]
        .to_list()
    )
