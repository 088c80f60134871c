"""Fitting: judge the candidates on past windows, choose, calibrate, and keep what answers need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from aisle.insights.forecast.classes import demand_classes
from aisle.insights.forecast.distribution import Distribution, fit_distribution
from aisle.insights.forecast.features import BASE_RULE, Origin, build_origin
from aisle.insights.forecast.floor import FLOOR_NAMES, WEEK
from aisle.insights.forecast.known import Known, read_known
from aisle.insights.forecast.panel import Codes, Flags, Floats, Keys, Panel, build_panel, sum_groups
from aisle.insights.forecast.select import Weights, Window, blend, choose_weights
from aisle.insights.forecast.totals import DayEffects, bring_into_line, learn_day_effects, predict_totals
from aisle.insights.forecast.trees import Trees, TreeSettings, grow_trees, predict_trees

HISTORY_DAYS_MIN = 7
WINDOW_HISTORY_DAYS_MIN = 28
KNOWN_MARGIN_DAYS = 1
TREES = "trees"
LEVEL_DAY = "level_day"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How to learn: `trees` None leaves them out; windows of `horizon_days` judge and calibrate."""

    trees: TreeSettings | None
    horizon_days: int
    windows: int
    seed: int


@dataclass(frozen=True)
class State:
    """Everything a fitted engine answers from; what `save` writes."""

    keys: Keys
    origin: Origin
    classes: Codes
    ready: Flags
    weights: dict[str, Weights]
    distribution: Distribution
    effects: DayEffects
    trees: Trees | None
    words: dict[str, list[str]]
    known: pl.DataFrame


def learn_state(frame: pl.DataFrame, cutoff_date: date, known: pl.DataFrame | None, plan: Plan) -> State:
    """Everything learnt from rows up to the cut-off date."""
    panel = build_panel(frame, cutoff_date=cutoff_date)
    keys = panel.keys
    past = read_known(known, series=keys.series_ids, stores=keys.stores, start=panel.start, days=panel.days)
    windows = [judge(panel, past, column, trees, plan) for column, trees in _past_trees(panel, past, plan)]
    classes = demand_classes(panel)
    weights = choose_weights(windows, difference_scale(panel), classes, keys.store)
    wanted = plan.trees is not None and any(TREES in chosen for chosen in weights.values())
    return State(
        keys=keys,
        origin=build_origin(panel, FLOOR_NAMES),
        classes=classes,
        ready=find_ready(panel),
        weights=weights,
        distribution=_calibrate(windows, weights, classes, plan.seed),
        effects=learn_day_effects(panel, past),
        trees=grow_trees(panel, past, plan.horizon_days, plan.trees) if wanted and plan.trees else None,
        words=past.words,
        known=_rows_ahead(known, cutoff_date),
    )


def _past_trees(panel: Panel, known: Known, plan: Plan) -> Iterable[tuple[int, Trees | None]]:
    """Columns at which past windows begin, oldest first, with trees grown before all of them.

    One growing serves every window: it saw nothing after the oldest one's origin.
    """
    starts = [panel.days - plan.horizon_days * n for n in range(plan.windows, 0, -1)]
    starts = [column for column in starts if column >= WINDOW_HISTORY_DAYS_MIN]
    trees = None
    if plan.trees is not None and starts and len(starts) == plan.windows:
        trees = grow_trees(panel.until(starts[0]), known, plan.horizon_days, plan.trees)
    return [(column, trees) for column in starts]


def judge(panel: Panel, known: Known, column: int, trees: Trees | None, plan: Plan) -> Window:
    """What each candidate would have said at a past origin, beside what was sold."""
    past, horizon_days = panel.until(column), plan.horizon_days
    origin = build_origin(past, FLOOR_NAMES)
    threads = plan.trees.threads if plan.trees else 1
    effects = learn_day_effects(past, known)
    means = candidate_means(origin, past.keys, known, effects, trees, horizon_days, threads)
    ahead = slice(column, column + horizon_days)
    counted = panel.seen[:, ahead] & (past.first < column)[:, None]
    return Window(panel.units[:, ahead].astype(np.float64), counted, means)


def _calibrate(windows: list[Window], weights: dict[str, Weights], classes: Codes, seed: int) -> Distribution:
    if not windows:
        return Distribution()
    means = [blend(window.means, weights, classes) for window in windows]
    actual = np.concatenate([window.actual for window in windows])
    counted = np.concatenate([window.counted for window in windows])
    return fit_distribution(actual, np.concatenate(means), counted, seed)


def candidate_means(
    origin: Origin,
    keys: Keys,
    known: Known,
    effects: DayEffects,
    trees: Trees | None,
    horizon_days: int,
    threads: int,
) -> dict[str, Floats]:
    """Every candidate's means over the horizon, each (S, horizon_days).

    Beside the floor rules: `level_day`, the base rule brought into line with its group's
    directly forecast totals; and `trees`, the mean of trees and base rule, brought into line
    with the mean of the trees' own totals and the direct ones.
    """
    means = floor_means(origin, keys, horizon_days)
    base = means[BASE_RULE]
    totals = predict_totals(effects, keys, known, origin.end, horizon_days)
    means[LEVEL_DAY] = bring_into_line(base, totals, keys.group)
    if trees is not None:
        grown = predict_trees(trees, keys, origin, known, horizon_days, threads)
        grown *= open_ahead(origin, keys, horizon_days)
        both = (sum_groups(grown, keys.group) + totals) / 2
        means[TREES] = bring_into_line((grown + base) / 2, both, keys.group)
    return means


def floor_means(origin: Origin, keys: Keys, horizon_days: int) -> dict[str, Floats]:
    """The floor rules over the horizon, each (S, horizon_days), zero on closed weekdays."""
    opened = open_ahead(origin, keys, horizon_days)
    offsets = np.arange(horizon_days) % WEEK
    return {name: rule[:, offsets] * opened for name, rule in origin.rules.items()}


def open_ahead(origin: Origin, keys: Keys, horizon_days: int) -> Flags:
    """Days ahead on which each series' store trades, by its weekdays, (S, horizon_days)."""
    offsets = np.arange(horizon_days) % WEEK
    return ~origin.closed_weekdays[keys.store][:, offsets]


def find_ready(panel: Panel) -> Flags:
    """Series that may be forecast: their store has a week of history and they have sold once."""
    started = panel.first < panel.days
    store_first = np.full(len(panel.keys.stores), panel.days)
    np.minimum.at(store_first, panel.keys.store, panel.first)
    return np.asarray(started & (panel.days - store_first >= HISTORY_DAYS_MIN)[panel.keys.store])


def difference_scale(panel: Panel) -> Floats:
    """Mean squared day-to-day change of each series since its first sale, (S,)."""
    after = np.arange(1, panel.days) > panel.first[:, None]
    squares = np.where(after, np.diff(panel.units, axis=1) ** 2, 0)
    return np.asarray(squares.sum(axis=1, dtype=np.float64) / np.maximum(after.sum(axis=1), 1))


def _rows_ahead(known: pl.DataFrame | None, cutoff_date: date) -> pl.DataFrame:
    if known is None:
        return pl.DataFrame(schema={"date": pl.Date})
    return known.filter(pl.col("date").cast(pl.Date) > cutoff_date - timedelta(days=KNOWN_MARGIN_DAYS))
