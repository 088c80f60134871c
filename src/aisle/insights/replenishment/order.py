"""From demand to an order: the sum, whole packs, and what would be lost or wasted."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
from numpy.typing import NDArray

from aisle.insights.replenishment.calendar import Cover
from aisle.insights.replenishment.levels import critical_ratio, order_up_to_level
from aisle.insights.replenishment.position import ExpiringLot, OrderSum, Policy

Floats = NDArray[np.float64]
Days = NDArray[np.int64]


def service_ratio(policy: Policy) -> float:
    """The critical ratio where both unit costs are known and positive, else the service level."""
    short, over = policy.shortage_cost_minor, policy.excess_cost_minor
    if short is None or over is None or short <= 0 or over <= 0:
        return policy.service_level
    return critical_ratio(shortage_cost=short, excess_cost=over)


def running_demand(demand_paths: NDArray[np.generic]) -> Floats:
    """Units sold before each day (paths, days + 1): column k is the demand of the first k days."""
    paths, days = demand_paths.shape
    running = np.zeros((paths, days + 1))
    np.cumsum(demand_paths, axis=1, out=running[:, 1:])
    return running


def demand_before(running: Floats, ends: Days) -> Floats:
    """Each path's demand before its own day `ends` (paths,); beyond the samples at its mean rate."""
    days = running.shape[1] - 1
    inside: Floats = running[np.arange(running.shape[0]), np.minimum(ends, days)]
    beyond = np.maximum(ends - days, 0)
    total: Floats = inside + beyond * (float(running[:, -1].mean()) / days)
    return total


def covered_days(policy: Policy, cover: Cover) -> Days:
    """Days today's order may serve: until the next delivery, but never past its own shelf life."""
    if policy.shelf_life_days is None:
        return cover.next_arrives
    return np.minimum(cover.next_arrives, cover.arrives + policy.shelf_life_days)


def sum_order(covered: Floats, *, policy: Policy, on_shelf: int, on_order: int, expiring: int) -> OrderSum:
    """The order for a covered demand (paths,) in parts that add up exactly."""
    expected = round(float(covered.mean()))
    level = math.ceil(order_up_to_level(covered, service_ratio(policy)))
    # Spare units are there for doubt or to keep the shelf from looking empty: the larger serves both.
    # Without a shelf minimum they may be negative, where a low ratio says to run short on purpose.
    spare = level - expected
    if policy.shelf_minimum:
        spare = max(spare, policy.shelf_minimum)
    needed = max(expected + spare + expiring - on_shelf - on_order, 0)
    packs = count_packs(needed, policy)
    return OrderSum(
        expected=expected,
        spare=spare,
        expiring=expiring,
        on_shelf=on_shelf,
        on_order=on_order,
        needed=needed,
        ordered=packs * policy.pack_size,
        packs=packs,
    )


def count_packs(needed: int, policy: Policy) -> int:
    """Whole packs for what is needed, at least the minimum order; none where nothing is needed."""
    if needed <= 0:
        return 0
    return math.ceil(max(needed, policy.minimum_order) / policy.pack_size)


def expiring_units(lots: tuple[ExpiringLot, ...], running: Floats, *, today: date, before: Days) -> float:
    """Mean units of the shelf's lots that expire unsold before day `before` (paths,), first expired sold first."""
    gone = np.zeros(running.shape[0])
    stock = 0.0
    for lot in sorted(lots, key=lambda lot: lot.expires_on):
        stock += lot.quantity
        last_day = max((lot.expires_on - today).days + 1, 0)
        ends = np.minimum(np.full(before.shape, last_day), before)
        # What left the shelf by then was sold or expired with an earlier lot.
        unsold = np.maximum(stock - demand_before(running, ends) - gone, 0.0)
        gone = gone + np.where(last_day <= before, unsold, 0.0)
    return float(gone.mean())


def unsold_order_units(ordered: int, available: int, running: Floats, *, policy: Policy, arrives: Days) -> float:
    """Mean units of this order that outlive their shelf life, older stock being sold first."""
    if policy.shelf_life_days is None or ordered == 0:
        return 0.0
    demand = demand_before(running, arrives + policy.shelf_life_days)
    left = np.maximum(max(available, 0) + ordered - demand, 0.0)
    return float(np.minimum(left, ordered).mean())
