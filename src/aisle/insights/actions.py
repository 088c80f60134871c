"""What can be done with insights, one verb per function."""

from aisle.insights.cube import add_sales_to_cube
from aisle.insights.decisions import accept_price, decide
from aisle.insights.runs import request_run

__all__ = ["accept_price", "add_sales_to_cube", "decide", "request_run"]
