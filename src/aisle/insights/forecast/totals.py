"""Totals of a store's category forecast directly, and single products brought into line with them.

What moves a whole day (weekday, payday, food stamps, rain) is seen far more clearly in a total
than in single products, and takes a handful of coefficients there. Trees that learnt it from
products would take each of a few hundred past days for thousands of witnesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from aisle.insights.forecast.floor import LEVEL_ALPHA, WEEK
from aisle.insights.forecast.known import Known
from aisle.insights.forecast.panel import Codes, Flags, Floats, Keys, Panel, sum_groups

HISTORY_DAYS = 168
HISTORY_DAYS_MIN = 56
SMOOTH_DAYS = 29
HALF_LIFE_DAYS = 84
RIDGE = 0.3
# A day's ratio is worth less in a group that sells little; at this level it counts half.
NOISE_UNITS = 20.0
LOG_RATIO_MAX = 1.0
MONTH_DAYS = 30.4
RATIO_MAX = 3.0


@dataclass(frozen=True)
class DayEffects:
    """What a day does to each group's total.

    `level` (G,) is the total of a plain day at the end, `nan` where history is too short;
    `coefficients` (G, K) are logarithmic effects of the columns of `_design`; `names` are the
    numeric covariates used and `scales` what they are divided by.
    """

    level: Floats
    coefficients: Floats
    names: list[str]
    scales: list[float]


def learn_day_effects(panel: Panel, known: Known) -> DayEffects:
    """Ridge regression of each group's daily total, over its own moving level, in logarithms.

    `known` must reach back over the panel; only its numeric covariates are used.
    """
    days = min(panel.days, HISTORY_DAYS)
    columns = np.arange(panel.days - days, panel.days)
    units = sum_groups(panel.units[:, -days:], panel.keys.group)
    store = store_of_group(panel.keys)
    opened = panel.open_days[store][:, -days:]
    names = [name for name in sorted(known.covariates) if not known.words[name]]
    scales = [_largest(known.covariates[name]) for name in names]
    effects = DayEffects(np.full(len(units), np.nan), np.zeros((len(units), 9 + 2 * len(names))), names, scales)
    shift = (panel.start - known.start).days
    for group in range(len(units)):
        sold = np.flatnonzero(units[group] > 0)
        if not len(sold) or days - sold[0] < HISTORY_DAYS_MIN:
            continue
        design = _design(effects, known, int(store[group]), columns + shift)
        since = np.arange(days) >= sold[0]
        level, found = _fit_group(units[group], opened[group] & since, design)
        effects.level[group], effects.coefficients[group] = level, found
    return effects


def _largest(values: Floats) -> float:
    """Largest size of the known values; 1 where there is none, so that nothing is divided by 0."""
    sizes = np.abs(values[~np.isnan(values)])
    return float(sizes.max(initial=0.0)) or 1.0


def store_of_group(keys: Keys) -> Codes:
    """Store number of each group, (G,)."""
    store = np.zeros(int(keys.group.max()) + 1, dtype=np.int64)
    store[keys.group] = keys.store
    return store


def _design(effects: DayEffects, known: Known, store: int, columns: Codes) -> Floats:
    """Columns: seven weekdays, two of the month's round, each covariate, each on a weekend."""
    first = np.datetime64(known.start, "D")
    dates = first + columns
    weekday = (columns + known.start.weekday()) % WEEK
    of_month = (dates - dates.astype("datetime64[M]")).astype(np.float64) + 1
    angle = 2 * np.pi * of_month / MONTH_DAYS
    parts = [np.eye(WEEK)[weekday], np.cos(angle)[:, None], np.sin(angle)[:, None]]
    for name, scale in zip(effects.names, effects.scales, strict=True):
        inside = (columns >= 0) & (columns < known.covariates[name].shape[1])
        values = np.where(inside, known.covariates[name][store, np.where(inside, columns, 0)], 0.0)
        values = np.nan_to_num(values) / scale
        parts += [values[:, None], (values * (weekday >= 5))[:, None]]
    return np.concatenate(parts, axis=1)


def _fit_group(units: Floats, counted: Flags, design: Floats) -> tuple[float, Floats]:
    """Level at the end and effects of one group."""
    ages = np.arange(len(units))[::-1]
    moving = _moving_mean(units, counted)
    ratio = np.clip(np.log((units + 1) / (moving + 1)), -LOG_RATIO_MAX, LOG_RATIO_MAX)
    weight = counted * 0.5 ** (ages / HALF_LIFE_DAYS) * moving / (moving + NOISE_UNITS)
    weighted = design * weight[:, None]
    found = np.linalg.solve(design.T @ weighted + RIDGE * np.eye(design.shape[1]), weighted.T @ ratio)
    recent = counted * (1 - LEVEL_ALPHA) ** ages
    level = (recent * units / np.exp(design @ found)).sum() / max(recent.sum(), 1e-12)
    return float(level), np.asarray(found)


def _moving_mean(units: Floats, counted: Flags) -> Floats:
    """Centred mean of the counted days, shorter at both ends."""
    window = np.ones(SMOOTH_DAYS)
    sums = np.convolve(np.where(counted, units, 0.0), window, mode="full")
    counts = np.convolve(counted.astype(np.float64), window, mode="full")
    middle = slice(SMOOTH_DAYS // 2, SMOOTH_DAYS // 2 + len(units))
    return np.asarray(sums[middle] / np.maximum(counts[middle], 1.0))


def predict_totals(effects: DayEffects, keys: Keys, known: Known, end: date, horizon_days: int) -> Floats:
    """Expected total of each group for each day after `end`, (G, horizon_days); `nan` as in `level`."""
    columns = (end - known.start).days + 1 + np.arange(horizon_days)
    totals = np.full((len(effects.level), horizon_days), np.nan)
    store = store_of_group(keys)
    for group in np.flatnonzero(~np.isnan(effects.level)):
        design = _design(effects, known, int(store[group]), columns)
        totals[group] = effects.level[group] * np.exp(design @ effects.coefficients[group])
    return totals


def bring_into_line(means: Floats, totals: Floats, group: Codes) -> Floats:
    """Products scaled so that each group's day adds up to its total, (S, days).

    A group without a total stays as it is; a factor beyond 3 either way is held there, since it
    says that one of the two is out of its depth.
    """
    sums = sum_groups(means, group)
    usable = (sums > 0) & ~np.isnan(totals)
    factor = np.divide(totals, sums, out=np.ones_like(sums), where=usable)
    return np.asarray(means * np.clip(factor, 1 / RATIO_MAX, RATIO_MAX)[group])
