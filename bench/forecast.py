"""How right are the daily forecasts? The shipped engine beside simple rules and plain trees.

`m5`: the last non-overlapping windows of 28 days, measured as in the M5 competition.
`online_retail`: the 200 codes with the largest sales value before each cut-off, daily with
closed days, mean RMSSE; the last window alone, and the mean of all windows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import polars as pl

from aisle.insights.forecast.engine import ForecastEngine
from aisle.insights.forecast.panel import build_panel
from bench import baselines, measures
from bench.data import SalesData, read_m5, read_online_retail, top_series
from bench.forecast_scores import HORIZON, Answer, Fold, score_m5, score_retail
from bench.harness import Meter, Options, Row, Skipped
from bench.measures import QUANTILE_LEVELS, Array, Codes

P90_PLACE = QUANTILE_LEVELS.index(0.9)
AGAINST = "SES x weekday"
QUICK_ROUNDS, QUICK_ROWS_MAX = 40, 50_000


@dataclass
class Tally:
    """What a model scored so far, window by window."""

    metrics: list[dict[str, float]] = field(default_factory=list)
    losses: list[Array] = field(default_factory=list)
    seconds: float = 0.0
    peak_mb: float = 0.0


Model = Callable[[Fold], Answer]


def run(options: Options) -> list[Row]:
    """Rows of both data sets; a missing one is skipped."""
    rows: list[Row] = []
    for name, bench in (("m5", _run_m5), ("online_retail", _run_online_retail)):
        try:
            rows += bench(options)
        except Skipped as reason:
            options.skip(name, str(reason))
    if not rows:
        raise Skipped("; ".join(options.skipped.values()))
    return rows


def make_fold(data: SalesData, window: int, options: Options, chosen: list[str] | None = None) -> Fold:
    """The window that ends `window` horizons before the data does."""
    last = data.last - timedelta(days=HORIZON * window)
    frame = data.frame if chosen is None else data.frame.filter(pl.col("series_id").is_in(chosen))
    panel = build_panel(frame, cutoff_date=last)
    units = panel.units.astype(np.float64)
    return Fold(
        data=SalesData(frame, data.known, data.last),
        panel=panel,
        history=units[:, :-HORIZON],
        actual=units[:, -HORIZON:],
        seed=options.seeds[0],
        quick=options.quick,
    )


def _groups(fold: Fold) -> Codes:
    return fold.panel.keys.group


def _with_spread(model: Callable[[Array, Fold], Array]) -> Model:
    """Quantiles by a negative binomial whose dispersion comes from the window before."""

    def answer(fold: Fold) -> Answer:
        earlier = model(fold.history[:, :-HORIZON], fold)
        dispersion = baselines.fit_dispersion(fold.history[:, -HORIZON:], earlier)
        means = model(fold.history, fold)
        return Answer(means, baselines.negative_binomial_quantiles(means, dispersion, QUANTILE_LEVELS))

    return answer


def _answer_naive(fold: Fold) -> Answer:
    means = baselines.seasonal_naive(fold.history, HORIZON)
    return Answer(means, np.repeat(means[None], len(QUANTILE_LEVELS), axis=0))


def _answer_mean(fold: Fold) -> Answer:
    quantiles = baselines.last_quantiles(fold.history, HORIZON, QUANTILE_LEVELS)
    return Answer(baselines.last_mean(fold.history, HORIZON), quantiles)


def _ses_means(history: Array, fold: Fold) -> Array:
    return baselines.ses_weekday(history, HORIZON, _groups(fold))


def _tree_means(history: Array, fold: Fold) -> Array:
    first_weekday = fold.panel.start.weekday()
    rounds = QUICK_ROUNDS if fold.quick else baselines.TREE_ROUNDS
    groups = _groups(fold)
    return baselines.plain_trees(history, HORIZON, groups, first_weekday=first_weekday, seed=fold.seed, rounds=rounds)


def _answer_ours(fold: Fold) -> Answer:
    """What the product ships, fitted on rows up to the cut-off alone."""
    cutoff_date = fold.panel.end - timedelta(days=HORIZON)
    engine = ForecastEngine(quantiles=QUANTILE_LEVELS, seed=fold.seed)
    if fold.quick:
        engine.rounds, engine.rows_max = QUICK_ROUNDS, QUICK_ROWS_MAX
    engine.fit(fold.data.frame, cutoff_date=cutoff_date, known=fold.data.known)
    predicted = engine.predict(horizon_days=HORIZON)
    shape = (-1, HORIZON)
    ids = predicted["series_id"].to_numpy().reshape(shape)[:, 0]
    place = {name: row for row, name in enumerate(fold.panel.keys.series_ids)}
    rows = np.array([place[name] for name in ids])
    names = ["mean", *(f"q_{level:g}" for level in QUANTILE_LEVELS)]
    tables = np.zeros((len(names), *fold.actual.shape))
    for table, name in zip(tables, names, strict=True):
        table[rows] = predicted[name].to_numpy().reshape(shape)
    shape_of_demand = engine.state.distribution
    return Answer(
        tables[0],
        tables[1:],
        below=shape_of_demand.cdf(tables[0], fold.actual - 1),
        upto=shape_of_demand.cdf(tables[0], fold.actual),
    )


def _measure(
    models: dict[str, Model], fold: Fold, tallies: dict[str, Tally], score: Callable[..., dict[str, float]]
) -> None:
    for name, model in models.items():
        with Meter() as meter:
            answer = model(fold)
        tally = tallies.setdefault(name, Tally())
        tally.seconds += meter.seconds
        tally.peak_mb = max(tally.peak_mb, meter.peak_mb)
        tally.metrics.append(score(fold, answer))
        if answer.quantiles is not None:
            tally.losses.append(measures.quantile_losses(fold.actual, answer.quantiles, QUANTILE_LEVELS))


def _rows(data: str, tallies: dict[str, Tally], fold: Fold, windows: int) -> list[Row]:
    series, days = fold.panel.units.shape
    return [
        Row(
            model=name,
            data=data,
            metrics={m: float(np.mean([one[m] for one in tally.metrics])) for m in tally.metrics[0]},
            rows=series * days,
            series=series,
            windows=windows,
            seconds=tally.seconds,
            peak_mb=tally.peak_mb,
            ours=name == "aisle",
        )
        for name, tally in tallies.items()
    ]


def _run_m5(options: Options) -> list[Row]:
    data = read_m5(options)
    models: dict[str, Model] = {
        "seasonal naive 7": _answer_naive,
        "mean of last 28": _answer_mean,
        AGAINST: _with_spread(_ses_means),
        "LightGBM, plain": _with_spread(_tree_means),
        "aisle": _answer_ours,
    }
    tallies: dict[str, Tally] = {}
    windows = 1 if options.quick else options.windows
    actuals = []
    fold = make_fold(data, 0, options)
    for window in range(windows):
        fold = make_fold(data, window, options)
        actuals.append(fold.actual.sum(axis=1))
        _measure(models, fold, tallies, score_m5)
    rows = _rows("m5", tallies, fold, windows)
    return _with_interval(rows, tallies, actuals, fold.seed)


def _with_interval(rows: list[Row], tallies: dict[str, Tally], actuals: list[Array], seed: int) -> list[Row]:
    """Add the paired interval of our WQL minus the simple rule's, over series of the last window."""
    ours, theirs = tallies["aisle"].losses[0], tallies[AGAINST].losses[0]
    statistic = measures.ratio_difference(ours, theirs, actuals[0][:, None])
    low, high = measures.bootstrap_interval(statistic, len(ours), seed=seed)
    for row in rows:
        if row.ours:
            row.metrics.update({"dWQL_lo": low, "dWQL_hi": high})
    return rows


