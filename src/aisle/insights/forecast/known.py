"""What is truly known of days ahead: scheduled prices and promotions, events, paydays.

A known frame has a `date` and either a `series_id` (a price or promotion of that series) or a
`store_id` alone (something about the whole store's day). It should reach back over the history
too: trees learn what a price cut does only from past cuts that had been scheduled as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from aisle.insights.forecast.panel import BadFrame, Flags, Floats, Values, carry_forward, scatter

SERIES_COLUMNS = ("price", "promoted")
KEY_COLUMNS = ("series_id", "store_id", "item_id", "category", "date")
Words = dict[str, list[str]]


@dataclass(frozen=True)
class Known:
    """Known values over a span of days.

    `prices` and `promoted` are (S, days) or None when nothing is scheduled; `covariates` maps
    a name to (stores, days), `nan` where unknown; `words` numbers the words of a text column;
    `closed` (stores, days) marks days on which a store will not trade.
    """

    start: date
    prices: Values | None
    promoted: Values | None
    covariates: dict[str, Floats]
    words: Words
    closed: Flags


def read_known(
    frame: pl.DataFrame | None,
    *,
    series: list[str],
    stores: list[str],
    start: date,
    days: int,
    words: Words | None = None,
    last_prices: Floats | None = None,
) -> Known:
    """Arrays of a known frame over `days` days from `start`.

    With `words` (from an earlier reading) text is numbered as it was then, and only the
    columns known then are read; new words count as unknown. `last_prices` (S,) hold until the
    first scheduled price.
    """
    if frame is None or frame.is_empty():
        frame = pl.DataFrame(schema={"series_id": pl.String, "store_id": pl.String, "date": pl.Date})
    if "date" not in frame:
        raise BadFrame("the known frame has no column date")
    end = start + timedelta(days=days - 1)
    frame = _with_keys(frame.filter(pl.col("date").cast(pl.Date).is_between(start, end)))
    frame = frame.with_columns((pl.col("date").cast(pl.Date) - start).dt.total_days().alias("column"))
    by_series = _place(frame, "series_id", series)
    by_store = _place(frame.filter(pl.col("series_id").is_null()), "store_id", stores)
    words = dict(_read_words(by_store)) if words is None else words
    prices = _series_table(by_series, "price", (len(series), days))
    promoted = _series_table(by_series, "promoted", (len(series), days))
    return Known(
        start=start,
        prices=None if prices is None else _fill_prices(prices, last_prices),
        promoted=None if promoted is None else np.nan_to_num(promoted),
        covariates={n: _store_table(by_store, n, words[n], (len(stores), days)) for n in sorted(words)},
        words=words,
        closed=_closed_table(by_store, (len(stores), days)),
    )


def _fill_prices(prices: Values, last_prices: Floats | None) -> Values:
    if last_prices is not None:
        prices[:, 0] = np.where(np.isnan(prices[:, 0]), last_prices, prices[:, 0])
    return carry_forward(prices)


def _with_keys(frame: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, dtype=pl.String).alias(n) for n in ("series_id", "store_id") if n not in frame]
    return frame.with_columns(absent)


def _place(frame: pl.DataFrame, key: str, names: list[str]) -> pl.DataFrame:
    """Rows that speak of the named series or stores, with their place in `row`."""
    places = pl.DataFrame({key: names}, schema={key: pl.String}).with_row_index("row")
    distinct = frame.select(key).unique().drop_nulls().with_columns(pl.col(key).alias("raw"))
    found = distinct.with_columns(pl.col(key).cast(pl.String)).join(places, on=key)
    return frame.join(found.select(pl.col("raw").alias(key), "row"), on=key)


def _covariate_names(frame: pl.DataFrame) -> list[str]:
    """Columns that speak of a store's day: everything beside keys, prices and closing."""
    reserved = {*KEY_COLUMNS, *SERIES_COLUMNS, "units", "in_stock_share", "row", "column", "closed"}
    return sorted(name for name in frame.columns if name not in reserved and frame[name].null_count() < len(frame))


def _read_words(frame: pl.DataFrame) -> Words:
    """Sorted words of each text column; an empty list for a number."""
    return {
        name: frame[name].drop_nulls().unique().sort().to_list() if frame[name].dtype == pl.String else []
        for name in _covariate_names(frame)
    }


def _series_table(frame: pl.DataFrame, name: str, shape: tuple[int, int]) -> Values | None:
    if name not in frame or frame[name].null_count() == len(frame):
        return None
    inside = frame.filter(pl.col(name).is_not_null())
    rows, columns = inside["row"].to_numpy().astype(np.int64), inside["column"].to_numpy().astype(np.int64)
    return scatter(shape, rows, columns, inside[name].cast(pl.Float64), np.nan)


def _store_table(frame: pl.DataFrame, name: str, words: list[str], shape: tuple[int, int]) -> Floats:
    table = np.full(shape, np.nan)
    if name not in frame:
        return table
    inside = frame.filter(pl.col(name).is_not_null())
    values = inside[name]
    if words:
        numbers = {word: float(place) for place, word in enumerate(words)}
        values = pl.Series([numbers.get(word, np.nan) for word in values.cast(pl.String)], dtype=pl.Float64)
    table[inside["row"].to_numpy(), inside["column"].to_numpy()] = values.cast(pl.Float64).to_numpy()
    return table


def _closed_table(frame: pl.DataFrame, shape: tuple[int, int]) -> Flags:
    table = np.zeros(shape, dtype=np.bool_)
    if "closed" in frame:
        inside = frame.filter(pl.col("closed").cast(pl.Boolean).fill_null(False))
        table[inside["row"].to_numpy(), inside["column"].to_numpy()] = True
    return table
