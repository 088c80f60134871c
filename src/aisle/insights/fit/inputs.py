"""What a fit reads before it works: the store, its catalogue, its series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from aisle import catalogue, sites
from aisle.catalogue import PricedItem
from aisle.insights import cube
from aisle.insights.cube.series import hash_series
from aisle.insights.rules import HISTORY_DAYS_MIN, count_history_days, cutoff_date_of
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import ReadSession
from aisle.kit.quantity import price_per
from aisle.sites import Store

NO_CATEGORY = "No category"


@dataclass(frozen=True, slots=True)
class StoreInput:
    """All that is known of a store up to `cutoff_date`; `items` maps item_id to its catalogue entry and price today."""

    store: Store
    cutoff_date: date
    business_today: date
    series: pl.DataFrame
    items: dict[str, PricedItem]
    history_days: int
    cube_revision: int
    cube_hash: str

    def values(self) -> dict[str, Any]:
        """Return what the run row keeps of its input."""
        return {
            "cutoff_date": self.cutoff_date,
            "row_count": len(self.series),
            "cube_revision": self.cube_revision,
            "cube_hash": self.cube_hash,
        }

    def shown(self, item_id: str) -> dict[str, Any]:
        """Return what a person recognises a product by, as the fields of `schemas.common.Shown`."""
        item = self.items.get(item_id)
        if item is None:
            # Sold once, and no longer priced here: its history still counts.
            shown = {"name": item_id, "sku": "", "category": "", "unit": "each", "price_minor": None, "price_per": 1}
        else:
            shown = {
                "name": item.name, "sku": item.sku, "category": item.category, "unit": item.unit,
                "price_minor": item.price_minor, "price_per": price_per(item.unit),
            }  # fmt: skip
        return {"product_id": item_id, "currency": self.store.currency, **shown}

    def value_minor(self, item_id: str, units: float) -> int:
        """Return what some units are worth at today's price, 0 where there is none."""
        item = self.items.get(item_id)
        return round(units * item.price_minor / price_per(item.unit)) if item else 0


def read_input(session: ReadSession, store_id: str, *, clock: Clock) -> StoreInput | None:
    """Read a store's history up to yesterday; None while there is less than `HISTORY_DAYS_MIN` days of it."""
    store = sites.get_store_for(session, store_id)
    span = cube.read_span(session, store_id)
    today = sites.business_date_of(clock.now(), store)
    if span is None:
        return None
    cutoff_date = cutoff_date_of(span.last_date, today)
    history_days = count_history_days(span.first_date, span.last_date, today)
    if history_days < HISTORY_DAYS_MIN:
        return None
    now = to_utc_text(clock.now())
    items = {item.item_id: item for item in catalogue.list_priced_items(session, store_id=store_id, at=now)}
    categories = {item_id: item.category for item_id, item in items.items()}
    series = cube.build_series(session, store_id=store_id, cutoff_date=cutoff_date, categories=categories)
    return StoreInput(store, cutoff_date, today, series, items, history_days, span.revision, hash_series(series))
