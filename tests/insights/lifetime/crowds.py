"""Customers simulated from models with known parameters, as frames of sales."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from aisle.insights.lifetime import History

FIRST_DATE = dt.date(2025, 1, 1)


def history(*customers: tuple[float, float, float]) -> History:
    """Customers given as (repeats, active weeks, age in weeks)."""
    repeats, active, age = (np.array(column, dtype=np.float64) for column in zip(*customers, strict=True))
    return History(repeats=repeats, active=active, age=age)


def sales_frame(rows: list[tuple[str, str, dt.date, int]]) -> pl.DataFrame:
    schema = {"customer_id": pl.String, "sale_id": pl.String, "business_date": pl.Date, "net_sales_minor": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def stopping_crowd(*, customers: int = 1_500, days: int = 365, seed: int = 4) -> pl.DataFrame:
    """Buyers as BG/NBD sees them: rate Gamma(.8, 6 weeks), chance to stop Beta(1, 3), value Gamma(4) x Gamma(3)."""
    generator = np.random.default_rng(seed)
    rows: list[tuple[str, str, dt.date, int]] = []
    for number in range(customers):
        rate = generator.gamma(0.8, 1 / 6)
        stop = generator.beta(1, 3)
        spending = generator.gamma(3, 1 / 600)
        day, purchases, here = float(generator.integers(0, 90)), 0, True
        while here and day < days:
            value = int(generator.gamma(4, 1) / max(spending, 1e-6)) + 1
            rows.append((f"c{number:05d}", str(len(rows)), FIRST_DATE + dt.timedelta(days=int(day)), value))
            # In this model nobody stops at the first purchase, which only makes them a customer.
            here = purchases == 0 or generator.random() >= stop
            purchases += 1
            day += 7 * generator.exponential(1 / max(rate, 1e-9))
    return sales_frame(rows)
