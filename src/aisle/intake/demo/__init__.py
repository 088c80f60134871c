"""The demo shop's sales: a sample of real ones, moved up to now by whole weeks so that weekdays keep their meaning."""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import as_file, files

import polars as pl

SOURCE_URL = "https://doi.org/10.24432/C5BW33"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
LAST_DATE = date(2011, 12, 9)
CURRENCY, TIME_ZONE = "GBP", "Europe/London"
_ROWS_PER_PIECE = 20_000


def weeks_moved(today: date) -> int:
    """Return by how many whole weeks the dates are moved: as many as bring the sample up to yesterday."""
    return -((LAST_DATE - (today - timedelta(days=1))).days // 7)


def demo_csv(today: date) -> Iterator[bytes]:
    """Yield the sample as a CSV file in pieces, with the headers of the original and its dates moved.

    Every day keeps the weekday it had; the few days that would not have happened yet are left out.
    """
    moved_at = pl.col("InvoiceDate") + pl.duration(weeks=weeks_moved(today))
    happened = _read_sample().filter(moved_at.dt.date() < today)
    moved = happened.with_columns(
        moved_at.dt.strftime("%Y-%m-%d %H:%M:%S"),
        # Prices have three decimals where the original has (0.001), and no more zeros than it wrote.
        pl.col("UnitPrice").cast(pl.String).str.strip_chars_end("0").str.strip_chars_end("."),
    )
    for number, piece in enumerate(moved.iter_slices(_ROWS_PER_PIECE)):
        yield piece.write_csv(include_header=number == 0).encode()


def units_sold(last_days: int) -> dict[str, int]:
    """Return the units per stock code over the last days of the sample, returns taken off."""
    recent = pl.col("InvoiceDate").dt.date() > LAST_DATE - timedelta(days=last_days)
    sums = _read_sample().filter(recent).group_by("StockCode").agg(pl.col("Quantity").sum()).sort("StockCode")
    return dict(sums.iter_rows())


def _read_sample() -> pl.DataFrame:
    with as_file(files("aisle.intake.demo") / "online_retail_sample.parquet") as path:
        return pl.read_parquet(path)
