"""When an order arrives, and how many days it must cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from aisle.insights.replenishment.position import OpenOrder, Policy


@dataclass(frozen=True)
class Cover:
    """Day indexes seen from today, one per path where lead times are random.

    An order placed now is on the shelf from day `arrives`, one placed at the next review from
    day `next_arrives`; today's order therefore covers the days before that.
    """

    arrives: NDArray[np.int64]
    next_arrives: NDArray[np.int64]


def cover_of(policy: Policy, *, today: date, paths: int, delay_days: int = 0) -> Cover:
    """Arrival of an order placed `delay_days` from today, and of the one a review later."""
    leads = lead_times(policy, paths)
    placed, placed_next = delay_days + leads, delay_days + policy.review_period_days + leads
    return Cover(_on_delivery_days(placed, policy, today), _on_delivery_days(placed_next, policy, today))


def lead_times(policy: Policy, paths: int) -> NDArray[np.int64]:
    """A lead time for each path, in proportion to its chance; no random numbers are needed.

    Lead times are spread over the paths by a fixed stride, so that paths which come in groups
    (one per memory or model) each meet every lead time.
    """
    if not policy.lead_time_chances:
        return np.full(paths, policy.lead_time_days, dtype=np.int64)
    days = np.array([d for d, _ in policy.lead_time_chances], dtype=np.int64)
    edges = np.cumsum([chance for _, chance in policy.lead_time_chances])
    golden = 0.6180339887498949  # the stride whose points fill an interval most evenly
    points = (np.arange(paths) * golden) % 1.0
    picked: NDArray[np.int64] = days[np.minimum(np.searchsorted(edges, points, side="right"), days.size - 1)]
    return picked


def _on_delivery_days(indexes: NDArray[np.int64], policy: Policy, today: date) -> NDArray[np.int64]:
    """Each day index, or the next one on which the supplier delivers."""
    waits = np.array([_wait_days(today + timedelta(days=k), policy) for k in range(7)], dtype=np.int64)
    return indexes + waits[indexes % 7]


def _wait_days(day: date, policy: Policy) -> int:
    return min((weekday - day.isoweekday()) % 7 for weekday in policy.delivery_weekdays)


def arrivals_by_day(
    open_orders: tuple[OpenOrder, ...], policy: Policy, *, today: date, days: int
) -> NDArray[np.float64]:
    """Units due from open orders on each of the next `days` days; late ones count today."""
    due = np.zeros(days)
    for order in open_orders:
        arrives_on = order.arrives_on or today + timedelta(days=policy.lead_time_days)
        index = max((arrives_on - today).days, 0)
        if index < days:
            due[index] += order.quantity
    return due
