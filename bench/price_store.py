"""A simulated store whose true elasticities are known and whose prices follow demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CATEGORIES, ITEMS, WEEKS = 8, 12, 104
FIRST_WEEK = date(2024, 1, 1)
ELASTICITY_MEAN, ELASTICITY_CATEGORY_SD, ELASTICITY_ITEM_SD = -2.5, 0.5, 0.5
SHOCK_MEMORY, SHOCK_SD = 0.7, 0.25  # a category's good and bad weeks, in log units
PRICE_CHASES, PRICE_SD = 0.25, 0.06  # how far prices follow the shock, and move by themselves
PROMOTED_CHANCE, PROMOTED_CUT, PROMOTED_LIFT = 0.08, 0.10, 0.30
NOISE_SD = 0.30


@dataclass(frozen=True)
class PriceStore:
    """`frame` in the model's form; `elasticities` (items,) in the order of `item_id`."""

    frame: pl.DataFrame
    elasticities: Floats


def simulate_price_store(seed: int) -> PriceStore:
    """Two years of one store: log-log demand, category shocks that prices chase, Poisson sales."""
    generator = np.random.default_rng(seed)
    shape = (CATEGORIES, ITEMS, WEEKS)
    category_slopes = generator.normal(ELASTICITY_MEAN, ELASTICITY_CATEGORY_SD, (CATEGORIES, 1))
    slopes = category_slopes + generator.normal(0, ELASTICITY_ITEM_SD, (CATEGORIES, ITEMS))
    shock = _shocks(generator)[:, None, :]
    promoted = generator.random(shape) < PROMOTED_CHANCE
    moved = PRICE_CHASES * shock + generator.normal(0, PRICE_SD, shape) - PROMOTED_CUT * promoted
    base = generator.uniform(1.0, 10.0, (CATEGORIES, ITEMS, 1))
    price = np.maximum(np.round(base * np.exp(moved), 2), 0.01)
    level = generator.uniform(np.log(15), np.log(120), (CATEGORIES, ITEMS, 1))
    log_rate = level + slopes[:, :, None] * np.log(price / base) + shock + PROMOTED_LIFT * promoted
    units = generator.poisson(np.exp(log_rate + generator.normal(0, NOISE_SD, shape)))
    category, item, week = (grid.ravel() for grid in np.indices(shape))
    frame = pl.DataFrame(
        {
            "store_id": ["store"] * category.size,
            "item_id": [f"item-{c:02d}-{i:02d}" for c, i in zip(category, item, strict=True)],
            "category": [f"category-{c:02d}" for c in category],
            "date": [FIRST_WEEK + timedelta(weeks=int(w)) for w in week],
            "units": units.ravel().astype(np.float64),
            "price": price.ravel(),
            "promoted": promoted.ravel().astype(np.float64),
        }
    )
    return PriceStore(frame, slopes.ravel())


def _shocks(generator: np.random.Generator) -> Floats:
    """Autoregressive good and bad weeks (categories, weeks) with standard deviation `SHOCK_SD`."""
    shock = np.zeros((CATEGORIES, WEEKS))
    news = generator.normal(0, SHOCK_SD * (1 - SHOCK_MEMORY**2) ** 0.5, (CATEGORIES, WEEKS))
    shock[:, 0] = generator.normal(0, SHOCK_SD, CATEGORIES)
    for week in range(1, WEEKS):
        shock[:, week] = SHOCK_MEMORY * shock[:, week - 1] + news[:, week]
    return shock
