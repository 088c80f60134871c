"""Plain regressions the price model is held against, worked out anew on every run."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BRANDS = range(1, 12)


def cross_price_columns() -> list[str]:
    """Names of the eleven price columns."""
    return [f"price{k}" for k in BRANDS]


def predict_by_regression(past: pl.DataFrame, ahead: pl.DataFrame, names: list[str]) -> Floats:
    """Log units of `ahead` (rows,) from least squares per item with store effects on `names`.

    `own` means the logarithm of `price`; price columns enter as logarithms, others as they are.
    """
    predicted = np.zeros(len(ahead))
    items = ahead["item_id"].to_numpy()
    for item in np.unique(items):
        mine = past.filter(pl.col("item_id") == item)
        predicted[items == item] = _predict_item(mine, ahead.filter(pl.col("item_id") == item), names)
    return predicted


def _predict_item(past: pl.DataFrame, ahead: pl.DataFrame, names: list[str]) -> Floats:
    stores, of_past = np.unique(past["store_id"].to_numpy(), return_inverse=True)
    of_ahead = np.searchsorted(stores, ahead["store_id"].to_numpy())
    target, columns = np.log(past["units"].to_numpy()), _columns(past, names)
    count = np.bincount(of_past)
    level = np.bincount(of_past, target) / count
    usual = np.array([np.bincount(of_past, column) / count for column in columns.T]).T.reshape(len(stores), -1)
    slopes = np.linalg.lstsq(columns - usual[of_past], target - level[of_past], rcond=None)[0]
    moved = (_columns(ahead, names) - usual[of_ahead]) @ slopes
    return np.asarray(level[of_ahead] + moved)


def _columns(frame: pl.DataFrame, names: list[str]) -> Floats:
    found = [np.log(frame["price"]) if name == "own" else _column(frame, name) for name in names]
    return np.column_stack(found) if found else np.zeros((len(frame), 0))


def _column(frame: pl.DataFrame, name: str) -> Floats:
    values = frame[name].to_numpy()
    return np.asarray(np.log(values) if name.startswith("price") else values)


def slopes_by_item(frame: pl.DataFrame) -> pl.DataFrame:
    """Own-price slope of log units per item by least squares on price and promotion: `item_id, slope`."""
    parts = frame.sort("item_id", "date").partition_by("item_id", maintain_order=True)
    slopes = [_slope(part) for part in parts]
    return pl.DataFrame({"item_id": [part["item_id"][0] for part in parts], "slope": slopes})


def _slope(part: pl.DataFrame) -> float:
    target = np.log(np.maximum(part["units"].to_numpy(), 0.5))
    columns = np.column_stack([np.log(part["price"].to_numpy()), part["promoted"].to_numpy(), np.ones(len(part))])
    return float(np.linalg.lstsq(columns, target, rcond=None)[0][0])
