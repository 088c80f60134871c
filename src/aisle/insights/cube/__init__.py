"""The sales cube: the book summed by store, item and day, kept up to date sale by sale."""

from aisle.insights.cube.add import add_sales_to_cube
from aisle.insights.cube.check import CubeFinding, check_cube
from aisle.insights.cube.read import CubeSpan, DaySales, list_day_sales, list_item_days, read_span
from aisle.insights.cube.series import build_series

__all__ = [
    "CubeFinding",
    "CubeSpan",
    "DaySales",
    "add_sales_to_cube",
    "build_series",
    "check_cube",
    "list_day_sales",
    "list_item_days",
    "read_span",
]
