"""Sales history as dense arrays: one row per series, one column per calendar day.

A long frame is what comes in and goes out; in between every model works on these arrays,
because 10,000 products over three years are only 44 MB each that way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Values = NDArray[np.float32]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]

KEY_COLUMNS = ("series_id", "store_id", "item_id", "category")

# A day on which a whole store sold nothing was a closed day where it usually sells this many
# different products a day; with fewer, a trading day without any sale is possible.
BUSY_PRODUCTS_MIN = 5.0
# A weekday is taken for closed when so many empty ones in a row would otherwise be this unlikely.
CLOSED_WEEKDAY_CHANCE_MAX = 0.001
CLOSED_WEEKDAYS_SEEN_MIN = 3
CLOSED_LOOK_BACK_DAYS = 56
# Below this share of the day in stock, the day says more about the shelf than about demand.
IN_STOCK_SHARE_MIN = 0.9
HISTORY_DAYS_MAX = 1_100


class BadFrame(ValueError):
    """The input frame cannot be read as sales history; the text says why."""


@dataclass(frozen=True)
class Keys:
    """Who the S series are.

    `series` holds the key columns in sorted order of `series_id`; `store`, `category`, `group`
    and `item` (S,) number the store, the category, the pair of both and the item across stores
    by their place among the sorted names.
    """

    series: pl.DataFrame
    store: Codes
    stores: list[str]
    category: Codes
    group: Codes
    item: Codes

    @property
    def series_ids(self) -> list[str]:
        """All series ids, sorted."""
        return self.series["series_id"].to_list()

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row of each series id."""
        return {series_id: row for row, series_id in enumerate(self.series_ids)}


def number_keys(series: pl.DataFrame) -> Keys:
    """Keys of a frame with the key columns, one row per series, sorted by `series_id`."""
    stores, store = number_names(series["store_id"].to_list())
    groups = [f"{store}\x1f{category}" for store, category in series.select("store_id", "category").iter_rows()]
    return Keys(
        series=series.select(KEY_COLUMNS),
        store=store,
        stores=stores,
        category=number_names(series["category"].to_list())[1],
        group=number_names(groups)[1],
        item=number_names(series["item_id"].to_list())[1],
    )


@dataclass(frozen=True)
class Panel:
    """History of S series over D calendar days, the last of which is the cut-off date.

    `units`, `prices` and `in_stock` are (S, D); a price is carried over days without one and
    `nan` where none is known. Everything else follows from these, so that a panel cut at an
    earlier day (`until`) knows nothing of the days after it.
    """

    keys: Keys
    start: date
    units: Values
    prices: Values
    in_stock: Flags

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return int(self.units.shape[1])

    @property
    def end(self) -> date:
        """The last day, which is the cut-off date."""
        return self.start + timedelta(days=self.days - 1)

    def until(self, column: int) -> Panel:
        """The panel as it was when `column` days had passed (views, nothing is copied)."""
        cut = slice(None, column)
        return replace(self, units=self.units[:, cut], prices=self.prices[:, cut], in_stock=self.in_stock[:, cut])

    @cached_property
    def first(self) -> Codes:
        """Column of each series' first sale, D where nothing was sold yet; (S,)."""
        sold = self.units > 0
        return np.where(sold.any(axis=1), sold.argmax(axis=1), self.days).astype(np.int64)

    @cached_property
    def products_sold(self) -> Floats:
        """Number of series with a sale, (stores, D)."""
        return sum_groups(self.units > 0, self.keys.store)

    @cached_property
    def open_days(self) -> Flags:
        """Days on which each store traded, (stores, D)."""
        return find_open_days(self.products_sold, self.closed_weekdays)

    @cached_property
    def closed_weekdays(self) -> Flags:
        """Weekdays on which each store never trades, (stores, 7) by day after the end."""
        return find_closed_weekdays(self.products_sold > 0)

    @cached_property
    def seen(self) -> Flags:
        """Days that speak of demand: after the first sale, store open, in stock; (S, D)."""
        after_first = np.arange(self.days) >= self.first[:, None]
        return np.asarray(after_first & self.in_stock & self.open_days[self.keys.store])

    @cached_property
    def days_seen(self) -> Codes:
        """Number of seen days per series, (S,)."""
        return np.asarray(self.seen.sum(axis=1), dtype=np.int64)


def build_panel(frame: pl.DataFrame, *, cutoff_date: date) -> Panel:
    """Arrays of everything up to `cutoff_date`; later rows are not even looked at.

    Needs `series_id, store_id, item_id, date, units`; `category`, `price` and
    `in_stock_share` are optional. A day without a row after a series' first sale counts as 0
    sold. Negative days (more returned than sold) count as 0, since demand is not negative.
    """
    frame = tidy_frame(frame).filter(pl.col("date") <= cutoff_date)
    if frame.is_empty():
        raise BadFrame(f"no sales up to {cutoff_date}")
    oldest = cutoff_date - timedelta(days=HISTORY_DAYS_MAX - 1)
    start = max(_as_date(frame["date"].min()), oldest)
    series, places = _find_series(frame)
    inside = frame.filter(pl.col("date") >= start).join(places, on="series_id")
    rows = inside["row"].to_numpy().astype(np.int64)
    columns = (inside["date"] - start).dt.total_days().to_numpy().astype(np.int64)
    shape = (len(series), (cutoff_date - start).days + 1)
    taken = np.zeros(shape, dtype=np.bool_)
    taken[rows, columns] = True
    if int(taken.sum()) < len(inside):
        raise BadFrame("a series has two rows for one date")
    cells = (shape, rows, columns)
    return Panel(
        keys=number_keys(series),
        start=start,
        units=np.maximum(scatter(*cells, inside["units"], 0.0), 0.0),
        prices=carry_forward(scatter(*cells, inside["price"], np.nan)),
        in_stock=scatter(*cells, inside["in_stock_share"], 1.0) >= IN_STOCK_SHARE_MIN,
    )


