"""How near forecasts were: of those stored before their days came, or of a backtest while there are too few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from aisle.insights.fit.backtest import dense_units
from aisle.insights.fit.measures import Figures, Window, change_scale, measure
from aisle.insights.models import InsightRunRow, PredictionRow
from aisle.insights.rules import HORIZON_DAYS_DEFAULT, QUANTILE_LEVELS, WEEK_DAYS
from aisle.insights.runs.follow import SHOWN_KINDS
from aisle.kit.db import ReadSession

# With fewer days than this on record, a backtest over four weeks says more.
STORED_DAYS_MIN = 14
STORE_KEY = "store"
_NAMES = [f"{level:g}" for level in QUANTILE_LEVELS]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Record:
    """Forecasts on record for the last four weeks: series (S,), the window, and each series' days on record."""

    item_ids: list[str]
    window: Window
    days: int


def measure_products(item_ids: Sequence[str], window: Window) -> dict[str, Figures]:
    """Return figures by product, and under `STORE_KEY` those of the store's total."""
    figures = dict(zip(item_ids, measure(window), strict=True))
    if item_ids:
        figures[STORE_KEY] = measure(window.total())[0]
    return figures


def read_record(session: ReadSession, store_id: str, series: pl.DataFrame, *, cutoff_date: date) -> Record | None:
    """Return what runs had stored of the last four weeks before each day came; None where that is too little.

    Of several runs the last one before a day speaks for it: each day is judged by the newest forecast that could not
    know it, and none is worked out anew.
    """
    first = cutoff_date - timedelta(days=HORIZON_DAYS_DEFAULT - 1)
    days = [first + timedelta(days=offset) for offset in range(HORIZON_DAYS_DEFAULT)]
    speakers = _speakers(session, store_id, days)
    if len(speakers) < STORED_DAYS_MIN:
        return None
    stored = [_stored(session, run_id, days_of) for run_id, days_of in _by_run(speakers).items()]
    told = pl.concat(stored) if stored else pl.DataFrame()
    if told.is_empty():
        return None
    item_ids = told["item_id"].unique().sort().to_list()
    return Record(item_ids, _window(series, told, item_ids, days, speakers), len(speakers))


def _speakers(session: ReadSession, store_id: str, days: Sequence[date]) -> dict[date, tuple[str, date]]:
    """Return for each day the run (and its cut-off) that was last to predict it before it came."""
    runs = session.execute(
        sa.select(InsightRunRow.run_id, InsightRunRow.cutoff_date)
        .where(
            InsightRunRow.store_id == store_id,
            InsightRunRow.state == "done",
            InsightRunRow.kind.in_(SHOWN_KINDS),
            InsightRunRow.cutoff_date.is_not(None),
        )
        .order_by(InsightRunRow.cutoff_date.desc(), InsightRunRow.finished_at.desc())
    ).all()
    found: dict[date, tuple[str, date]] = {}
    for day in days:
        reach = timedelta(days=HORIZON_DAYS_DEFAULT)
        for run_id, cutoff in runs:
            if cutoff is not None and cutoff < day <= cutoff + reach:
                found[day] = (run_id, cutoff)
                break
    return found


def _by_run(speakers: Mapping[date, tuple[str, date]]) -> dict[str, list[date]]:
    runs: dict[str, list[date]] = {}
    for day, (run_id, _) in speakers.items():
        runs.setdefault(run_id, []).append(day)
    return runs


def _stored(session: ReadSession, run_id: str, days: Sequence[date]) -> pl.DataFrame:
    statement = sa.select(
        PredictionRow.product_id, PredictionRow.date, PredictionRow.predicted_demand, PredictionRow.quantiles
    ).where(PredictionRow.run_id == run_id, PredictionRow.date.in_(days))
    rows = [
        (product, day, mean, *(quantiles[name] for name in _NAMES))
        for product, day, mean, quantiles in session.execute(statement)
    ]
    schema = {"item_id": pl.String, "date": pl.Date, "mean": pl.Float64, **dict.fromkeys(_NAMES, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _window(
    series: pl.DataFrame,
    told: pl.DataFrame,
    item_ids: list[str],
    days: Sequence[date],
    speakers: Mapping[date, tuple[str, date]],
) -> Window:
    first = days[0]
    rows = pl.DataFrame({"item_id": item_ids}).with_row_index("row")
    placed = told.join(rows, on="item_id")
    cells = placed["row"].to_numpy(), (placed["date"] - first).dt.total_days().to_numpy()
    mean = np.zeros((len(item_ids), len(days)))
    quantiles = np.zeros((*mean.shape, len(_NAMES)))
    mean[cells] = placed["mean"].to_numpy()
    quantiles[cells] = placed.select(_NAMES).to_numpy()
    traded = set(series["date"].to_list())
    counted = np.array([day in speakers and day in traded for day in days])
    history = dense_units(series, item_ids, first - timedelta(days=366), 366)
    return Window(
        dense_units(series, item_ids, first, len(days)),
        mean,
        quantiles,
        _naive(series, item_ids, days, speakers),
        change_scale(history),
        counted,
        float(change_scale(history.sum(axis=0, keepdims=True))[0]),
    )


def _naive(
    series: pl.DataFrame, item_ids: list[str], days: Sequence[date], speakers: Mapping[date, tuple[str, date]]
) -> Floats:
    """Return the last same weekday each speaker knew, (S, days)."""
    start = days[0] - timedelta(days=2 * HORIZON_DAYS_DEFAULT)
    units = dense_units(series, item_ids, start, (days[-1] - start).days + 1)
    naive = np.zeros((len(item_ids), len(days)))
    for place, day in enumerate(days):
        if day in speakers:
            ahead = (day - speakers[day][1]).days
            known = day - timedelta(days=WEEK_DAYS * -(-ahead // WEEK_DAYS))
            naive[:, place] = units[:, (known - start).days]
    return naive
