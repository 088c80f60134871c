"""What a file says of items and prices, gathered while its rows are read, whatever their order."""

from pathlib import Path

import polars as pl

ITEM_SCHEMA: dict[str, pl.DataType] = {
    "sku": pl.String(),
    "name": pl.String(),
    "category": pl.String(),
    "unit": pl.String(),
    "is_service": pl.Boolean(),
    "seen_at": pl.String(),
    "barcode": pl.String(),
}
PRICE_KEYS = ("store_id", "sku", "month", "unit_price_minor")
_CHUNKS_MERGED = 16


class Summary:
    """Per sku the latest name, category and unit; per store, sku and month how often each price was charged.

    A file's price history is the most usual price of each month, noted from the first sale at it: single lines
    are full of one-off discounts, and a history of a million entries would say less.
    """

    def __init__(self) -> None:
        self._items: list[pl.DataFrame] = []
        self._prices: list[pl.DataFrame] = []
        self._spans: list[pl.DataFrame] = []

    def add(self, ready: pl.DataFrame) -> None:
        """Take in the ready rows of one block (payload columns)."""
        if ready.is_empty():
            return
        self._items.append(_latest(ready.rename({"occurred_at": "seen_at"}).select(list(ITEM_SCHEMA))))
        sold = ready.filter((pl.col("kind") == "sale") & ~pl.col("is_service"))
        month = pl.col("business_date").str.slice(0, 7).alias("month")
        counted = sold.with_columns(month).group_by(PRICE_KEYS)
        self._prices.append(counted.agg(pl.len().alias("count"), pl.col("occurred_at").min().alias("valid_from")))
        self._spans.append(
            ready.group_by("store_id").agg(
                pl.col("business_date").min().alias("first_date"), pl.col("business_date").max().alias("last_date")
            )
        )
        if len(self._items) >= _CHUNKS_MERGED:
            self._items, self._prices = [self.items()], [self._price_counts()]
            self._spans = [self.spans()]

    def items(self) -> pl.DataFrame:
        """Return one row per sku (`ITEM_SCHEMA`), sorted by sku."""
        return _latest(pl.concat(self._items)) if self._items else pl.DataFrame(schema=ITEM_SCHEMA)

    def spans(self) -> pl.DataFrame:
        """Return `store_id, first_date, last_date` of the ready rows."""
        if not self._spans:
            return pl.DataFrame(schema=dict.fromkeys(("store_id", "first_date", "last_date"), pl.String))
        spans = pl.concat(self._spans).group_by("store_id").agg(pl.col("first_date").min(), pl.col("last_date").max())
        return spans.sort("store_id")

    def prices(self) -> pl.DataFrame:
        """Return `store_id, sku, unit_price_minor, valid_from`: each month's usual price where it changed."""
        counts = self._price_counts()
        usual = (
            counts.sort([*PRICE_KEYS[:3], "count", "valid_from"], descending=[False, False, False, True, False])
            .group_by(PRICE_KEYS[:3], maintain_order=True)
            .first()
        )
        before = pl.col("unit_price_minor").shift(1).over("store_id", "sku")
        changed = usual.filter(before.is_null() | (before != pl.col("unit_price_minor")))
        return changed.select("store_id", "sku", "unit_price_minor", "valid_from")

    def _price_counts(self) -> pl.DataFrame:
        if not self._prices:
            schema = dict.fromkeys(PRICE_KEYS[:3], pl.String) | {"unit_price_minor": pl.Int64, "count": pl.UInt32}
            return pl.DataFrame(schema=schema | {"valid_from": pl.String})
        return pl.concat(self._prices).group_by(PRICE_KEYS).agg(pl.col("count").sum(), pl.col("valid_from").min())

    def save(self, path: Path) -> None:
        """Keep what posting needs beside the upload's file."""
        self.items().write_parquet(path.with_suffix(".items"))
        self.prices().write_parquet(path.with_suffix(".prices"))


def _latest(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the newest name, category and barcode of each sku; a longer name wins between equal moments."""
    ordered = rows.sort("sku", "seen_at", pl.col("name").fill_null(""))
    return ordered.group_by("sku", maintain_order=True).agg(
        pl.col("name").drop_nulls().last(),
        pl.col("category").drop_nulls().last(),
        pl.col("unit").last(),
        pl.col("is_service").last(),
        pl.col("seen_at").last(),
        pl.col("barcode").drop_nulls().last(),
    )
