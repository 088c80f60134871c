"""Make the demo shop's sample from the whole UCI Online Retail file.

Usage: `python scripts/make_demo_sample.py SOURCE.csv.gz`.

It keeps every line of the best-selling codes over the whole date range, as they stand: customers, returns, zero prices
and all. Nothing is drawn by chance, so the same source always gives the same sample.
"""

import gzip
import sys
from pathlib import Path

import polars as pl

CODES = 300
TARGET = Path(__file__).parents[1] / "src" / "aisle" / "intake" / "demo" / "online_retail_sample.parquet"
BYTES_MAX = 2 * 1024 * 1024


def make_sample(source: Path, target: Path) -> int:
    """Write the sample and return how many lines it has; every value stays the text it was, in the order it stood."""
    lines = pl.read_csv(gzip.decompress(source.read_bytes()), infer_schema=False)
    by_lines = lines.group_by("StockCode").len().sort(["len", "StockCode"], descending=[True, False])
    codes = by_lines.head(CODES)["StockCode"].to_list()
    sample = lines.filter(pl.col("StockCode").is_in(codes))
    packed = sample.with_columns(
        pl.col("Quantity").cast(pl.Int32),
        pl.col("InvoiceDate").str.to_datetime("%Y-%m-%d %H:%M:%S"),
        pl.col("UnitPrice").str.to_decimal(scale=3),
    )
    packed.write_parquet(target, compression="zstd", compression_level=22, row_group_size=sample.height)
    assert target.stat().st_size <= BYTES_MAX, "the sample is too large to ship"
    return sample.height


if __name__ == "__main__":
    print(make_sample(Path(sys.argv[1]), TARGET), "lines in", TARGET)
