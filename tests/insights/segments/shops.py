"""Small shops with known customers, as frames of receipts."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

TODAY = dt.date(2026, 6, 30)
Receipt = tuple[str | None, str, int, int]


def receipts(*rows: Receipt) -> pl.DataFrame:
    """Rows of (customer, sale, days before `TODAY`, net sales in minor units)."""
    return pl.DataFrame(
        {
            "customer_id": [row[0] for row in rows],
            "sale_id": [row[1] for row in rows],
            "business_date": [TODAY - dt.timedelta(days=row[2]) for row in rows],
            "net_sales_minor": [row[3] for row in rows],
        },
        schema={
            "customer_id": pl.String,
            "sale_id": pl.String,
            "business_date": pl.Date,
            "net_sales_minor": pl.Int64,
        },
    )


def mixed_shop(*, each: int = 80, seed: int = 7) -> pl.DataFrame:
    """Four kinds of customers, `each` of them: loyal, gone after a large past, fresh, and long gone."""
    generator = np.random.default_rng(seed)
    kinds = {
        "loyal": (0, 20, 20, 9_000),
        "slipping": (150, 320, 8, 9_000),
        "fresh": (0, 40, 2, 900),
        "gone": (250, 340, 1, 700),
    }
    rows: list[Receipt] = []
    for kind, (first, last, visits, value) in kinds.items():
        for number in range(each):
            customer = f"{kind}-{number:03d}"
            latest = int(generator.integers(first, last))
            past = (
                generator.integers(latest, 341, visits) if kind != "fresh" else generator.integers(latest, 45, visits)
            )
            days = [latest, *past.tolist()]
            for visit, day in enumerate(days[: visits + int(generator.integers(0, 2))]):
                spent = int(value * generator.lognormal(0, 0.3))
                rows.append((customer, f"{customer}/{visit}", int(day), spent))
    return receipts(*rows)
