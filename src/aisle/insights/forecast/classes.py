"""Demand classes: how regularly and how evenly a series sells."""

from __future__ import annotations

import numpy as np

from aisle.insights.forecast.floor import COLD_DAYS
from aisle.insights.forecast.panel import Codes, Panel

# In the order of their codes. Limits after Syntetos, Boylan and Croston (2005), "On the
# categorization of demand patterns".
CLASS_NAMES = ("smooth", "erratic", "intermittent", "lumpy", "cold")
SMOOTH, ERRATIC, INTERMITTENT, LUMPY, COLD = range(5)
MEAN_GAP_LIMIT = 1.32
SQUARED_VARIATION_LIMIT = 0.49
LOOK_BACK_DAYS = 364


def demand_classes(panel: Panel) -> Codes:
    """Class code of each series at the panel's end, (S,).

    From the mean gap between days with a sale and the squared variation of the sizes of those
    days, over the seen days of the last year; `cold` with fewer than 28 seen days.
    """
    seen = panel.seen[:, -LOOK_BACK_DAYS:]
    units = np.where(seen, panel.units[:, -LOOK_BACK_DAYS:], 0)
    sales = (units > 0).sum(axis=1)
    gap = seen.sum(axis=1) / np.maximum(sales, 1)
    mean = units.sum(axis=1, dtype=np.float64) / np.maximum(sales, 1)
    squares = np.square(units, dtype=np.float64).sum(axis=1) / np.maximum(sales, 1)
    variation = np.maximum(squares - mean**2, 0) / np.maximum(mean**2, 1e-12)
    rare = (gap >= MEAN_GAP_LIMIT) | (sales == 0)
    uneven = variation >= SQUARED_VARIATION_LIMIT
    codes = np.where(rare, np.where(uneven, LUMPY, INTERMITTENT), np.where(uneven, ERRATIC, SMOOTH))
    return np.where(panel.days_seen < COLD_DAYS, COLD, codes).astype(np.int64)
