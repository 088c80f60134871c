"""Advice on one product: when its shelf runs empty, what to order and by when."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from aisle.insights.replenishment.calendar import Cover, arrivals_by_day, cover_of
from aisle.insights.replenishment.depletion import NEVER, NO_DEPLETION_DATE, ShelfRun, depletion_date, run_shelf
from aisle.insights.replenishment.levels import order_up_to_level
from aisle.insights.replenishment.order import (
    covered_days,
    demand_before,
    expiring_units,
    running_demand,
    service_ratio,
    sum_order,
    unsold_order_units,
)
from aisle.insights.replenishment.position import OrderSum, Policy, ReorderAdvice, StockPosition, Urgency
from aisle.insights.replenishment.reasons import explain_count, explain_order

Numbers = NDArray[np.generic]
NOTHING = OrderSum(expected=0, spare=0, expiring=0, on_shelf=0, on_order=0, needed=0, ordered=0, packs=0)
WEEK_DAYS = 7


def advise(*, item: StockPosition, demand_paths: Numbers, policy: Policy, today: date) -> ReorderAdvice:
    """Advise on one product from sampled demand.

    `demand_paths` (paths, days) holds whole paths of units, column 0 being `today`, and must
    reach the delivery after next: lead time + review period + up to six days to a delivery day.
    The order covers the demand until then at the policy's service level, lost sales are lost.
    Products do not influence one another.
    """
    assert demand_paths.ndim == 2 and demand_paths.size > 0, "demand_paths must be (paths, days)"
    cover = cover_of(policy, today=today, paths=demand_paths.shape[0])
    last_day = int(cover.next_arrives.max())
    assert last_day <= demand_paths.shape[1], f"demand must be sampled for at least {last_day} days"
    if item.on_hand is None or item.on_hand < 0:
        return _count_first(item, demand_paths, policy, cover, today)
    return _reorder(item, item.on_hand, demand_paths, policy, cover, today)


def _count_first(
    item: StockPosition, demand_paths: Numbers, policy: Policy, cover: Cover, today: date
) -> ReorderAdvice:
    """Nobody should order against a stock that is unknown: say so, ranked by what is at risk."""
    running = running_demand(demand_paths)
    at_risk = float(demand_before(running, cover.next_arrives).mean())
    units_a_day = float(running[:, -1].mean()) / demand_paths.shape[1]
    return ReorderAdvice(
        product_id=item.product_id,
        kind="count_first",
        urgency="now" if at_risk >= 1 else "later",
        on_hand=item.on_hand,
        on_order=sum(order.quantity for order in item.open_orders),
        available=None,
        depletion_date=NO_DEPLETION_DATE,
        days_of_cover=None,
        reorder_point=0,
        order_up_to=0,
        suggested_quantity=0,
        packs=0,
        order_by_date=None,
        lead_time_days=policy.lead_time_days,
        service_level=service_ratio(policy),
        expected_lost_units=at_risk,
        expected_waste_units=0.0,
        parts=NOTHING,
        why=explain_count(item.on_hand, units_a_day=units_a_day, today=today),
    )


def _reorder(
    item: StockPosition, on_hand: int, demand_paths: Numbers, policy: Policy, cover: Cover, today: date
) -> ReorderAdvice:
    running = running_demand(demand_paths)
    days = demand_paths.shape[1]
    available = on_hand - item.committed
    shelf = run_shelf(available, arrivals_by_day(item.open_orders, policy, today=today, days=days), demand_paths)
    covered = demand_before(running, covered_days(policy, cover))
    expiring = expiring_units(item.expiring_lots, running, today=today, before=cover.next_arrives)
    on_order = _due_in_time(item, policy, cover, today)
    parts = sum_order(covered, policy=policy, on_shelf=available, on_order=on_order, expiring=round(expiring))
    ratio = service_ratio(policy)
    order_by = _order_by_date(shelf, policy, ratio, today)
    depletion = depletion_date(shelf.first_empty, today=today)
    units_a_day = float(running[:, -1].mean()) / days
    return ReorderAdvice(
        product_id=item.product_id,
        kind="reorder" if parts.ordered else "none",
        urgency=_urgency(order_by, today) if parts.ordered else "later",
        on_hand=on_hand,
        on_order=sum(order.quantity for order in item.open_orders),
        available=available,
        depletion_date=depletion,
        days_of_cover=max(available, 0) / units_a_day if units_a_day > 0 else None,
        reorder_point=int(np.ceil(order_up_to_level(demand_before(running, cover.arrives), ratio))),
        order_up_to=parts.expected + parts.spare,
        suggested_quantity=parts.ordered,
        packs=parts.packs,
        order_by_date=order_by,
        lead_time_days=policy.lead_time_days,
        service_level=ratio,
        expected_lost_units=_lost_before(shelf, cover.next_arrives),
        expected_waste_units=expiring
        + unsold_order_units(parts.ordered, available + on_order, running, policy=policy, arrives=cover.arrives),
        parts=parts,
        why=explain_order(
            parts=parts,
            policy=policy,
            units_a_day=units_a_day,
            depletion=depletion,
            order_by=order_by,
            spread=_spread(covered),
            today=today,
        ),
    )


def _due_in_time(item: StockPosition, policy: Policy, cover: Cover, today: date) -> int:
    """Units of open orders that arrive before the delivery after next; later ones cannot help."""
    days = int(cover.next_arrives.max())
    return int(arrivals_by_day(item.open_orders, policy, today=today, days=days).sum())


def _lost_before(shelf: ShelfRun, ends: NDArray[np.int64]) -> float:
    """Mean units lost before each path's day `ends` when nothing is ordered."""
    inside = np.arange(shelf.lost.shape[1])[None, :] < ends[:, None]
    return float((shelf.lost * inside).sum(axis=1).mean())


def _order_by_date(shelf: ShelfRun, policy: Policy, ratio: float, today: date) -> date | None:
    """The last day on which an order still comes before the first lost sale, with chance `ratio`.

    Today when even an order placed now comes too late; None when no day within the samples is.
    """
    paths, days = shelf.lost.shape
    is_lost = shelf.lost > 0
    first_lost = np.where(is_lost.any(axis=1), is_lost.argmax(axis=1), NEVER)
    if float((first_lost == NEVER).mean()) >= ratio:
        return None
    for delay in range(days):
        arrives = cover_of(policy, today=today, paths=paths, delay_days=delay).arrives
        if int(arrives.min()) >= days:
            return None
        if float((first_lost >= arrives).mean()) < ratio:
            return today + timedelta(days=max(delay - 1, 0))
    return None


def _urgency(order_by: date | None, today: date) -> Urgency:
    if order_by is None:
        return "later"
    days = (order_by - today).days
    if days <= 0:
        return "now"
    return "this_week" if days < WEEK_DAYS else "later"


def _spread(covered: NDArray[np.float64]) -> float:
    """Width of the 10-90 % range of covered demand over its mean."""
    low, high = np.quantile(covered, [0.1, 0.9])
    return float((high - low) / max(float(covered.mean()), 1e-9))
