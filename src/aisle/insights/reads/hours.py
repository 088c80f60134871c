"""Hours of a day ahead: the day's forecast spread by the weekday's own profile."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from aisle.insights.schemas.forecast import Period

HOURS = 24


def hour_periods(
    daily_mean: NDArray[np.float64],
    profile: dict[str, Any] | None,
    cutoff_date: date,
    horizon_days: int,
    levels: Sequence[float],
) -> list[Period]:
    """Return the trading hours ahead; none where the hours of past sales are not known.

    `profile` holds `shares`, the share of a day's units in each hour by weekday (7, 24), and `dispersion`, the variance
    of an hour's units over their mean. Quantiles are negative binomial with that mean and variance.
    """
    if profile is None:
        return []
    shares = np.asarray(profile["shares"])
    first = (cutoff_date.weekday() + 1) % 7
    weekdays = (first + np.arange(horizon_days)) % 7
    means = daily_mean[:horizon_days, None] * shares[weekdays]
    quantiles = _quantiles(means, float(profile["dispersion"]), levels)
    trading = shares[weekdays] > 0
    return [
        Period(
            date=cutoff_date + timedelta(days=int(day) + 1),
            hour=int(hour),
            mean=float(means[day, hour]),
            quantiles={f"{level:g}": float(value) for level, value in zip(levels, quantiles[day, hour], strict=True)},
            closed=False,
            events=[],
        )
        for day, hour in np.argwhere(trading)
    ]


def _quantiles(means: NDArray[np.float64], dispersion: float, levels: Sequence[float]) -> NDArray[np.float64]:
    """Return quantiles (days, hours, levels) of units around their means."""
    spread = max(dispersion, 1.001)
    chance = 1 / spread
    size = np.maximum(means, 1e-9) * chance / (1 - chance)
    return np.asarray(stats.nbinom.ppf(np.asarray(levels), size[..., None], chance), dtype=np.float64)
