"""Order-up-to levels as quantiles of the demand they must cover.

A level read off summed paths needs no normal demand, no independence between days and no
safety factor, all of which fail for products that sell a few units a week.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aisle.insights.replenishment.demand import interval_sums

Numbers = NDArray[np.generic]


def critical_ratio(*, shortage_cost: float, excess_cost: float) -> float:
    """Chance of having enough at which one more unit costs as much as it saves (newsvendor)."""
    assert shortage_cost > 0 and excess_cost > 0
    return shortage_cost / (shortage_cost + excess_cost)


def order_up_to_level(demand: Numbers, ratio: float) -> float:
    """The smallest sampled demand that is not exceeded with chance `ratio`.

    `demand` (samples,) holds sums over the days to cover. No interpolation: a level between two
    sampled values would cover no more than the lower one where units are whole.
    """
    assert demand.ndim == 1 and demand.size > 0 and 0 < ratio < 1
    ordered = np.sort(demand)
    # Ranks are rounded before the ceiling so that .95 of 500 is 475 and not 476 by float dust.
    rank = int(np.ceil(round(ratio * demand.size, 9)))
    return float(ordered[max(rank, 1) - 1])


def level_from_history(daily_units: Numbers, *, days: int, ratio: float) -> float:
    """The same level from past sales alone: the quantile of all sums over `days` running days."""
    return order_up_to_level(interval_sums(daily_units, days=days), ratio)


def expected_cost(demand: Numbers, level: float, *, shortage_cost: float, excess_cost: float) -> float:
    """Mean cost of holding `level` against sampled demand, in the unit of the costs."""
    short = np.subtract(demand, level, dtype=np.float64)
    over, under = np.maximum(-short, 0.0), np.maximum(short, 0.0)
    return float((excess_cost * over + shortage_cost * under).mean())
