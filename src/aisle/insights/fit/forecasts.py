"""From fitted series to the forecast listings: products as they are, categories and the store as sums of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aisle.insights.fit.engine import SeriesForecast
from aisle.insights.fit.inputs import NO_CATEGORY, StoreInput
from aisle.insights.fit.measures import Figures
from aisle.insights.fit.shocks import Shocks
from aisle.insights.fit.store import Listed, Predicted
from aisle.insights.numbers import ForecastNumbers, sampled_quantiles, summarise_paths
from aisle.insights.rules import HORIZON_DAYS_DEFAULT, HORIZON_DAYS_MAX, QUANTILE_LEVELS, WEEK_DAYS, in_words

# Paths kept of a store, so that several stores can be added up; more would only make the row longer.
STORE_PATHS_KEPT = 200
Paths = NDArray[np.float32]


@dataclass
class ForecastListings:
    """What a pass over the series leaves: items of the three forecast listings."""

    products: list[Listed] = field(default_factory=list)
    categories: list[Listed] = field(default_factory=list)
    store: list[Listed] = field(default_factory=list)


@dataclass
class _Sum:
    """A running sum of series: means (days,), paths (paths, days), what it is worth."""

    mean: NDArray[np.float64]
    paths: Paths
    stake_minor: int = 0
    members: int = 0
    closed: set[int] | None = None

    @classmethod
    def empty(cls, paths: int) -> _Sum:
        """Return the sum of nothing yet."""
        return cls(np.zeros(HORIZON_DAYS_MAX), np.zeros((paths, HORIZON_DAYS_MAX), dtype=np.float32))

    def add(
        self, mean: NDArray[np.float64], paths: Paths, stake_minor: int, closed: set[int], members: int = 1
    ) -> None:
        """Add a series, or a sum of `members` of them; a day is closed where it is for all."""
        self.mean = self.mean + mean
        self.paths += paths
        self.stake_minor += stake_minor
        self.members += members
        self.closed = closed if self.closed is None else self.closed & closed


def list_forecasts(
    known: StoreInput,
    series: Iterable[SeriesForecast],
    *,
    paths: int,
    shocks: Shocks,
    seed: int,
    accuracy: dict[str, Figures],
    store_facts: dict[str, Any],
    on_series: Callable[[SeriesForecast], None],
) -> ForecastListings:
    """Turn series, which come category by category, into listings; each is also handed to `on_series` once.

    Categories are the exact sums of their products and the store that of its categories. Only the running sums are
    held, so memory does not grow with the number of products.
    """
    listings = ForecastListings()
    factors = shocks.draw(paths=paths, days=HORIZON_DAYS_MAX, seed=seed)
    whole = _Sum.empty(paths)
    for category, members in groupby(series, key=lambda one: one.category):
        part = _Sum.empty(paths)
        for one in members:
            on_series(one)
            stake = known.value_minor(one.item_id, float(one.mean[:HORIZON_DAYS_DEFAULT].sum()))
            part.add(one.mean, one.paths, stake, set(one.closed))
            listings.products.append(_product(known, one, stake, accuracy.get(one.item_id)))
        whole.add(part.mean, part.paths, part.stake_minor, part.closed or set(), part.members)
        listings.categories.append(_together(known, part, factors, category or NO_CATEGORY, category))
    if whole.members:
        listings.store.append(_store(known, whole, factors, accuracy.get("store"), store_facts))
    return listings


def _product(known: StoreInput, one: SeriesForecast, stake_minor: int, figures: Figures | None) -> Listed:
    payload = {
        **known.shown(one.item_id),
        "at_stake_minor": stake_minor,
        "demand_class": one.demand_class,
        "cold_start": one.is_cold,
        "model": one.model,
        "closed": one.closed,
        "why": one.why,
        "accuracy": _accuracy(figures),
    }
    numbers = summarise_paths(one.mean, one.quantiles, one.paths)
    return Listed(one.item_id, stake_minor, payload, category=payload["category"], numbers=numbers.pack())


def _together(known: StoreInput, part: _Sum, factors: Paths, name: str, category: str | None) -> Listed:
    payload = {
        **_nobody(known, part, name),
        "category": category,
        "accuracy": None,
        "why": _why(known, part, name),
    }
    numbers = _summed_numbers(part, factors, keep_paths=False)
    return Listed(name, part.stake_minor, payload, category=category or "", numbers=numbers.pack())


def _store(known: StoreInput, whole: _Sum, factors: Paths, figures: Figures | None, facts: dict[str, Any]) -> Listed:
    name = known.store.name
    payload = {
        **_nobody(known, whole, name),
        "category": None,
        "accuracy": _accuracy(figures),
        "why": _why(known, whole, name),
        **facts,
    }
    numbers = _summed_numbers(whole, factors, keep_paths=True)
    return Listed(known.store.store_id, whole.stake_minor, payload, numbers=numbers.pack())


def _nobody(known: StoreInput, part: _Sum, name: str) -> dict[str, Any]:
    """Return the fields of a forecast that speaks of no single product."""
    return {
        "product_id": None, "name": name, "sku": None, "unit": None, "price_minor": None, "price_per": 1,
        "currency": known.store.currency, "at_stake_minor": part.stake_minor, "demand_class": None,
        "cold_start": False, "model": "sum of products", "closed": sorted(part.closed or ()),
    }  # fmt: skip


def _summed_numbers(part: _Sum, factors: Paths, *, keep_paths: bool) -> ForecastNumbers:
    """Return the numbers of a sum; its paths are brought to its mean, since levels must say one thing.

    Paths follow each product's calibrated quantiles, whose mean may differ a little from the expected units; over many
    products those differences would add up while everything else cancels out.
    """
    drawn = part.paths.mean(axis=0, dtype=np.float64)
    centred = np.divide(part.mean, drawn, out=np.ones_like(drawn), where=drawn > 0)
    paths = part.paths * factors * centred.astype(np.float32)
    numbers = summarise_paths(part.mean, sampled_quantiles(paths), paths)
    if not keep_paths:
        return numbers
    return ForecastNumbers(numbers.mean, numbers.quantiles, numbers.totals, numbers.weeks, paths[:STORE_PATHS_KEPT])


def _why(known: StoreInput, part: _Sum, name: str) -> dict[str, Any]:
    """Say what a sum is made of, from the same numbers that are listed."""
    as_of = known.cutoff_date.isoformat()
    daily = float(part.mean[:HORIZON_DAYS_DEFAULT].mean())
    week = part.mean[:WEEK_DAYS]
    best = int(np.argmax(week))
    products = "1 product" if part.members == 1 else f"{part.members:,} products"
    return {
        "summary": f"{name}: about {daily:,.0f} units a day over the next four weeks, from {products}; "
        f"sales up to {in_words(known.cutoff_date)} are known.",
        "inputs": [
            {"name": "units_a_day", "value": round(daily, 1), "unit": "units", "as_of": as_of},
            {"name": "products", "value": part.members, "unit": "products", "as_of": as_of},
        ],
        "drivers": [
            {"name": "best weekday", "effect": round(float(week[best] - week.mean()), 1), "unit": "units"},
        ],
        "method": "sum of the products' forecasts; their common good and bad days from past surprises of the total",
        "confidence": "medium" if known.history_days >= 2 * HORIZON_DAYS_DEFAULT else "low",
        "caveats": [],
    }


def _accuracy(figures: Figures | None) -> dict[str, Any] | None:
    if figures is None or not figures["observations"]:
        return None
    return {"window_days": HORIZON_DAYS_DEFAULT, **figures}


def predicted_of(one: SeriesForecast) -> Predicted:
    """Return what is stored of a series as predictions."""
    days = HORIZON_DAYS_DEFAULT
    return Predicted(one.item_id, one.model, one.mean[:days].tolist(), list(_named(one.quantiles[:days])))


def _named(quantiles: NDArray[np.float64]) -> Iterator[dict[str, float]]:
    names = [f"{level:g}" for level in QUANTILE_LEVELS]
    for row in quantiles.tolist():
        yield dict(zip(names, row, strict=True))
