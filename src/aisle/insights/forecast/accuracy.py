"""Past accuracy as pure functions: stored forecasts of a series beside what was then sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aisle.insights.forecast.panel import Floats


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """How past forecasts did; None where a measure is undefined (nothing sold, no scale).

    `fva` is 1 - our absolute error / the seasonal-naive one: below zero, the simple rule won.
    """

    window_days: int
    wape: float | None
    bias: float | None
    rmsse: float | None
    coverage_p90: float | None
    fva: float | None
    observations: int


def wape(actual: Floats, predicted: Floats) -> float | None:
    """Sum of absolute errors over sum of actuals."""
    return _ratio(np.abs(actual - predicted).sum(), actual.sum())


def bias(actual: Floats, predicted: Floats) -> float | None:
    """Predicted minus actual total, over the actual total."""
    return _ratio((predicted - actual).sum(), actual.sum())


def rmsse(actual: Floats, predicted: Floats, history: Floats) -> float | None:
    """Root mean squared error over that of "as yesterday" in the history since the first sale."""
    sold = np.flatnonzero(history > 0)
    if not len(sold) or not len(actual):
        return None
    squared = _ratio(((actual - predicted) ** 2).mean(), _mean(np.diff(history[sold[0] :]) ** 2))
    return None if squared is None else float(np.sqrt(squared))


def coverage(actual: Floats, upper: Floats) -> float | None:
    """Share of days not above an upper quantile, a tie counted by half.

    Counting every tie as covered flatters whole-number demand; half of them is the expected
    value of the randomised transform when a tie straddles the level.
    """
    if not len(actual):
        return None
    return float((actual < upper).mean() + (actual == upper).mean() / 2)


def value_added(actual: Floats, predicted: Floats, naive: Floats) -> float | None:
    """Forecast value added: 1 - our absolute error / that of the seasonal naive rule."""
    worse = _ratio(np.abs(actual - predicted).sum(), np.abs(actual - naive).sum())
    return None if worse is None else 1 - worse


def rolling_accuracy(
    actual: Sequence[float],
    mean: Sequence[float],
    upper_p90: Sequence[float],
    naive: Sequence[float],
    history: Sequence[float],
) -> Accuracy:
    """All measures of one series over the days that have both a stored forecast and a sale count.

    The first four are day by day; `naive` is the same weekday a week before each forecast's
    cut-off; `history` are the units before the first of these days.
    """
    sold, said = np.asarray(actual, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    return Accuracy(
        window_days=len(sold),
        wape=wape(sold, said),
        bias=bias(sold, said),
        rmsse=rmsse(sold, said, np.asarray(history, dtype=np.float64)),
        coverage_p90=coverage(sold, np.asarray(upper_p90, dtype=np.float64)),
        fva=value_added(sold, said, np.asarray(naive, dtype=np.float64)),
        observations=len(sold),
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _ratio(above: float, below: float) -> float | None:
    return float(above / below) if below > 0 else None
