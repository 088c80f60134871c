"""What products have in common: a store's good and bad days, which single products' forecasts cannot show.

Paths of products are drawn one by one, so their sums would be far too sure of themselves: surprises would cancel out.
Past surprises of the store's total say how much they do not. The rest is put back as factors common to all products of
the store, one for the level of the whole time ahead and one per day, both with mean 1 so that sums still add up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aisle.insights.rules import WEEK_DAYS

Floats = NDArray[np.float64]
# Without a past to learn from: a store's day is off by about a fifth, its month by about a tenth.
LEVEL_SPREAD_PRIOR, DAY_SPREAD_PRIOR = 0.10, 0.20
SPREAD_MAX = 0.6


@dataclass(frozen=True)
class Shocks:
    """Spreads (standard deviations of the logarithm) of the factors all products of a store share."""

    level: float = LEVEL_SPREAD_PRIOR
    day: float = DAY_SPREAD_PRIOR

    def draw(self, *, paths: int, days: int, seed: int) -> NDArray[np.float32]:
        """Return factors (paths, days) with mean 1; the same seed draws the same."""
        random = np.random.default_rng([seed, 7])
        level = self.level * random.standard_normal((paths, 1)) - self.level**2 / 2
        day = self.day * random.standard_normal((paths, days)) - self.day**2 / 2
        return np.exp(level + day).astype(np.float32)


def learn_shocks(actual: Floats, predicted: Floats) -> Shocks:
    """Learn from a past window's daily totals of a store (days,), on days it traded.

    What the weeks' totals are off by speaks of the level, what days are off beyond their week of the day. Half of what
    is found is the prior, since one window is little.
    """
    traded = (predicted > 0) & (actual > 0)
    if traded.sum() < WEEK_DAYS:
        return Shocks()
    errors = np.log(actual[traded] / predicted[traded])
    weeks = np.array_split(errors, max(1, len(errors) // WEEK_DAYS))
    levels = np.array([week.mean() for week in weeks])
    day = float(np.sqrt(np.mean([week.var() for week in weeks])))
    level = float(np.sqrt(max((levels**2).mean() - day**2 / WEEK_DAYS, 0.0)))
    return Shocks(level=_held(level, LEVEL_SPREAD_PRIOR), day=_held(day, DAY_SPREAD_PRIOR))


def _held(spread: float, prior: float) -> float:
    return float(min((spread + prior) / 2, SPREAD_MAX))
