"""Demand paths from a product's own sales, for products without a fitted forecast.

Daily units are drawn as gamma-Poisson (negative binomial) around an exponentially weighted
level. How fast a level should forget differs by product and is not known, so paths come from
a slow and a fast memory side by side: their disagreement is honest doubt about the level,
and it widens sums over many days, which a single level would not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.generic]

# (share forgotten a day, share of the paths): about 100 and 14 days of memory.
MEMORIES = ((0.01, 2 / 3), (0.07, 1 / 3))
LEVEL_MIN = 0.005  # units a day; a product that stopped selling may sell one again
DISPERSION_MIN = 1.02  # variance over mean; sales are never more regular than Poisson
PATHS_DEFAULT = 500


def interval_sums(daily_units: Numbers, *, days: int) -> NDArray[np.float64]:
    """All sums over `days` running days of `daily_units` (history,), oldest first."""
    assert daily_units.ndim == 1 and 1 <= days <= daily_units.size
    running = np.zeros(daily_units.size + 1)
    np.cumsum(daily_units, out=running[1:])
    return np.subtract(running[days:], running[:-days])


def sample_from_history(daily_units: Numbers, *, days: int, seed: int, paths: int = PATHS_DEFAULT) -> NDArray[np.int64]:
    """Draw demand paths (paths, days) of whole units from past daily units (history,).

    `nan` marks a day that says nothing (closed, out of stock). Without a single usable day the
    level is the smallest one assumed. The same seed draws the same paths.
    """
    assert daily_units.ndim == 1 and days >= 1 and paths >= 1
    generator = np.random.default_rng(seed)
    history = np.asarray(daily_units, dtype=np.float64)
    counts = _split(paths)
    drawn = [
        _draw(generator, history, forgotten, (count, days))
        for (forgotten, _), count in zip(MEMORIES, counts, strict=True)
    ]
    return np.concatenate(drawn)


def _split(paths: int) -> list[int]:
    """Paths per memory; the last one takes the remainder."""
    counts = [round(paths * share) for _, share in MEMORIES[:-1]]
    return [*counts, paths - sum(counts)]


def _draw(
    generator: np.random.Generator, history: NDArray[np.float64], forgotten: float, shape: tuple[int, int]
) -> NDArray[np.int64]:
    mean, variance = _level(history, forgotten)
    scale = (variance - mean) / mean
    rates = generator.gamma(mean / scale, scale, size=shape)
    return generator.poisson(rates)


def _level(history: NDArray[np.float64], forgotten: float) -> tuple[float, float]:
    """Exponentially weighted mean and variance of a day, kept off the edges gamma cannot take."""
    age = np.arange(history.size)[::-1]
    weights = np.where(np.isnan(history), 0.0, (1 - forgotten) ** age)
    total = weights.sum()
    if total == 0:
        return LEVEL_MIN, LEVEL_MIN * DISPERSION_MIN
    known = np.nan_to_num(history)
    mean = float((weights * known).sum() / total)
    variance = float((weights * (known - mean) ** 2).sum() / total)
    mean = max(mean, 0.0) + LEVEL_MIN
    return mean, max(variance, mean * DISPERSION_MIN)
