"""What is known of a product's stock, how its shop orders, and the advice that follows.

All quantities are whole numbers of the item's base unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from aisle.insights.replenishment.depletion import DepletionDate
from aisle.insights.why import Why

Kind = Literal["reorder", "count_first", "none"]
Urgency = Literal["now", "this_week", "later"]
EVERY_WEEKDAY = frozenset(range(1, 8))


@dataclass(frozen=True, kw_only=True)
class OpenOrder:
    """An order already placed; without a date it is taken to arrive one lead time from today."""

    quantity: int
    arrives_on: date | None = None

    def __post_init__(self) -> None:
        assert self.quantity >= 0


@dataclass(frozen=True, kw_only=True)
class ExpiringLot:
    """Units on the shelf that may be sold up to and including `expires_on`."""

    quantity: int
    expires_on: date

    def __post_init__(self) -> None:
        assert self.quantity >= 0


@dataclass(frozen=True, kw_only=True)
class StockPosition:
    """One product in one store before today's first sale.

    `on_hand` is None when it was never counted; a negative one is a known mistake of the book.
    `committed` is promised and not gone; `expiring_lots` are part of `on_hand`.
    """

    product_id: str
    on_hand: int | None
    committed: int = 0
    open_orders: tuple[OpenOrder, ...] = ()
    expiring_lots: tuple[ExpiringLot, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How a product is ordered.

    `service_level` is the chance that stock lasts until the next delivery (cycle service, not
    fill rate). Where both unit costs are known, their critical ratio takes its place:
    `shortage_cost_minor` is lost with each unit not sold, `excess_cost_minor` with each left over.
    `lead_time_chances` lists (days, probability) where deliveries are not punctual.
    `delivery_weekdays` are ISO weekdays (1 = Monday). `shelf_life_days` counts from arrival.
    `shelf_minimum` is what should still stand on the shelf when the next delivery comes.
    """

    lead_time_days: int
    review_period_days: int
    service_level: float = 0.95
    lead_time_chances: tuple[tuple[int, float], ...] = ()
    shortage_cost_minor: int | None = None
    excess_cost_minor: int | None = None
    pack_size: int = 1
    minimum_order: int = 0
    shelf_minimum: int = 0
    shelf_life_days: int | None = None
    delivery_weekdays: frozenset[int] = EVERY_WEEKDAY

    def __post_init__(self) -> None:
        assert self.lead_time_days >= 0 and self.review_period_days >= 1
        assert 0 < self.service_level < 1
        assert self.pack_size >= 1 and self.minimum_order >= 0 and self.shelf_minimum >= 0
        assert self.delivery_weekdays and self.delivery_weekdays <= EVERY_WEEKDAY
        assert self.shelf_life_days is None or self.shelf_life_days >= 1
        assert all(days >= 0 and chance > 0 for days, chance in self.lead_time_chances)
        assert not self.lead_time_chances or abs(sum(c for _, c in self.lead_time_chances) - 1) < 1e-9


@dataclass(frozen=True, kw_only=True)
class OrderSum:
    """The order as a sum a person can check.

    expected + spare + expiring - on shelf - on order = needed (0 where that is negative);
    `ordered` is needed, rounded up to whole packs and to the minimum order.
    """

    expected: int
    spare: int
    expiring: int
    on_shelf: int
    on_order: int
    needed: int
    ordered: int
    packs: int


@dataclass(frozen=True, kw_only=True)
class ReorderAdvice:
    """Advice on one product.

    `expected_lost_units` is what would be lost until the delivery after next if nothing is
    ordered now; `expected_waste_units` what would expire, with the suggested order. A date or
    `days_of_cover` is None when it lies beyond the sampled days or nothing sells.
    """

    product_id: str
    kind: Kind
    urgency: Urgency
    on_hand: int | None
    on_order: int
    available: int | None
    depletion_date: DepletionDate
    days_of_cover: float | None
    reorder_point: int
    order_up_to: int
    suggested_quantity: int
    packs: int
    order_by_date: date | None
    lead_time_days: int
    service_level: float
    expected_lost_units: float
    expected_waste_units: float
    parts: OrderSum
    why: Why
