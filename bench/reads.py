"""How fast are the four reads of a shop with 10,000 products?

A finished run is written as a fit leaves it, then asked over HTTP in this process: first pages, filters, long
horizons, other levels. The baseline recomputes nothing either, but reads the predictions table day by day, as a
listing without prepared rows would have to.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import sqlalchemy as sa
from fastapi import FastAPI

from aisle import sites
from aisle.app.migrate import migrate
from aisle.insights.fit.store import Listed, Predicted, Stamp, write_listing, write_predictions
from aisle.insights.models import PredictionRow
from aisle.insights.numbers import ForecastNumbers, summarise_paths
from aisle.insights.routes import router
from aisle.insights.rules import HORIZON_DAYS_DEFAULT, HORIZON_DAYS_MAX, QUANTILE_LEVELS
from aisle.insights.runs import begin_run, finish_run
from aisle.kit.actor import system_actor
from aisle.kit.clock import FixedClock
from aisle.kit.db import Database
from aisle.kit.ids import derived_id, new_id
from bench.harness import Meter, Options, Row

DATA = "10,000 products"
PRODUCTS, PRODUCTS_QUICK = 10_000, 500
REQUESTS, REQUESTS_QUICK = 400, 60
CATEGORIES = 40
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CUTOFF = date(2026, 11, 19)
WHY = {
    "summary": "Sold 14 a day over the last four weeks; Saturdays are 40 % above the usual day.",
    "inputs": [{"name": f"input {n}", "value": 1.5 * n, "unit": "units", "as_of": "2026-11-19"} for n in range(5)],
    "drivers": [{"name": f"driver {n}", "effect": 0.5 * n, "unit": "units"} for n in range(3)],
    "method": "trees + level weekday", "confidence": "medium", "caveats": [],
}  # fmt: skip
ACCURACY = {
    "window_days": 28, "wape": 0.31, "bias": -0.02, "rmsse": 0.71, "coverage_p90": 0.91, "fva": 0.18,
    "observations": 28,
}  # fmt: skip


@dataclass(frozen=True)
class FittedShop:
    """A book with one finished run."""

    database: Database
    tenant_id: str
    store_id: str
    run_id: str
    product_ids: list[str]


def run(options: Options) -> list[Row]:
    """The 95th percentile of a request, in milliseconds, ours beside reading predictions row by row."""
    products = PRODUCTS_QUICK if options.quick else PRODUCTS
    requests = REQUESTS_QUICK if options.quick else REQUESTS
    with tempfile.TemporaryDirectory() as folder, fitted_shop(Path(folder), products) as shop:
        paths = list(questions(shop, requests, options.seeds[0]))
        with Meter() as meter:
            times = asyncio.run(ask_all(shop, paths))
        with Meter() as plain_meter:
            plain = [time_rows(shop) for _ in range(max(5, requests // 20))]
    return [
        _row("prepared listings", times, products, meter, ours=True),
        _row("predictions, row by row", plain, products, plain_meter, ours=False),
    ]


def _row(model: str, times: Sequence[float], products: int, meter: Meter, *, ours: bool) -> Row:
    metrics = {"p50_ms": float(np.quantile(times, 0.5)), "p95_ms": float(np.quantile(times, 0.95))}
    return Row(
        model=model, data=DATA, metrics=metrics, rows=len(times), series=products, seconds=meter.seconds,
        peak_mb=meter.peak_mb, ours=ours,
    )  # fmt: skip


@contextmanager
def fitted_shop(folder: Path, products: int) -> Iterator[FittedShop]:
    """A SQLite book in `folder` with a run of so many products, as a fit leaves it."""
    database = Database(f"sqlite:///{folder / 'book.db'}")
    migrate(database)
    shop = _open_store(database, products)
    _write_run(shop)
    yield shop
    database.dispose()


def _open_store(database: Database, products: int) -> FittedShop:
    tenant_id, store_id = new_id(), new_id()
    clock = FixedClock(NOW)
    store = sites.Store(
        store_id=store_id, tenant_id=tenant_id, user_id=new_id(), name="Bench", location="", time_zone="UTC",
        currency="EUR", day_ends_at="00:00", stock_from_date=None, tax_mode="unknown", tax_rate_ppm=0,
        lead_time_days=7, review_period_days=7, service_level_ppm=950_000,
    )  # fmt: skip
    with database.write(system_actor(tenant_id)) as tx:
        sites.save_store(tx, store, clock=clock)
        values = {"cutoff_date": CUTOFF, "cube_revision": 1}
        run = begin_run(tx, store_id, kind="full", clock=clock, values=values)
    ids = [derived_id(store_id, f"product {number}") for number in range(products)]
    return FittedShop(database, tenant_id, store_id, run.run_id, ids)


def _write_run(shop: FittedShop) -> None:
    chance = np.random.default_rng(0)
    dates = [CUTOFF + timedelta(days=offset + 1) for offset in range(HORIZON_DAYS_DEFAULT)]
    stamp = Stamp(shop.run_id, shop.store_id, CUTOFF, "2026-11-20T02:00:00.000Z", dates)
    forecasts = [_forecast(shop, place, chance) for place in range(len(shop.product_ids))]
    with shop.database.write(system_actor(shop.tenant_id)) as tx:
        write_listing(tx, shop.run_id, "forecast", forecasts)
        write_listing(tx, shop.run_id, "forecast_store", [_store(shop, forecasts[0])])
        write_listing(tx, shop.run_id, "inventory", [_order(item) for item in forecasts])
        write_listing(tx, shop.run_id, "pricing", [_price(item) for item in forecasts])
        for start in range(0, len(forecasts), 200):
            write_predictions(tx, stamp, [_predicted(item) for item in forecasts[start : start + 200]])
        ready = {"state": "ready", "notes": []}
        listings = dict.fromkeys(("forecast", "inventory", "pricing", "segments"), ready)
        finish_run(tx, shop.run_id, clock=FixedClock(NOW), values={"listings": listings})


def _forecast(shop: FittedShop, place: int, chance: np.random.Generator) -> Listed:
    mean = chance.gamma(1.0, 4.0) * (1 + 0.3 * np.sin(np.arange(HORIZON_DAYS_MAX)))
    paths = chance.poisson(mean, size=(60, HORIZON_DAYS_MAX)).astype(np.float32)
    quantiles = np.quantile(paths, QUANTILE_LEVELS, axis=0).T
    category = f"category {place % CATEGORIES:02d}"
    stake = int(mean[:HORIZON_DAYS_DEFAULT].sum() * 100)
    payload: dict[str, Any] = {
        "product_id": shop.product_ids[place], "name": f"Product {place}", "sku": f"{place:06d}", "category": category,
        "unit": "each", "price_minor": 100 + place % 900, "price_per": 1, "currency": "EUR",
        "at_stake_minor": stake, "demand_class": "smooth", "cold_start": False,
        "model": "trees + level_weekday", "closed": list(range(2, HORIZON_DAYS_MAX, 7)), "why": WHY,
        "accuracy": ACCURACY,
    }  # fmt: skip
    numbers = summarise_paths(mean, quantiles, paths)
    return Listed(shop.product_ids[place], stake, payload, category=category, numbers=numbers.pack())


def _store(shop: FittedShop, item: Listed) -> Listed:
    assert item.numbers is not None
    numbers = ForecastNumbers.unpack(item.numbers)
    paths = np.tile(numbers.mean, (200, 1)).astype(np.float32)
    whole = ForecastNumbers(numbers.mean, numbers.quantiles, numbers.totals, numbers.weeks, paths)
    payload = {**item.payload, "product_id": None, "sku": None, "unit": None, "category": None, "demand_class": None}
    return Listed(shop.store_id, 0, payload, numbers=whole.pack())


_SHOWN = ("product_id", "name", "sku", "category", "unit", "price_minor", "price_per", "currency", "at_stake_minor")


def _order(item: Listed) -> Listed:
    shown = {name: item.payload[name] for name in _SHOWN}
    parts = {
        "expected": 30, "spare": 9, "expiring": 0, "on_shelf": 12, "on_order": 0, "needed": 27, "ordered": 30,
        "packs": 5,
    }  # fmt: skip
    payload = {
        **shown, "kind": "reorder", "urgency": "now", "on_hand": 12, "on_order": 0, "available": 12,
        "depletion_date": {"p10": "2026-11-22", "p50": "2026-11-24", "p90": "2026-11-29"}, "days_of_cover": 4.2,
        "reorder_point": 17, "order_up_to": 39, "suggested_quantity": 30, "packs": 5, "order_by_date": "2026-11-20",
        "lead_time_days": 7, "service_level": 0.95, "expected_demand": 80.0, "expected_lost_units": 3.0,
        "expected_waste_units": 0.0, "parts": parts, "why": WHY, "accuracy": ACCURACY,
    }  # fmt: skip
    return Listed(item.subject_id, item.stake_minor, payload, category=item.category, kind="reorder", facet="now")


def _price(item: Listed) -> Listed:
    shown = {name: item.payload[name] for name in _SHOWN}
    interval = {"mean": 10.0, "lo": 4.0, "hi": 15.0, "level": 0.9}
    payload = {
        **shown, "status": "hold", "current_price_minor": item.payload["price_minor"], "suggested_price_minor": None,
        "reference_price_minor": 100, "reference": None,
        "price_elasticity": {**interval, "source": "own"}, "expected_units_change": interval,
        "expected_revenue_change_minor": interval, "expected_margin_change_minor": None,
        "guardrails": [{"rule": f"rule {n}", "passed": True, "detail": "in order"} for n in range(8)],
        "refusal": None, "why": WHY,
    }  # fmt: skip
    return Listed(item.subject_id, item.stake_minor, payload, category=item.category, facet="hold")


def _predicted(item: Listed) -> Predicted:
    assert item.numbers is not None
    numbers = ForecastNumbers.unpack(item.numbers)
    days = range(HORIZON_DAYS_DEFAULT)
    quantiles = [
        {f"{level:g}": float(value) for level, value in zip(QUANTILE_LEVELS, numbers.quantiles[day], strict=True)}
        for day in days
    ]
    return Predicted(item.subject_id, "trees", [float(numbers.mean[day]) for day in days], quantiles)


def questions(shop: FittedShop, count: int, seed: int) -> Iterator[str]:
    """Paths as pages send them: mostly first pages, some long, some narrowed."""
    chance = random.Random(seed)
    kinds = (
        "forecast?limit=50", "forecast?limit=200", "forecast?limit=50&horizon_days=91&quantiles=0.05,0.5,0.95",
        "forecast?level=store&horizon_days=91", "inventory-recommendations?limit=200", "pricing-suggestions?limit=200",
        "forecast?limit=50&category=category%20{category:02d}", "forecast?product_id={product}",
        "inventory-recommendations?kind=reorder&urgency=now&category=category%20{category:02d}",
    )  # fmt: skip
    for number in range(count):
        kind = kinds[number % len(kinds)].format(
            category=chance.randrange(CATEGORIES), product=chance.choice(shop.product_ids)
        )
        yield f"/v1/{kind}&store_id={shop.store_id}"


async def ask_all(shop: FittedShop, paths: Sequence[str]) -> list[float]:
    """Milliseconds of each request, one after the other."""
    app = FastAPI()
    app.include_router(router, prefix="/v1")
    app.state.database, app.state.clock = shop.database, FixedClock(NOW)
    app.state.authenticate = lambda _request: system_actor(shop.tenant_id)
    times = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bench.test") as client:
        await client.get(paths[0])
        for path in paths:
            started = time.perf_counter()
            answer = await client.get(path)
            times.append((time.perf_counter() - started) * 1000)
            assert answer.status_code == 200 and answer.json()["items"], path
    return times


def time_rows(shop: FittedShop) -> float:
    """Milliseconds to sum every product's days and read the fifty largest from the predictions table."""
    started = time.perf_counter()
    with shop.database.read(system_actor(shop.tenant_id)) as session:
        largest = (
            sa.select(PredictionRow.product_id, sa.func.sum(PredictionRow.predicted_demand))
            .where(PredictionRow.run_id == shop.run_id)
            .group_by(PredictionRow.product_id)
            .order_by(sa.func.sum(PredictionRow.predicted_demand).desc())
            .limit(50)
        )
        ids = [product_id for product_id, _ in session.execute(largest)]
        rows = sa.select(PredictionRow).where(PredictionRow.run_id == shop.run_id, PredictionRow.product_id.in_(ids))
        assert len(session.scalars(rows).all()) == len(ids) * HORIZON_DAYS_DEFAULT
    return (time.perf_counter() - started) * 1000
