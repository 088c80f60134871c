"""How much stock buys how much service: ordering policies replayed on real demand.

Every policy serves the same series over the same days; what is compared is the mean number of
units on hand at equal fill, since more stock always sells more. A policy has one dial (sigmas
or a chance); it is turned through all its settings and the curve is read at 95 and 98 % fill.

Replay: stock is reviewed after each day's close, an order is on the shelf seven days later
before opening, unmet demand is lost, and the first day starts at the level. Levels are worked
out anew every seven days from the sales of days before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aisle.insights.replenishment import level_from_history, order_up_to_level, sample_from_history
from bench.harness import Meter, Options, Row
from bench.replenish_depletion import judge_depletion

Floats = NDArray[np.float64]

SERIES, SERIES_QUICK = 2_000, 100
SERIES_SEED = 0
REPLAY_DAYS, WARM_UP_DAYS, LEVEL_DAYS = 112, 28, 7
LEAD_TIME_DAYS, REVIEW_DAYS = 7, 1
PATHS = 500
DEPLETION_SERIES = 500
SIGMAS = tuple(np.arange(0.3, 6.0, 0.3).tolist())
RATIOS = (0.60, 0.70, 0.80, 0.85, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998)
FILLS = (0.95, 0.98)

# One series' past daily units and its seed -> one level per setting of the dial.
Policy = Callable[[Floats, int], list[float]]


@dataclass(frozen=True)
class Demand:
    """`units` (series, days); the last `REPLAY_DAYS` columns are replayed, the others are history."""

    units: Floats
    rows: int


def run(options: Options) -> list[Row]:
    """One row per policy on M5; `units_on_hand_95` and `units_on_hand_98` are the measures; then depletion dates."""
    demand = read_demand(options)
    return [
        _judge("mean + z sigma sqrt(L+1)", sigma_levels, demand),
        _judge("quantile of 8-day sums", past_sum_levels, demand),
        _judge("quantile of demand paths", path_levels, demand, ours=True),
        judge_depletion(demand.units[:DEPLETION_SERIES]),
    ]


def sigma_levels(history: Floats, seed: int) -> list[float]:
    """The textbook: normal demand with the mean and deviation of the last 84 days."""
    days = LEAD_TIME_DAYS + 1
    recent = history[-84:]
    return [float(np.ceil(recent.mean() * days + z * recent.std() * np.sqrt(days))) for z in SIGMAS]


def past_sum_levels(history: Floats, seed: int) -> list[float]:
    """The empirical quantile of 8-day sums over the last 168 days."""
    return [level_from_history(history[-168:], days=LEAD_TIME_DAYS + 1, ratio=ratio) for ratio in RATIOS]


def path_levels(history: Floats, seed: int) -> list[float]:
    """What the product ships: the quantile of sampled demand until the order after next is due.

    An order made after close and on the shelf before opening seven days later serves the seven
    days up to the close of its first day; the next one is due the morning after.
    """
    days = LEAD_TIME_DAYS + REVIEW_DAYS - 1
    sums = sample_from_history(_alive(history), days=days, seed=seed, paths=PATHS).sum(axis=1)
    return [order_up_to_level(sums, ratio) for ratio in RATIOS]


def _judge(name: str, policy: Policy, demand: Demand, *, ours: bool = False) -> Row:
    with Meter() as meter:
        levels = _weekly_levels(policy, demand.units)
        replayed = demand.units[:, -REPLAY_DAYS:]
        curve = [replay(replayed, levels[:, :, dial]) for dial in range(levels.shape[2])]
    fills, on_hand = np.array(curve).T
    metrics = {f"units_on_hand_{fill:.0%}".rstrip("%"): stock_at_fill(fills, on_hand, fill) for fill in FILLS}
    return Row(
        model=name,
        data="m5",
        metrics={**metrics, "fill_max": float(fills.max())},
        rows=demand.rows,
        series=len(demand.units),
        seconds=meter.seconds,
        peak_mb=meter.peak_mb,
        ours=ours,
    )


def _weekly_levels(policy: Policy, units: Floats) -> Floats:
    """Levels (series, weeks, settings), each week's from the days before it."""
    first = units.shape[1] - REPLAY_DAYS
    starts = range(first, units.shape[1], LEVEL_DAYS)
    return np.array([[policy(row[:start], start) for start in starts] for row in units])


def _alive(history: Floats) -> Floats:
    """History from the first sale on: the shop did not carry the item before."""
    sold = np.flatnonzero(history > 0)
    return history[sold[0] :] if sold.size else history


def replay(demand: Floats, weekly_levels: Floats) -> tuple[float, float]:
    """Fill rate and mean units on hand at close, both after warm-up, of (series, days) demand."""
    levels = np.repeat(weekly_levels, LEVEL_DAYS, axis=1)
    on_hand = levels[:, 0].astype(np.float64)
    on_order = np.zeros((len(demand), REPLAY_DAYS + LEAD_TIME_DAYS))
    sold = wanted = stock = 0.0
    for day in range(REPLAY_DAYS):
        on_hand += on_order[:, day]
        on_order[:, day] = 0.0
        sales = np.minimum(on_hand, demand[:, day])
        on_hand -= sales
        on_order[:, day + LEAD_TIME_DAYS] = np.maximum(levels[:, day] - on_hand - on_order.sum(axis=1), 0.0)
        if day >= WARM_UP_DAYS:
            sold, wanted, stock = sold + sales.sum(), wanted + demand[:, day].sum(), stock + on_hand.mean()
    return float(sold / wanted), float(stock / (REPLAY_DAYS - WARM_UP_DAYS))


def stock_at_fill(fills: Floats, on_hand: Floats, fill: float) -> float:
    """Units on hand where the curve crosses `fill`, read linearly; `nan` where it never does."""
    order = np.argsort(on_hand)
    reached = np.maximum.accumulate(fills[order])
    if not reached[0] <= fill <= reached[-1]:
        return float("nan")
    return float(np.interp(fill, reached, on_hand[order]))


def read_demand(options: Options) -> Demand:
    """Randomly chosen M5 item-stores; a day without a row after the first sale sold nothing."""
    path = options.need("m5", "sales.parquet")
    sales = pl.read_parquet(path).with_columns(pl.col("store_id", "item_id").cast(pl.String))
    series = sales.select("store_id", "item_id").unique().sort("store_id", "item_id")
    count = SERIES_QUICK if options.quick else SERIES
    chosen = np.random.default_rng(SERIES_SEED).choice(len(series), count, replace=False)
    keys = series[chosen].with_row_index("row")
    first, last = sales["date"].min(), sales["date"].max()
    assert isinstance(first, date) and isinstance(last, date)
    kept = sales.join(keys, on=["store_id", "item_id"])
    units = np.zeros((count, (last - first).days + 1))
    columns = (kept["date"] - first).dt.total_days().to_numpy()
    units[kept["row"].to_numpy(), columns] = kept["units"].to_numpy()
    return Demand(units, rows=len(kept))
