"""What can be asked of insights."""

from aisle.insights.cube import build_series, check_cube, list_day_sales, read_span
from aisle.insights.reads.advice import read_inventory, read_pricing
from aisle.insights.reads.forecast import read_forecast
from aisle.insights.reads.history import read_product_history, read_sales_summary
from aisle.insights.reads.segments import read_segments
from aisle.insights.runs import get_run_for, list_runs, live_snapshot

__all__ = [
    "build_series",
    "check_cube",
    "get_run_for",
    "list_day_sales",
    "list_runs",
    "live_snapshot",
    "read_forecast",
    "read_inventory",
    "read_pricing",
    "read_product_history",
    "read_sales_summary",
    "read_segments",
    "read_span",
]
