"""How many there are: movements, levels and counts."""

from aisle.stock.actions import post_count, record_movements
from aisle.stock.queries import list_drifts, list_levels, select_sums_by_cause
from aisle.stock.rules import LOT_UNKNOWN, CountLine, Movement, MovementKind, StockLevel

__all__ = [
    "LOT_UNKNOWN",
    "CountLine",
    "Movement",
    "MovementKind",
    "StockLevel",
    "list_drifts",
    "list_levels",
    "post_count",
    "record_movements",
    "select_sums_by_cause",
]
