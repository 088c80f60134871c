"""When a shelf runs empty and how much to order: pure functions on sampled demand."""

from aisle.insights.replenishment.advice import advise
from aisle.insights.replenishment.demand import interval_sums, sample_from_history
from aisle.insights.replenishment.depletion import DepletionDate, depletion_date
from aisle.insights.replenishment.levels import critical_ratio, expected_cost, level_from_history, order_up_to_level
from aisle.insights.replenishment.position import (
    ExpiringLot,
    OpenOrder,
    OrderSum,
    Policy,
    ReorderAdvice,
    StockPosition,
)

__all__ = [
    "DepletionDate",
    "ExpiringLot",
    "OpenOrder",
    "OrderSum",
    "Policy",
    "ReorderAdvice",
    "StockPosition",
    "advise",
    "critical_ratio",
    "depletion_date",
    "expected_cost",
    "interval_sums",
    "level_from_history",
    "order_up_to_level",
    "sample_from_history",
]
