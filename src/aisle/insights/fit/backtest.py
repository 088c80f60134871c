"""How the engine would have done: fitted on what was known four weeks ago, held against the weeks since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aisle.insights.fit.engine import Mode, fit_engine
from aisle.insights.fit.measures import Window, change_scale
from aisle.insights.rules import HORIZON_DAYS_DEFAULT, QUANTILE_LEVELS, WEEK_DAYS

Floats = NDArray[np.float64]
# The days before the window must themselves hold enough to fit on.
HISTORY_DAYS_MIN = 2 * HORIZON_DAYS_DEFAULT


@dataclass(frozen=True)
class Backtest:
    """A past window: the forecast of each series (S, days[, levels]) and, beside it, what was sold."""

    cutoff_date: date
    item_ids: list[str]
    mean: Floats
    quantiles: Floats
    model: str
    window: Window


def run_backtest(
    series: pl.DataFrame, *, cutoff_date: date, mode: Mode, seed: int, history_days: int
) -> Backtest | None:
    """Fit on rows up to four weeks before `cutoff_date` and forecast the weeks since; None with too little history."""
    if history_days < HISTORY_DAYS_MIN:
        return None
    earlier = cutoff_date - timedelta(days=HORIZON_DAYS_DEFAULT)
    past = series.filter(pl.col("date") <= earlier)
    if past.is_empty():
        return None
    engine = fit_engine(past, cutoff_date=earlier, mode=mode, seed=seed)
    daily = engine.predict(horizon_days=HORIZON_DAYS_DEFAULT)
    if daily.is_empty():
        return None
    item_ids = daily["series_id"].unique(maintain_order=True).to_list()
    shape = (len(item_ids), HORIZON_DAYS_DEFAULT)
    mean = daily["mean"].to_numpy().reshape(shape)
    names = [f"q_{level:g}" for level in QUANTILE_LEVELS]
    quantiles = daily.select(names).to_numpy().reshape(*shape, len(names))
    return Backtest(
        cutoff_date=earlier,
        item_ids=item_ids,
        mean=mean,
        quantiles=quantiles,
        model=f"{mode} engine, fitted on sales up to {earlier.isoformat()}",
        window=measure_window(series, item_ids, earlier, mean, quantiles),
    )


def measure_window(
    series: pl.DataFrame, item_ids: list[str], cutoff_date: date, mean: Floats, quantiles: Floats
) -> Window:
    """Put forecasts (S, days[, levels]) made at `cutoff_date` beside what was sold in those days."""
    first = cutoff_date + timedelta(days=1)
    days = mean.shape[1]
    actual = dense_units(series, item_ids, first, days)
    week = dense_units(series, item_ids, cutoff_date - timedelta(days=WEEK_DAYS - 1), WEEK_DAYS)
    naive = np.tile(week, (1, days // WEEK_DAYS + 1))[:, :days]
    before = series.filter(pl.col("date") <= cutoff_date)
    history_days = min((cutoff_date - _first_date(before)).days + 1, 366)
    history = dense_units(before, item_ids, cutoff_date - timedelta(days=history_days - 1), history_days)
    # A day without a single sale in the store was a day it did not trade, and says nothing about a forecast.
    traded = set(series.filter(pl.col("date") >= first)["date"].to_list())
    counted = np.array([first + timedelta(days=offset) in traded for offset in range(days)])
    total_scale = float(change_scale(history.sum(axis=0, keepdims=True))[0])
    return Window(actual, mean, quantiles, naive, change_scale(history), counted, total_scale)


def dense_units(series: pl.DataFrame, item_ids: list[str], first: date, days: int) -> Floats:
    """Return units (S, days) from `first` on, 0 where nothing was sold, rows in the order of `item_ids`."""
    rows = pl.DataFrame({"item_id": item_ids}, schema={"item_id": pl.String}).with_row_index("row")
    last = first + timedelta(days=days - 1)
    inside = series.filter(pl.col("date").is_between(first, last)).join(rows, on="item_id")
    table = np.zeros((len(item_ids), days))
    offsets = (inside["date"] - first).dt.total_days().to_numpy()
    table[inside["row"].to_numpy(), offsets] = inside["units"].to_numpy()
    return table


def _first_date(series: pl.DataFrame) -> date:
    first = series["date"].min()
    assert isinstance(first, date)
    return first
