"""Shops with a past: sales posted day by day, taken into the cube, fitted, and asked over HTTP."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from aisle import catalogue, ledger, sites
from aisle.catalogue import DatedPrice, SeenItem
from aisle.insights.cube import add_sales_to_cube
from aisle.insights.jobs import refit_store
from aisle.insights.routes import root_router, router
from aisle.insights.runs import REFIT_KIND, request_run
from aisle.kit.actor import Actor
from aisle.kit.clock import to_utc_text
from aisle.kit.ids import derived_id
from aisle.kit.jobs import JobRunner
from aisle.kit.keys import Keyring
from aisle.kit.web import install_problem_handlers
from aisle.ledger import SaleDraft
from tests.books import Shop
from tests.ledger.drafts import draft, line

# The day before the fixtures' clock: the last one that is whole.
LAST_DAY = date(2026, 11, 19)
CATEGORIES = ("dairy", "bread", "fruit")


@dataclass(frozen=True)
class Ware:
    """Something a test shop sells: about `rate` a day, at a price."""

    item_id: str
    name: str
    category: str
    rate: float
    price_minor: int


def stock_shelves(shop: Shop, count: int) -> list[Ware]:
    """Put products into the catalogue, each with a price since long ago."""
    now = to_utc_text(shop.clock.now())
    seen = [
        SeenItem(f"sku-{number:02d}", f"Ware {number:02d}", CATEGORIES[number % len(CATEGORIES)], "each", now)
        for number in range(count)
    ]
    with shop.database.write(shop.actor) as tx:
        ids = catalogue.ensure_items(tx, seen, clock=shop.clock)
        wares = [
            Ware(ids[one.sku], one.name, one.category, 1.0 + 2 * (number % 5), 100 + 50 * number)
            for number, one in enumerate(seen)
        ]
        prices = [
            DatedPrice(ware.item_id, shop.store_id, ware.price_minor, "2020-01-01T00:00:00.000Z", "imported")
            for ware in wares
        ]
        catalogue.record_prices(tx, prices, clock=shop.clock)
    return wares


def sell_days(
    shop: Shop, wares: Sequence[Ware], days: int, *, last_day: date = LAST_DAY, customers: int = 0, seed: int = 0
) -> list[str]:
    """Sell on each of the last `days` days but Sundays, take the sales into the cube, and return their ids.

    With customers, each day has several receipts, every one of a known customer.
    """
    chance = random.Random(seed)
    drafts = []
    for offset in range(days):
        day = last_day - timedelta(days=days - 1 - offset)
        if day.isoweekday() == 7:
            continue
        receipts = max(1, min(4, customers))
        for number in range(receipts):
            lines = [
                line(place, ware.item_id, units, ware.price_minor)
                for place, ware in enumerate(wares, start=1)
                if (units := _units(chance, ware.rate / receipts, day)) > 0
            ]
            if lines:
                customer = derived_id(shop.tenant_id, f"customer {chance.randrange(customers)}") if customers else None
                drafts.append(_sale(shop, f"{day} {number} {seed}", lines, day, 9 + number, customer))
    with shop.database.write(shop.actor) as tx:
        ledger.post_sales(tx, drafts, clock=shop.clock)
        add_sales_to_cube(tx, [sale.sale_id for sale in drafts])
    return [sale.sale_id for sale in drafts]


def _sale(shop: Shop, name: str, lines: list[Any], day: date, hour: int, customer_id: str | None) -> SaleDraft:
    occurred_at = f"{day.isoformat()}T{hour:02d}:15:00.000Z"
    return draft(shop, name, lines, business_date=day, occurred_at=occurred_at, customer_id=customer_id)


def _units(chance: random.Random, rate: float, day: date) -> int:
    busy = 1.5 if day.isoweekday() >= 5 else 0.9
    return sum(chance.random() < rate * busy / 10 for _ in range(10))


def deliver_facts(shop: Shop) -> None:
    """Mark every event as delivered: these tests take sales into the cube themselves."""
    from aisle.kit.events.models import EVENTS

    with shop.database.write(shop.actor) as tx:
        tx.execute(EVENTS.update().values(sent_at=to_utc_text(shop.clock.now()), number=EVENTS.c.row_no))


def fit(shop: Shop, *, archive: Path | None = None) -> None:
    """Ask for a fit and run it to its end, as the worker would."""
    deliver_facts(shop)
    with shop.database.write(shop.actor) as tx:
        request_run(tx, shop.store_id, clock=shop.clock)
    # History that came in just now may have asked for a fit already, a few seconds from then.
    shop.clock.at += timedelta(seconds=10)
    run_jobs(shop, archive=archive)


def run_jobs(shop: Shop, *, archive: Path | None = None) -> None:
    """Run every fit that is due."""
    handlers = {REFIT_KIND: refit_store(archive=archive)}
    runner = JobRunner(shop.database, handlers, shop.clock, queues=["heavy"], owner="a test's worker")
    while runner.run_once():
        pass


def pass_days(shop: Shop, days: int) -> None:
    """Let the shop's clock go on."""
    shop.clock.at += timedelta(days=days)


def owner_of(shop: Shop, *permissions: str) -> Actor:
    """The shop's owner, with the given permissions, or those that see and decide on insights."""
    held = permissions or ("insights.read", "insights.decide", "insights.retrain", "sales.read", "catalogue.write")
    return Actor(shop.tenant_id, shop.owner_id, "owner", permissions=frozenset(held))


def api_of(shop: Shop, actor: Actor | None = None, keyring: Keyring | None = None) -> FastAPI:
    """The routes of insights alone, asked by one actor; only names of customers need a keyring."""
    app = FastAPI()
    app.include_router(router, prefix="/v1")
    app.include_router(root_router)
    install_problem_handlers(app)
    app.state.database, app.state.clock = shop.database, shop.clock
    app.state.authenticate = lambda _request: actor or owner_of(shop)
    app.state.get_store_for, app.state.keyring = sites.get_store_for, keyring
    return app


def ask(
    shop: Shop,
    path: str,
    *,
    actor: Actor | None = None,
    keyring: Keyring | None = None,
    method: str = "GET",
    **more: Any,
) -> httpx.Response:
    """Send one request to the routes of insights."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=api_of(shop, actor, keyring))
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            return await client.request(method, path, **more)

    return asyncio.run(send())


def read(shop: Shop, path: str, **params: Any) -> dict[str, Any]:
    """Ask for a read of the shop's store and return its body."""
    answer = ask(shop, f"/v1/{path}", params={"store_id": shop.store_id, **params})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body
