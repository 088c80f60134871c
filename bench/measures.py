"""Measures of forecasts, each on plain arrays of shape (series, days).

Scales and weights come from training days only. Undefined values (a series without a scale)
are `nan` and left out of means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

QUANTILE_LEVELS = tuple(level / 10 for level in range(1, 10))

# The twelve ways in which the M5 competition groups its series (Makridakis, Spiliotis and
# Assimakopoulos 2022, "M5 accuracy competition", table 2); an empty key is the grand total.
M5_LEVELS: tuple[tuple[str, ...], ...] = (
    (),
    ("state",),
    ("store",),
    ("category",),
    ("department",),
    ("state", "category"),
    ("state", "department"),
    ("store", "category"),
    ("store", "department"),
    ("item",),
    ("state", "item"),
    ("store", "item"),
)


def difference_scale(history: Array) -> Array:
    """Mean squared day-to-day change from each series' first sale on, shape (series,).

    `nan` where fewer than two days follow the first sale or nothing ever changes: such a
    series has no scale to be judged by.
    """
    started = np.maximum.accumulate(history > 0, axis=1)
    squares = np.where(started[:, :-1], np.diff(history, axis=1) ** 2, 0.0)
    days = started[:, :-1].sum(axis=1)
    scale = squares.sum(axis=1) / np.maximum(days, 1)
    return np.where((days > 0) & (scale > 0), scale, np.nan)


def rmsse(actual: Array, predicted: Array, history: Array) -> Array:
    """Root mean squared scaled error per series (Hyndman and Koehler 2006; M5's form)."""
    squared = ((actual - predicted) ** 2).mean(axis=1)
    return np.asarray(np.sqrt(squared / difference_scale(history)))


@dataclass(frozen=True)
class WeightedScore:
    """Mean WRMSSE over the levels and the value of each level, keyed like "store-department"."""

    mean: float
    levels: dict[str, float]


def wrmsse(
    actual: Array,
    predicted: Array,
    history: Array,
    dollars: Array,
    keys: Mapping[str, Codes],
    levels: Sequence[tuple[str, ...]] = M5_LEVELS,
) -> WeightedScore:
    """Dollar-weighted RMSSE, averaged over hierarchical levels.

    `dollars` (series,) is what each series sold for in the last training days; `keys` gives the
    group code of each series per name used in `levels`.
    """
    scores: dict[str, float] = {}
    for level in levels:
        groups = _group_codes([keys[name] for name in level], len(actual))
        scaled = rmsse(*(_sum_by(part, groups) for part in (actual, predicted, history)))
        weights = np.where(np.isnan(scaled), 0.0, _sum_by(dollars[:, None], groups)[:, 0])
        total = weights.sum()
        score = (np.nan_to_num(scaled) * weights).sum() / total if total > 0 else np.nan
        scores["-".join(level) or "total"] = float(score)
    return WeightedScore(float(np.mean(list(scores.values()))), scores)


def _group_codes(keys: list[Codes], length: int) -> Codes:
    if not keys:
        return np.zeros(length, dtype=np.int64)
    _, codes = np.unique(np.stack(keys), axis=1, return_inverse=True)
    return codes.reshape(-1).astype(np.int64)


def _sum_by(values: Array, groups: Codes) -> Array:
    sums = np.zeros((int(groups.max()) + 1, values.shape[1]))
    np.add.at(sums, groups, values)
    return sums


def wape(actual: Array, predicted: Array) -> float:
    """Sum of absolute errors over sum of actuals."""
    return float(np.abs(actual - predicted).sum() / actual.sum())


def bias(actual: Array, predicted: Array) -> float:
    """Relative bias of the total: above zero when too much was predicted."""
    return float((predicted - actual).sum() / actual.sum())


def quantile_losses(actual: Array, quantiles: Array, levels: Sequence[float]) -> Array:
    """Twice the pinball loss, summed over days and averaged over levels, shape (series,).

    `quantiles` has shape (levels, series, days).
    """
    losses = np.zeros(len(actual))
    for level, predicted in zip(levels, quantiles, strict=True):
        error = actual - predicted
        losses += 2 * np.maximum(level * error, (level - 1) * error).sum(axis=1)
    return losses / len(levels)


def wql(actual: Array, quantiles: Array, levels: Sequence[float] = QUANTILE_LEVELS) -> float:
    """Weighted quantile loss: `quantile_losses` over the sum of actuals."""
    return float(quantile_losses(actual, quantiles, levels).sum() / actual.sum())


def pit_coverage(below: Array, at_or_below: Array, level: float, seed: int) -> float:
    """Share of days whose randomised probability integral transform is at most `level`.

    `below` is the forecast's P(Y < y) and `at_or_below` its P(Y <= y) at the observed y. For
    whole-number demand the value between them is drawn at random: counting y <= quantile would
    look too good (Czado, Gneiting and Held 2009, "Predictive model assessment for count data").
    """
    draws = np.random.default_rng(seed).random(below.shape)
    return float(np.mean(below + draws * (at_or_below - below) <= level))


def bootstrap_interval(
    statistic: Callable[[Codes], float], series: int, *, seed: int, rounds: int = 500
) -> tuple[float, float]:
    """95 % interval of a difference by resampling whole series.

    `statistic` receives the drawn series' positions and returns the difference of two models
    on them, so that both are judged on the same draw (paired).
    """
    random = np.random.default_rng(seed)
    values = [statistic(random.integers(0, series, series)) for _ in range(rounds)]
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def ratio_difference(ours: Array, theirs: Array, actual: Array) -> Callable[[Codes], float]:
    """Statistic for `bootstrap_interval`: difference of two ratios sum(loss) / sum(actual)."""
    totals: Any = actual.sum(axis=1)
    return lambda rows: float((ours[rows] - theirs[rows]).sum() / totals[rows].sum())
