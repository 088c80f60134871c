"""On which day a shelf runs empty: first passage of stock through zero on sampled demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.generic]
NEVER = np.iinfo(np.int64).max
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, kw_only=True)
class DepletionDate:
    """Quantiles of the day whose sales empty the shelf; None lies beyond the sampled days."""

    p10: date | None
    p50: date | None
    p90: date | None


NO_DEPLETION_DATE = DepletionDate(p10=None, p50=None, p90=None)


@dataclass(frozen=True)
class ShelfRun:
    """The shelf along each path: `first_empty` (paths,) day index or `NEVER`, `lost` (paths, days) units."""

    first_empty: NDArray[np.int64]
    lost: NDArray[np.float64]


def run_shelf(available: int, arrivals: NDArray[np.float64], demand_paths: Numbers) -> ShelfRun:
    """Sell each path's demand from the shelf, day by day; unmet demand is lost, not owed.

    `arrivals` (days,) are on the shelf before that day's first sale, `demand_paths` (paths, days).
    """
    paths, days = demand_paths.shape
    shelf = np.full(paths, float(max(available, 0)))
    first_empty = np.full(paths, NEVER, dtype=np.int64)
    lost = np.zeros((paths, days))
    for day in range(days):
        left = shelf + arrivals[day] - demand_paths[:, day]
        lost[:, day] = np.maximum(-left, 0.0)
        shelf = np.maximum(left, 0.0)
        newly_empty = (shelf <= 0) & (first_empty == NEVER)
        first_empty[newly_empty] = day
    return ShelfRun(first_empty, lost)


def depletion_date(first_empty: NDArray[np.int64], *, today: date) -> DepletionDate:
    """Dates of the 10, 50 and 90 % quantiles of first passage, day 0 being `today`."""
    ordered = np.sort(first_empty)
    days = [int(ordered[int(np.ceil(round(q * ordered.size, 9))) - 1]) for q in QUANTILES]
    p10, p50, p90 = (None if day == NEVER else today + timedelta(days=day) for day in days)
    return DepletionDate(p10=p10, p50=p50, p90=p90)
