"""Measures of forecasts against what came: pure arrays in, one row of figures a series out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aisle.insights.rules import QUANTILE_LEVELS

Floats = NDArray[np.float64]
Figures = dict[str, float | int | None]
COVERAGE_LEVEL = 0.9


def change_scale(history: Floats) -> Floats:
    """Return the mean squared day-to-day change of each series' history (S, days)."""
    return np.asarray(np.mean(np.diff(history, axis=1) ** 2, axis=1))


@dataclass(frozen=True)
class Window:
    """Days that have come, beside what had been said of them.

    `actual`, `mean` and `naive` (the last week known, repeated) are (S, days), `quantiles` (S, days, levels) at
    `QUANTILE_LEVELS`. `scale` (S,) is the mean squared day-to-day change before, `total_scale` that of the store's
    total; `counted` (days,) marks days on which the store traded.
    """

    actual: Floats
    mean: Floats
    quantiles: Floats
    naive: Floats
    scale: Floats
    counted: NDArray[np.bool_]
    total_scale: float

    def total(self) -> Window:
        """Return the window of the store's total; its quantiles are not those of the parts, so it has none."""
        days = len(self.counted)
        return Window(
            self.actual.sum(axis=0, keepdims=True),
            self.mean.sum(axis=0, keepdims=True),
            np.full((1, days, len(QUANTILE_LEVELS)), np.nan),
            self.naive.sum(axis=0, keepdims=True),
            np.array([self.total_scale]),
            self.counted,
            self.total_scale,
        )


def measure(window: Window) -> list[Figures]:
    """Return `wape, bias, rmsse, coverage_p90, fva, observations` of each series; None where one has no meaning.

    wape = sum of absolute errors / sum of units; bias = sum of errors / sum of units; rmsse = root of the mean squared
    error over the mean squared day-to-day change (Hyndman and Koehler 2006); fva = 1 - our absolute error / the naive
    one's.
    """
    days = window.counted
    actual, mean, naive = window.actual[:, days], window.mean[:, days], window.naive[:, days]
    observations = int(days.sum())
    if observations == 0:
        return [_nothing() for _ in range(len(actual))]
    units = actual.sum(axis=1)
    error, absolute = mean - actual, np.abs(mean - actual).sum(axis=1)
    naive_absolute = np.abs(naive - actual).sum(axis=1)
    covered = coverage(actual, window.quantiles[:, days], COVERAGE_LEVEL).mean(axis=1)
    rmsse = np.sqrt(_ratio((error**2).mean(axis=1), window.scale))
    columns = {
        "wape": _ratio(absolute, units),
        "bias": _ratio(error.sum(axis=1), units),
        "rmsse": rmsse,
        "coverage_p90": covered,
        "fva": 1 - _ratio(absolute, naive_absolute),
    }
    return [
        {**{name: _number(values[row]) for name, values in columns.items()}, "observations": observations}
        for row in range(len(actual))
    ]


def coverage(actual: Floats, quantiles: Floats, level: float) -> Floats:
    """Return the chance (S, days) that a day's randomised place in its forecast lies below `level`.

    Units are whole, so many days sit exactly on a quantile and "at most the quantile" would cover too much. A day's
    place is spread evenly between the levels around it instead (the probability integral transform of counts, Czado,
    Gneiting and Held 2009), and the part of that span below `level` is its chance.
    """
    levels = np.array(QUANTILE_LEVELS)
    below = quantiles < actual[..., None]
    above = quantiles > actual[..., None]
    low = np.where(below, levels, 0.0).max(axis=-1)
    high = np.where(above, levels, 1.0).min(axis=-1)
    share = np.clip((level - low) / np.maximum(high - low, 1e-9), 0.0, 1.0)
    return np.asarray(np.where(np.isnan(quantiles).any(axis=-1), np.nan, share))


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    nothing = np.full(len(numerator), np.nan)
    return np.asarray(np.divide(numerator, denominator, out=nothing, where=denominator > 0))


def _number(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None


def _nothing() -> Figures:
    return {"wape": None, "bias": None, "rmsse": None, "coverage_p90": None, "fva": None, "observations": 0}
