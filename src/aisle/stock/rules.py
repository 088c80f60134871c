"""Values of stock, free of any database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

MovementKind = Literal["sale", "return", "delivery", "transfer", "count", "waste", "adjustment"]
# A lot nobody knows is written as an empty text, so that it can stand in a key.
LOT_UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """A signed change of stock in base units; `cause_id` names the fact behind it, times are UTC text."""

    movement_id: str
    item_id: str
    location_id: str
    quantity: int
    kind: MovementKind
    cause_id: str
    occurred_at: str
    lot_id: str = LOT_UNKNOWN
    unit_cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class StockLevel:
    """How much is there, and when somebody last counted it (UTC text, or None for never)."""

    item_id: str
    on_hand: int
    counted_at: str | None


@dataclass(frozen=True, slots=True)
class CountLine:
    """What a person found of one item."""

    item_id: str
    counted: int


def sum_by_place(movements: Iterable[Movement]) -> dict[tuple[str, str, str], int]:
    """Return the change per (location, item, lot), in key order: the order stock rows are locked in."""
    totals: dict[tuple[str, str, str], int] = {}
    for movement in movements:
        place = (movement.location_id, movement.item_id, movement.lot_id)
        totals[place] = totals.get(place, 0) + movement.quantity
    return dict(sorted(totals.items()))