def _run_online_retail(options: Options) -> list[Row]:
    data = read_online_retail(options)
    models: dict[str, Model] = {
        "seasonal naive 7": _answer_naive,
        "mean of last 28": _answer_mean,
        AGAINST: _with_spread(_ses_means),
        "LightGBM, plain": _with_spread(_tree_means),
        "aisle": _answer_ours,
    }
    if not options.quick:
        models["AutoETS"] = lambda fold: Answer(baselines.auto_ets(fold.history, HORIZON))
    last: dict[str, Tally] = {}
    every: dict[str, Tally] = {}
    windows = 1 if options.quick else options.windows
    fold = _retail_fold(data, 0, options)
    _measure(models, fold, last, score_retail)
    rows = _rows("online_retail", last, fold, 1)
    models.pop("AutoETS", None)
    for window in range(1, windows):
        _measure(models, _retail_fold(data, window, options), every, score_retail)
    for name, tally in every.items():
        tally.metrics += last[name].metrics
        tally.seconds += last[name].seconds
    return rows + _rows(f"online_retail, {windows} windows", every, fold, windows)


def _retail_fold(data: SalesData, window: int, options: Options) -> Fold:
    cutoff_date = data.last - timedelta(days=HORIZON * (window + 1))
    return make_fold(data, window, options, top_series(data.frame, cutoff_date))
