"""Forecast baselines, written out plainly and apart from the shipped engine.

Each takes history (S, days) and returns means (S, horizon); quantiles are made beside.
"""

from __future__ import annotations

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bench.measures import Array, Codes

WEEK = 7
SES_ALPHA = 0.1
INDEX_WEEKS = 8
TREE_DAYS = 196
TREE_ROWS = 400_000
TREE_ROUNDS = 150


def seasonal_naive(history: Array, horizon: int) -> Array:
    """The last week, repeated."""
    return history[:, -WEEK:][:, np.arange(horizon) % WEEK]


def last_mean(history: Array, horizon: int, days: int = 28) -> Array:
    """Mean of the last `days`, every day the same."""
    return np.repeat(history[:, -days:].mean(axis=1, keepdims=True), horizon, axis=1)


def last_quantiles(history: Array, horizon: int, levels: tuple[float, ...], days: int = 28) -> Array:
    """Empirical quantiles of the last `days`, (levels, S, horizon)."""
    found = np.quantile(history[:, -days:], levels, axis=1)
    return np.repeat(found[:, :, None], horizon, axis=2)


def ses_weekday(history: Array, horizon: int, groups: Codes) -> Array:
    """Simple exponential smoothing (0.1) of units over their group's weekday index, times it."""
    weeks = history[:, -WEEK * INDEX_WEEKS :].reshape(len(history), INDEX_WEEKS, WEEK).mean(axis=1)
    sums = np.zeros((int(groups.max()) + 1, WEEK))
    np.add.at(sums, groups, weeks)
    index = np.maximum(sums / np.maximum(sums.mean(axis=1, keepdims=True), 1e-9), 0.05)[groups]
    level, started = np.zeros(len(history)), np.zeros(len(history), dtype=np.bool_)
    for day in range(history.shape[1]):
        units = history[:, day] / index[:, (day - history.shape[1]) % WEEK]
        level = np.where(started, level + SES_ALPHA * (units - level), np.where(history[:, day] > 0, units, 0.0))
        started |= history[:, day] > 0
    return np.asarray(level[:, None] * index[:, np.arange(horizon) % WEEK])


def plain_trees(
    history: Array, horizon: int, groups: Codes, *, first_weekday: int, seed: int, rounds: int = TREE_ROUNDS
) -> Array:
    """Untuned pooled LightGBM, direct: lags and means no younger than the horizon, weekday, group."""
    padded = np.concatenate([history, np.zeros((len(history), horizon))], axis=1)
    days = history.shape[1]
    first_day = max(horizon + 56, days - TREE_DAYS)
    random = np.random.default_rng(seed)
    size = min(TREE_ROWS, (days - first_day) * len(history))
    rows, columns = random.integers(0, len(history), size), random.integers(first_day, days, size)
    parameters = {
        "objective": "tweedie",
        "tweedie_variance_power": 1.1,
        "num_leaves": 63,
        "learning_rate": 0.05,
        "min_data_in_leaf": 100,
        "num_threads": 1,
        "verbose": -1,
        "seed": seed,
    }
    features = _lag_features(padded, rows, columns, horizon, groups, first_weekday)
    booster = lightgbm.train(parameters, lightgbm.Dataset(features, history[rows, columns]), rounds)
    every, ahead = np.repeat(np.arange(len(history)), horizon), np.tile(np.arange(horizon), len(history))
    asked = _lag_features(padded, every, days + ahead, horizon, groups, first_weekday)
    return np.asarray(booster.predict(asked, num_threads=1)).reshape(len(history), horizon)


def _lag_features(
    units: Array, rows: Codes, columns: Codes, horizon: int, groups: Codes, first_weekday: int
) -> NDArray[np.float32]:
    sums = np.concatenate([np.zeros((len(units), 1)), np.cumsum(units, axis=1)], axis=1)
    newest = columns - horizon + 1
    means = [(sums[rows, newest] - sums[rows, newest - days]) / days for days in (7, 28, 56)]
    lags = [units[rows, columns - lag] for lag in (horizon, horizon + WEEK)]
    return np.stack([*means, *lags, (columns + first_weekday) % WEEK, groups[rows]], axis=1).astype(np.float32)


def fit_dispersion(actual: Array, mean: Array) -> float:
    """Moment estimate of d in variance = mean + d * mean^2, from a window before the cut-off."""
    excess = ((actual - mean) ** 2 - mean).sum()
    return float(np.clip(excess / (mean**2).sum(), 0.01, 20.0))


def negative_binomial_quantiles(mean: Array, dispersion: float, levels: tuple[float, ...]) -> Array:
    """Quantiles around a mean, (levels, *mean.shape)."""
    # Means are rounded to one per cent, so that each distinct one is inverted once.
    steps, places = np.unique(np.rint(np.log(np.maximum(mean, 1e-3)) * 100), return_inverse=True)
    distinct, size = np.exp(steps / 100), 1 / dispersion
    table = np.stack([stats.nbinom.ppf(level, size, size / (size + distinct)) for level in levels])
    return np.asarray(table[:, places.reshape(-1)].reshape(len(levels), *mean.shape))


def auto_ets(history: Array, horizon: int) -> Array:
    """AutoETS with a weekly season per series, by statsforecast."""
    from statsforecast.models import AutoETS

    model = AutoETS(season_length=WEEK)
    return np.stack([np.maximum(model.forecast(y=units, h=horizon)["mean"], 0) for units in history])
