"""Small shops for the forecast tests: seeded, long frames in the engine's form."""

from datetime import date, timedelta

import numpy as np
import polars as pl

END = date(2026, 3, 31)
WEEK_SHAPE = np.array([0.8, 0.8, 0.9, 1.0, 1.3, 1.6, 0.6])


def series_frame(series_id: str, units: list[float], *, category: str = "food", price: float = 2.0) -> pl.DataFrame:
    """One series whose last day is `END`; the store is the part of the id before the slash."""
    store_id, item_id = series_id.split("/")
    days = [END - timedelta(days=back) for back in range(len(units) - 1, -1, -1)]
    return pl.DataFrame(
        {
            "series_id": series_id,
            "store_id": store_id,
            "item_id": item_id,
            "category": category,
            "date": days,
            "units": [float(value) for value in units],
            "price": price,
        }
    )


def busy_units(level: float, days: int, seed: int) -> list[float]:
    """Poisson demand with a weekly shape."""
    weekdays = (np.arange(days) - days + 1 + END.weekday()) % 7
    units = np.random.default_rng(seed).poisson(level * WEEK_SHAPE[weekdays])
    return [float(value) for value in units]


def small_shop(series: int = 12, days: int = 200, store: str = "s") -> pl.DataFrame:
    """A shop of products from slow to fast in two categories."""
    return pl.concat(
        series_frame(f"{store}/{n:02d}", busy_units(0.2 * 1.6**n, days, n), category=f"c{n % 2}") for n in range(series)
    )


def awkward_shop() -> pl.DataFrame:
    """Everything a real file brings: gaps, zeros, one day, a constant, a spike, closed Sundays."""
    days = 120
    weekdays = (np.arange(days) - days + 1 + END.weekday()) % 7
    fast = np.where(weekdays == 6, 0, 30.0)
    spike = np.full(days, 1.0)
    spike[40] = 1e6
    gaps = series_frame("t/gaps", [5.0] * days).filter(pl.col("date").dt.day() % 3 == 0)
    return pl.concat(
        [
            series_frame("s/closed", fast.tolist()),
            series_frame("s/zeros", [0.0] * days),
            series_frame("s/single", [3.0]),
            series_frame("s/returned", [-2.0, *np.where(weekdays == 6, 0, 4.0).tolist()[1:]]),
            series_frame("t/constant", [7.0] * days),
            series_frame("t/spike", spike.tolist()),
            gaps,
        ]
    )
