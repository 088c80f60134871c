"""The hours of a store's day, by weekday: when it sells, not how much."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa

from aisle.insights.models import SalesCubeHourRow
from aisle.insights.rules import WEEK_DAYS
from aisle.kit.db import ReadSession, table_of

HOURS = 24
LOOK_BACK_DAYS = 56
# Below this share an hour is an odd receipt, not trading time.
SHARE_MIN = 0.002
_CUBE = table_of(SalesCubeHourRow).c


def read_hours(session: ReadSession, store_id: str, *, cutoff_date: date) -> dict[str, Any] | None:
    """Return `shares` (7, 24) of a day's units by weekday and hour and their `dispersion`, from the last eight weeks.

    None where every sale falls into one hour: files without a time of day say nothing about hours.
    """
    first = cutoff_date - timedelta(days=LOOK_BACK_DAYS - 1)
    rows = session.execute(
        sa.select(_CUBE.business_date, _CUBE.hour, _CUBE.units).where(
            _CUBE.tenant_id == session.tenant_id,
            _CUBE.store_id == store_id,
            _CUBE.business_date.between(first, cutoff_date),
            _CUBE.units > 0,
        )
    ).all()
    if len({row.hour for row in rows}) < 2:
        return None
    units = np.zeros((LOOK_BACK_DAYS, HOURS))
    for day, hour, sold in rows:
        units[(day - first).days, hour] = sold
    weekdays = (first.weekday() + np.arange(LOOK_BACK_DAYS)) % WEEK_DAYS
    shares = _shares(units, weekdays)
    return {"shares": shares.round(5).tolist(), "dispersion": _dispersion(units, shares[weekdays])}


def _shares(units: np.ndarray[Any, Any], weekdays: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return shares (7, 24); a weekday without sales has none."""
    sums = np.stack([units[weekdays == weekday].sum(axis=0) for weekday in range(WEEK_DAYS)])
    shares = sums / np.maximum(sums.sum(axis=1, keepdims=True), 1)
    shares[shares < SHARE_MIN] = 0.0
    return np.asarray(shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-12))


def _dispersion(units: np.ndarray[Any, Any], shares: np.ndarray[Any, Any]) -> float:
    """Return variance over mean of an hour's units around its share of the day."""
    expected = shares * units.sum(axis=1, keepdims=True)
    counted = expected > 0
    if not counted.any():
        return 1.0
    return round(float(((units - expected)[counted] ** 2).sum() / expected[counted].sum()), 2)