def tidy_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns a panel is built from, missing optional ones added; raises `BadFrame`."""
    required = ("series_id", "store_id", "item_id", "date", "units")
    missing = [name for name in required if name not in frame]
    if missing:
        raise BadFrame(f"columns missing: {', '.join(missing)}")
    empty = [name for name in required if frame[name].null_count()]
    if empty:
        raise BadFrame(f"empty cells in: {', '.join(empty)}")
    defaults: dict[str, Any] = {"category": "", "price": None, "in_stock_share": None}
    absent = [pl.lit(value).alias(name) for name, value in defaults.items() if name not in frame]
    return frame.with_columns(absent).select(
        pl.col(KEY_COLUMNS),
        pl.col("date").cast(pl.Date),
        pl.col("units", "price", "in_stock_share").cast(pl.Float32),
    )


def _find_series(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The distinct series as text, sorted, and a table from `series_id` as given to its row.

    Keys may come as categories, which is what keeps millions of rows small. A series that was
    moved between categories keeps the first by name, whatever the order of rows.
    """
    raw = pl.col("series_id").alias("raw")
    text = pl.col(KEY_COLUMNS).cast(pl.String).fill_null("")
    distinct = frame.select(KEY_COLUMNS).unique().select(raw, text).sort(KEY_COLUMNS)
    distinct = distinct.unique("series_id", keep="first", maintain_order=True).with_row_index("row")
    return distinct.select(KEY_COLUMNS), distinct.select(pl.col("raw").alias("series_id"), "row")


def _as_date(value: Any) -> date:
    assert isinstance(value, date)
    return value


def scatter(shape: tuple[int, int], rows: Codes, columns: Codes, values: pl.Series, empty: float) -> Values:
    """A dense table with `values` at their cells and `empty` elsewhere and for nulls."""
    table = np.full(shape, empty, dtype=np.float32)
    table[rows, columns] = values.fill_null(empty).fill_nan(empty).to_numpy()
    return table


def number_names(names: list[str]) -> tuple[list[str], Codes]:
    """The sorted distinct names and each name's place among them."""
    unique, codes = np.unique(np.asarray(names, dtype=object), return_inverse=True)
    return [str(name) for name in unique], codes.reshape(-1).astype(np.int64)


def sum_groups(values: NDArray[Any], codes: Codes) -> Floats:
    """Sums of rows by group, shape (groups, columns).

    A sparse product: several times faster than `np.add.reduceat`, which this is called in place of.
    """
    rows = len(codes)
    member = sparse.csr_matrix((np.ones(rows), (codes, np.arange(rows))), shape=(int(codes.max()) + 1, rows))
    return np.asarray(member @ values)


def find_open_days(products_sold: Floats, closed_weekdays: Flags) -> Flags:
    """Days on which a store traded, (stores, days), from the number of products sold each day.

    A day with a sale was open. One without was closed on a weekday of `closed_weekdays`, and
    anywhere in a busy store.
    """
    sold = products_sold > 0
    usual = products_sold.sum(axis=1) / np.maximum(sold.sum(axis=1), 1)
    days = products_sold.shape[1]
    weekday_closed = closed_weekdays[:, (np.arange(days) - days) % 7]
    return np.asarray(sold | ~((usual >= BUSY_PRODUCTS_MIN)[:, None] | weekday_closed))


def find_closed_weekdays(sold: Flags) -> Flags:
    """Weekdays on which a store never trades, (stores, 7) by day after the last column.

    Judged on the last eight weeks: at least three of that weekday, all without a sale, while
    the other weekdays sell so often that chance cannot explain it.
    """
    recent = sold[:, -CLOSED_LOOK_BACK_DAYS:]
    offsets = (np.arange(recent.shape[1]) - recent.shape[1]) % 7
    closed = np.zeros((len(sold), 7), dtype=np.bool_)
    for offset in range(7):
        here, others = recent[:, offsets == offset], recent[:, offsets != offset]
        if here.shape[1] >= CLOSED_WEEKDAYS_SEEN_MIN:
            chance = (1 - others.mean(axis=1)) ** here.shape[1]
            closed[:, offset] = ~here.any(axis=1) & (chance < CLOSED_WEEKDAY_CHANCE_MAX)
    return closed


def carry_forward(values: Values) -> Values:
    """Fill `nan` with the last value to the left of it, per row."""
    known = np.where(np.isnan(values), 0, np.arange(values.shape[1]))
    np.maximum.accumulate(known, axis=1, out=known)
    return np.take_along_axis(values, known, axis=1)
