"""The first stage of a full fit: how near past forecasts were, and what the store's bad days had in common."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from aisle.insights.fit.accuracy import measure_products, read_record
from aisle.insights.fit.backtest import Backtest, run_backtest
from aisle.insights.fit.measures import Figures, Window
from aisle.insights.fit.shocks import Shocks, learn_shocks
from aisle.insights.fit.store import Predicted, Stamp, clear_run, write_predictions
from aisle.insights.fit.work import Work
from aisle.insights.rules import HORIZON_DAYS_DEFAULT, QUANTILE_LEVELS
from aisle.insights.runs import begin_run, finish_run

PRODUCTS_AT_ONCE = 200
_NAMES = [f"{level:g}" for level in QUANTILE_LEVELS]


@dataclass(frozen=True, slots=True)
class Past:
    """What the last four weeks teach: figures by product and for the store, shocks, and where both come from."""

    figures: dict[str, Figures] = field(default_factory=dict)
    shocks: Shocks = field(default_factory=Shocks)
    scores: dict[str, Any] = field(default_factory=dict)


def look_back(work: Work) -> Past:
    """Judge the forecasts on record, or those of a backtest while the record is short."""
    known = work.known
    with work.read() as session:
        record = read_record(session, work.store_id, known.series, cutoff_date=known.cutoff_date)
    if record is not None:
        return _past(record.item_ids, record.window, "forecasts stored before their days")
    tested = run_backtest(
        known.series,
        cutoff_date=known.cutoff_date,
        mode="full",
        seed=work.run.seed,
        history_days=known.history_days,
    )
    if tested is None:
        return Past()
    _keep(work, tested)
    return _past(tested.item_ids, tested.window, "backtest over the last four weeks")


def _past(item_ids: list[str], window: Window, source: str) -> Past:
    figures = measure_products(item_ids, window)
    counted = window.counted
    shocks = learn_shocks(window.actual[:, counted].sum(axis=0), window.mean[:, counted].sum(axis=0))
    scores = {"source": source, "store": figures.get("store"), "level_spread": shocks.level, "day_spread": shocks.day}
    return Past(figures, shocks, scores)


def _keep(work: Work, tested: Backtest) -> None:
    """Store a backtest's predictions as a run of its own, with the cut-off it was fitted at, beside what was sold."""
    with work.write() as tx:
        values = {"cutoff_date": tested.cutoff_date, "cube_revision": work.known.cube_revision}
        run = begin_run(tx, work.store_id, kind="backtest", clock=work.context.clock, values=values)
        clear_run(tx, run.run_id)
        stamp = _stamp(work.stamp, run.run_id, tested)
        for start in range(0, len(tested.item_ids), PRODUCTS_AT_ONCE):
            part = range(start, min(start + PRODUCTS_AT_ONCE, len(tested.item_ids)))
            write_predictions(tx, stamp, [_predicted(tested, place) for place in part])
        finish_run(tx, run.run_id, clock=work.context.clock, values={})


def _stamp(stamp: Stamp, run_id: str, tested: Backtest) -> Stamp:
    first = tested.cutoff_date + timedelta(days=1)
    dates = [first + timedelta(days=offset) for offset in range(HORIZON_DAYS_DEFAULT)]
    return replace(stamp, run_id=run_id, cutoff_date=tested.cutoff_date, dates=dates)


def _predicted(tested: Backtest, place: int) -> Predicted:
    quantiles = [dict(zip(_NAMES, day, strict=True)) for day in tested.quantiles[place].tolist()]
    return Predicted(tested.item_ids[place], tested.model, tested.mean[place].tolist(), quantiles)
