"""The floor: simple rules per series that any better model has to beat.

Every rule repeats with the week, so a rule's forecast is an array (S, 7): the expected units
of the first, second, ... seventh day after the origin, then over again.
"""

from __future__ import annotations

import warnings

import numpy as np

from aisle.insights.forecast.panel import Codes, Flags, Floats, Panel, Values, sum_groups

WEEK = 7
INDEX_DAYS = 56
# Pseudo-units that pull a weekday's index towards 1; a group selling thousands never notices.
INDEX_SHRINK_UNITS = 20.0
LEVEL_DAYS = 168
LEVEL_ALPHA = 0.1
STEADY_ALPHA = 0.03
COLD_DAYS = 28
# A cold series starts from its group's usual rate, worth this many days of its own history.
PRIOR_DAYS = 7.0
RECENT_DAYS = 28

FLOOR_NAMES = ("level_weekday", "steady_weekday", "recent_mean", "imapa", "seasonal_naive")


def weekday_index(panel: Panel) -> Floats:
    """Weekday index of each store-category group, (groups, 7) by day after the origin, mean near 1.

    Rates over the last eight weeks of days on which the store traded, each pulled towards 1 by
    `INDEX_SHRINK_UNITS`.
    """
    units = sum_groups(panel.units[:, -INDEX_DAYS:], panel.keys.group)
    store_of_group = np.zeros(len(units), dtype=np.int64)
    store_of_group[panel.keys.group] = panel.keys.store
    opened = panel.open_days[:, -INDEX_DAYS:][store_of_group]
    offsets = (np.arange(units.shape[1]) - units.shape[1]) % WEEK
    sums = np.stack([units[:, offsets == d].sum(axis=1) for d in range(WEEK)], axis=1)
    counts = np.stack([opened[:, offsets == d].sum(axis=1) for d in range(WEEK)], axis=1)
    rates = sums / np.maximum(counts, 1)
    usual = rates.sum(axis=1) / np.maximum((counts > 0).sum(axis=1), 1)
    expected = counts * usual[:, None]
    return np.asarray((sums + INDEX_SHRINK_UNITS) / (expected + INDEX_SHRINK_UNITS))


def smoothed_level(units: Values, seen: Flags, index: Floats, alpha: float) -> Floats:
    """Exponentially weighted mean of units over their weekday index, counting seen days only.

    Simple exponential smoothing written as a weighted mean: the weights are scaled to one over
    the days that count, so a short or broken history needs no starting value. `index` is
    (S, 7) by day after the origin. `nan` where no day counts.
    """
    days = units.shape[1]
    ages = np.arange(days)[::-1]
    offsets = (np.arange(days) - days) % WEEK
    weights = (1 - alpha) ** ages
    level = np.zeros(len(units))
    total = np.zeros(len(units))
    for offset in range(WEEK):
        columns = offsets == offset
        here = seen[:, columns]
        sums = np.where(here, units[:, columns], 0).astype(np.float64) @ weights[columns]
        level += sums / np.maximum(index[:, offset], 0.05)
        total += here.astype(np.float64) @ weights[columns]
    return np.asarray(np.divide(level, total, out=np.full(len(units), np.nan), where=total > 0))


def warm_cold_series(level: Floats, days: Codes, group: Codes) -> Floats:
    """Levels with young series drawn towards their group (the mean of a Gamma-Poisson posterior).

    `days` (S,) are the days that count so far. The prior of a group is the mean level of its
    series with at least `COLD_DAYS`; without such a series the own level stands.
    """
    known = (days >= COLD_DAYS) & ~np.isnan(level)
    groups = int(group.max()) + 1
    counts = np.bincount(group[known], minlength=groups)
    sums = np.bincount(group[known], weights=level[known], minlength=groups)
    prior = np.divide(sums, counts, out=np.full(groups, np.nan), where=counts > 0)[group]
    own = np.nan_to_num(level)
    share = days / (days + PRIOR_DAYS)
    shrunk = np.where(np.isnan(prior), own, share * own + (1 - share) * prior)
    return np.asarray(np.where(known, own, shrunk))


def floor_levels(panel: Panel, index: Floats, alpha: float) -> Floats:
    """`smoothed_level` of the last 168 days, cold series warmed; (S,)."""
    units = panel.units[:, -LEVEL_DAYS:]
    seen = panel.seen[:, -LEVEL_DAYS:]
    level = smoothed_level(units, seen, index[panel.keys.group], alpha)
    return warm_cold_series(level, panel.days_seen, panel.keys.group)


def recent_mean(panel: Panel) -> Floats:
    """Mean of the seen days among the last 28, (S,); 0 where none counts."""
    units, seen = panel.units[:, -RECENT_DAYS:], panel.seen[:, -RECENT_DAYS:]
    return np.asarray(np.where(seen, units, 0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1))


def seasonal_naive(panel: Panel) -> Floats:
    """The last week once more, (S, 7); with less than a week of history its mean."""
    last = panel.units[:, -WEEK:].astype(np.float64)
    if last.shape[1] < WEEK:
        return np.repeat(last.mean(axis=1, keepdims=True), WEEK, axis=1)
    return last


def imapa(panel: Panel) -> Floats:
    """Intermittent multiple aggregation per series (Petropoulos and Kourentzes 2015), (S,).

    Computed by statsforecast on the seen days of the last 168.
    """
    from statsforecast.models import IMAPA

    units = panel.units[:, -LEVEL_DAYS:]
    seen = panel.seen[:, -LEVEL_DAYS:]
    model = IMAPA()
    levels = np.zeros(len(units))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row in np.flatnonzero((np.where(seen, units, 0) > 0).sum(axis=1) > 1):
            history = units[row, seen[row]].astype(np.float64)
            levels[row] = max(0.0, float(model.forecast(y=history, h=1)["mean"][0]))
    return np.nan_to_num(levels)


def floor_rules(panel: Panel, names: tuple[str, ...] = FLOOR_NAMES) -> dict[str, Floats]:
    """The named rules' forecasts after the panel's end, each (S, 7)."""
    index = weekday_index(panel)
    rules: dict[str, Floats] = {}
    for name in names:
        if name == "seasonal_naive":
            rules[name] = seasonal_naive(panel)
        elif name in ("level_weekday", "steady_weekday"):
            alpha = LEVEL_ALPHA if name == "level_weekday" else STEADY_ALPHA
            rules[name] = floor_levels(panel, index, alpha)[:, None] * index[panel.keys.group]
        else:
            level = imapa(panel) if name == "imapa" else recent_mean(panel)
            rules[name] = np.repeat(level[:, None], WEEK, axis=1)
    return rules
