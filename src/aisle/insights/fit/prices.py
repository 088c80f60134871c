"""Price suggestions of a store: elasticities from the cube, prices from the catalogue's history, rules in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from aisle.catalogue import DatedPrice
from aisle.insights.fit.advice import Advice, Standings, recommendation_id_of
from aisle.insights.fit.inputs import StoreInput
from aisle.insights.fit.store import Listed
from aisle.insights.price import (
    ElasticityModel,
    PricedItem,
    PriceElasticity,
    PriceHistory,
    PricePoint,
    PriceSuggestion,
    suggest_price,
)
from aisle.insights.rules import HORIZON_DAYS_DEFAULT
from aisle.kit.clock import from_utc_text
from aisle.kit.quantity import price_per

# Below eight weeks no price has had the time to show what it does.
HISTORY_DAYS_MIN = 56


def list_prices(
    known: StoreInput,
    expected_units: Mapping[str, float],
    prices: Sequence[DatedPrice],
    standings: Standings,
    *,
    run_id: str,
) -> tuple[list[Listed], list[Advice]]:
    """Suggest, hold or refuse a price for every product that has one and is forecast; `expected_units` over 28 days."""
    elasticities = _elasticities(known)
    histories = _histories(prices)
    listed, advice = [], []
    for item_id, units in expected_units.items():
        item = known.items.get(item_id)
        if item is None or item_id not in elasticities or item.price_minor <= 0:
            continue
        found = suggest_price(_ask(known, item_id, units, elasticities[item_id], histories.get(item_id)))
        listed.append(_list(known, item_id, found, standings, run_id))
        if found.status == "suggested" and standings.decided("price_change", item_id) is None:
            advice.append(_advise(known, item_id, found))
    return listed, advice


def _elasticities(known: StoreInput) -> dict[str, PriceElasticity]:
    """Return what prices did so far, by item, learned from weeks that are whole."""
    weeks = (
        known.series.filter(pl.col("price") > 0)
        .with_columns(pl.col("date").dt.truncate("1w"))
        .group_by("store_id", "item_id", "category", "date")
        .agg(
            pl.col("units").sum(),
            # Not the mean of what was paid: whoever buys much pays less, and that is no answer to a price.
            pl.col("price").median(),
            pl.col("promoted").cast(pl.Float64).mean(),
        )
        .sort("item_id", "date")
    )
    if weeks.is_empty():
        return {}
    model = ElasticityModel().fit(weeks, cutoff_date=known.cutoff_date - timedelta(days=6))
    return {row["item_id"]: PriceElasticity.from_row(row) for row in model.elasticities_.iter_rows(named=True)}


def _histories(prices: Sequence[DatedPrice]) -> dict[str, PriceHistory]:
    """Return each item's prices in order of time; of two from the same moment the later entry counts."""
    histories = {}
    for item_id, dated in groupby(prices, key=lambda price: price.item_id):
        by_moment = {price.valid_from: price.price_minor for price in dated}
        points = [
            PricePoint(valid_from=from_utc_text(moment), price_minor=price_minor)
            for moment, price_minor in sorted(by_moment.items())
        ]
        histories[item_id] = PriceHistory(tuple(points))
    return histories


def _ask(
    known: StoreInput, item_id: str, units: float, elasticity: PriceElasticity, history: PriceHistory | None
) -> PricedItem:
    item, store = known.items[item_id], known.store
    opening = datetime.combine(known.business_today + timedelta(days=1), time(), tzinfo=ZoneInfo(store.time_zone))
    return PricedItem(
        item_id=item_id,
        currency=store.currency,
        current_minor=item.price_minor,
        # Prices are per kilogram where units are grams, so units are counted as the price counts them.
        expected_units=units / price_per(item.unit),
        horizon_days=HORIZON_DAYS_DEFAULT,
        elasticity=elasticity,
        history=history or PriceHistory(()),
        applies_at=opening,
        tax_ppm=store.tax_rate_ppm if store.tax_mode == "included" else 0,
    )


def _list(known: StoreInput, item_id: str, found: PriceSuggestion, standings: Standings, run_id: str) -> Listed:
    recommendation_id = None
    if found.status == "suggested":
        decided = standings.decided("price_change", item_id)
        made = recommendation_id_of(run_id, "price_change", item_id)
        recommendation_id = decided.recommendation_id if decided else made
    stake = _gain_minor(found) if found.status == "suggested" else 0
    # What can be decided on comes before what is held, and that before what nothing can be said about.
    rank = {"suggested": 0, "hold": -1, "refused": -2}[found.status]
    return Listed(
        item_id,
        stake if stake > 0 else rank,
        _payload(known, item_id, found, stake),
        category=known.items[item_id].category,
        facet=found.status,
        recommendation_id=recommendation_id,
    )


def _gain_minor(found: PriceSuggestion) -> int:
    return (found.expected_margin_change_minor or found.expected_revenue_change_minor).mean


def _payload(known: StoreInput, item_id: str, found: PriceSuggestion, stake_minor: int) -> dict[str, Any]:
    level = found.price_elasticity.level
    reference = found.reference_price
    margin = found.expected_margin_change_minor
    return {
        **known.shown(item_id),
        "status": found.status,
        "at_stake_minor": stake_minor,
        "current_price_minor": found.current_price_minor,
        "suggested_price_minor": found.suggested_price_minor if found.status == "suggested" else None,
        "reference_price_minor": reference.price_minor if reference else None,
        "reference": {
            "from_date": reference.window_from.date().isoformat(),
            "to_date": reference.window_until.date().isoformat(),
            "lowest_on": reference.lowest_since.date().isoformat(),
        }
        if reference
        else None,
        "price_elasticity": _elasticity(found.price_elasticity),
        "expected_units_change": {**asdict(found.expected_units_change), "level": level},
        "expected_revenue_change_minor": {**asdict(found.expected_revenue_change_minor), "level": level},
        "expected_margin_change_minor": {**asdict(margin), "level": level} if margin else None,
        "guardrails": [asdict(rule) for rule in found.guardrails],
        "refusal": found.refusal,
        "why": asdict(found.why),
    }


def _elasticity(found: PriceElasticity) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("mean", "lo", "hi", "level", "source")}


def _advise(known: StoreInput, item_id: str, found: PriceSuggestion) -> Advice:
    payload = {
        "current_price_minor": found.current_price_minor,
        "suggested_price_minor": found.suggested_price_minor,
        "announced_from_minor": found.announced_from_minor,
        "at_stake_minor": _gain_minor(found),
    }
    description = f"Change the price of {known.items[item_id].name}."
    return Advice("price_change", item_id, description, payload, asdict(found.why))
