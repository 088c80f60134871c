"""Whether shelves run empty when they were said to: depletion dates against real demand.

At three days of the past a shelf is given two to fourteen days' worth of stock, its depletion
is forecast from the days before, and the real days that follow say when it truly ran empty.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aisle.insights.replenishment import sample_from_history
from aisle.insights.replenishment.depletion import run_shelf
from bench.harness import Meter, Row

Floats = NDArray[np.float64]

CUTS = (28, 56, 84)  # days before the end at which a forecast is made
HORIZON_DAYS = 28
STOCK_DAYS = (2.0, 14.0)
UNITS_A_DAY_MIN = 0.2
RECENT_DAYS = 56
PATHS, SEED = 500, 0
SOON_DAYS, NEAR_DAYS = 14, 2
LOW, HIGH = 0.1, 0.9


def judge_depletion(units: Floats) -> Row:
    """One row over (series, days) of units.

    `P50_near`: share of shelves empty inside 14 days whose median date was within two days.
    `P10_P90_holds`: share of all shelves empty between those dates; since days are whole, a day
    on the edge counts by the share of its own probability (probability integral transform).
    """
    generator = np.random.default_rng(SEED)
    near: list[bool] = []
    holds: list[bool] = []
    with Meter() as meter:
        for row in units:
            for cut in CUTS:
                past, ahead = row[:-cut], row[-cut:][:HORIZON_DAYS]
                rate = float(past[-RECENT_DAYS:].mean())
                if rate < UNITS_A_DAY_MIN:
                    continue
                stock = max(round(rate * generator.uniform(*STOCK_DAYS)), 1)
                empty = run_shelf(stock, np.zeros(HORIZON_DAYS), ahead[None, :]).first_empty[0]
                said = _forecast(past, stock)
                holds.append(LOW <= _place(said, int(empty), generator) <= HIGH)
                if empty < SOON_DAYS:
                    near.append(bool(abs(np.median(said.astype(np.float64)) - empty) <= NEAR_DAYS))
    return Row(
        model="first passage of demand paths",
        data="m5 depletion",
        metrics={"P50_near": float(np.mean(near)), "P10_P90_holds": float(np.mean(holds)), "shelves": len(holds)},
        rows=units.size,
        series=len(units),
        windows=len(CUTS),
        seconds=meter.seconds,
        peak_mb=meter.peak_mb,
        ours=True,
    )


def _forecast(past: Floats, stock: int) -> NDArray[np.int64]:
    """Day on which each path empties the shelf (paths,)."""
    sold = np.flatnonzero(past > 0)
    paths = sample_from_history(past[sold[0] :], days=HORIZON_DAYS, seed=SEED, paths=PATHS)
    return run_shelf(stock, np.zeros(HORIZON_DAYS), paths).first_empty


def _place(said: NDArray[np.int64], empty: int, generator: np.random.Generator) -> float:
    """Where the truth lies in what was said, 0 to 1; uniform when the forecast is right."""
    earlier, upto = float((said < empty).mean()), float((said <= empty).mean())
    return earlier + (upto - earlier) * float(generator.random())
