"""One small grocery on Thursday 3 December 2026, as the API would tell of it.

Pages of advice need weeks of sales and a fitted forecast. Tests of what pages do with advice take these answers
instead; they are made with the API's own shapes, so a shape that changes breaks them here and not in a browser.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from aisle.insights.schemas.common import Accuracy, Driver, Input, Listing, WhyOut
from aisle.insights.schemas.forecast import ForecastItem, Period
from aisle.insights.schemas.history import (
    DaySummary,
    PredictedDay,
    ProductDay,
    ProductHistories,
    ProductHistory,
    SalesSummary,
)
from aisle.insights.schemas.inventory import DateQuantiles, InventoryItem, OrderParts
from aisle.insights.schemas.runs import RunOut

TODAY = date(2026, 12, 3)
CUTOFF = TODAY - timedelta(days=1)
AS_OF = "2026-12-03T03:10:00.000Z"
CURRENCY = "EUR"
SUNDAY = 6
# Demand by weekday, Monday first, as a share of the average open day.
WEEK = (0.78, 0.84, 0.92, 1.0, 1.12, 1.55)
QUANTILES = {"0.1": 0.68, "0.25": 0.84, "0.5": 1.0, "0.75": 1.16, "0.9": 1.36}

# name, category, price in cents, units an open day, on the shelf (None: never counted), pack (0: no order), days left
Goods = tuple[str, str, int, float, int | None, int, int]
GOODS: tuple[Goods, ...] = (
    ("Oat milk Barista 1 l", "Dairy", 199, 6.8, 9, 6, 0),
    ("Free-range eggs, 10", "Dairy", 329, 7.2, 14, 6, 0),
    ("Butter, unsalted 250 g", "Dairy", 249, 9.4, 23, 10, 0),
    ("Clementines 1 kg", "Fruit", 299, 8.1, 23, 6, 0),
    ("Südtiroler Bergbauern-Heumilch Joghurt Waldheidelbeere 3,8 % 500 g", "Dairy", 289, 3.1, 16, 6, 4),
    ("Whole milk 3.8 % 1 l", "Dairy", 129, 16.0, 64, 12, 4),
    ("Minced beef 400 g", "Meat", 549, 4.4, 13, 6, 1),
    ("Coffee beans, house roast 500 g", "Coffee", 899, 2.1, 15, 6, 1),
    ("Hummus classic 200 g", "Deli", 219, 2.6, 19, 8, 6),
    ("Mineral water, sparkling 6 × 1 l", "Drinks", 349, 3.7, 22, 1, 7),
    ("Basmati rice 1 kg", "Dry goods", 379, 1.4, 7, 1, 8),
    ("Sourdough rye 750 g", "Bread", 489, 11.0, None, 0, 0),
    ("Hazelnut spread 400 g", "Dry goods", 449, 1.9, None, 0, 0),
    ("Olive oil, extra virgin 750 ml", "Dry goods", 1099, 0.9, 31, 0, 0),
)


def product_id(name: str) -> str:
    """Return the id of a product by its name."""
    return str(uuid5(NAMESPACE_URL, name))


def listing(items: Sequence[Any], **changes: Any) -> dict[str, Any]:
    """Return an answer in the envelope of every read."""
    fields = {
        "state": "ready",
        "store_id": product_id("store"),
        "as_of": AS_OF,
        "cutoff_date": CUTOFF,
        "run_id": product_id("run"),
        "order": "largest first",
        "items": [item.model_dump(mode="json") for item in items],
        "next_after": None,
        "notes": [],
    }
    return Listing[Any](**(fields | changes)).model_dump(mode="json")


def run(*, state: str, stage: str, progress: float) -> dict[str, Any]:
    """Return a fit on its way."""
    return RunOut(
        run_id=product_id("run"),
        store_id=product_id("store"),
        kind="full",
        state=state,
        stage=stage,
        progress=progress,
        cutoff_date=CUTOFF,
        created_at=AS_OF,
        started_at=AS_OF,
        finished_at=None,
        notes=[],
    ).model_dump(mode="json")


def problem(trace_id: str) -> dict[str, Any]:
    """Return a refusal as the API words it."""
    return {
        "type": "about:blank",
        "title": "Not today",
        "status": 400,
        "code": "made-up",
        "detail": "The answer could not be given.",
        "instance": "",
        "params": {},
        "errors": [],
        "trace_id": trace_id,
    }


def shown(goods: Goods) -> dict[str, Any]:
    """Return what a product is recognised by."""
    name, category, price, *_ = goods
    return {
        "product_id": product_id(name),
        "name": name,
        "sku": product_id(name)[:6],
        "category": category,
        "unit": "each",
        "price_minor": price,
        "price_per": 1,
        "currency": CURRENCY,
    }


def why(summary: str, inputs: Iterable[tuple[str, float]] = (), drivers: Iterable[tuple[str, float]] = ()) -> WhyOut:
    """Return reasons with one caveat."""
    return WhyOut(
        summary=summary,
        inputs=[Input(name=name, value=value, unit="units", as_of=TODAY.isoformat()) for name, value in inputs],
        drivers=[Driver(name=name, effect=effect, unit="units") for name, effect in drivers],
        method="pooled trees and weekday level",
        confidence="medium",
        caveats=["deliveries are taken to need 1 days each time"],
    )


ACCURACY = Accuracy(window_days=28, wape=0.31, bias=-0.04, rmsse=0.71, coverage_p90=0.92, fva=0.18, observations=24)


def mean_of(day: date, a_day: float) -> float:
    """Return the expected units of a day, none on Sundays."""
    return 0.0 if day.weekday() == SUNDAY else round(a_day * WEEK[day.weekday()], 3)


def forecast(goods: Goods) -> ForecastItem:
    """Return four weeks of a product."""
    days = [_period(CUTOFF + timedelta(days=offset), goods[3]) for offset in range(1, 29)]
    total = sum(day.mean for day in days)
    return ForecastItem(
        **shown(goods),
        at_stake_minor=round(total * goods[2]),
        demand_class="smooth",
        cold_start=False,
        model="pooled trees",
        predicted_demand=total,
        total_quantiles={name: round(total * (1 + (share - 1) / 4), 1) for name, share in QUANTILES.items()},
        days=days,
        why=why(
            f"Sold {goods[3]:.2g} a day over the last four weeks; Saturdays are 48% above the usual day.",
            drivers=[("level", goods[3] * 0.9), ("weekday Saturday", goods[3] * 0.5), ("recent trend", -goods[3] / 20)],
        ),
        accuracy=ACCURACY,
    )


def store_forecast() -> ForecastItem:
    """Return four weeks of the whole shop, in units."""
    item = forecast(("Hafenstraße", "", 0, 1560.0, None, 0, 0))
    changes = {"product_id": None, "sku": None, "unit": None, "price_minor": None, "category": None}
    return item.model_copy(update=changes)


def _period(day: date, a_day: float) -> Period:
    mean = mean_of(day, a_day)
    return Period(
        date=day,
        hour=None,
        mean=mean,
        quantiles={name: round(mean * share, 3) for name, share in QUANTILES.items()},
        closed=mean == 0,
        events=[],
    )


def wobble(day: date, seed: int) -> float:
    """Return a factor around one that looks like a shop's ups and downs, the same in every run."""
    return 0.75 + ((day.toordinal() * 37 + seed * 17) % 53) / 100


def history(name: str) -> ProductHistory:
    """Return four weeks of sales beside what had been predicted; the second Friday sold out."""
    goods = next(one for one in GOODS if product_id(one[0]) == name)
    days = [CUTOFF - timedelta(days=27 - offset) for offset in range(28)]
    return ProductHistory(
        product_id=name,
        days=[
            ProductDay(
                date=day,
                units=round(mean_of(day, goods[3]) * (0.3 if offset == 16 else wobble(day, len(goods[0])))),
                closed=day.weekday() == SUNDAY,
                in_stock_share=0.4 if offset == 16 else 1.0,
            )
            for offset, day in enumerate(days)
        ],
        predicted=[
            PredictedDay(
                date=day,
                mean=mean_of(day, goods[3]),
                quantiles={key: mean_of(day, goods[3]) * share for key, share in QUANTILES.items()},
                cutoff_date=days[0] - timedelta(days=1),
            )
            for day in days
            if day.weekday() != SUNDAY
        ],
    )


def histories(product_ids: Sequence[str]) -> dict[str, Any]:
    """Return the histories of some products."""
    return ProductHistories(
        store_id=product_id("store"),
        from_date=CUTOFF - timedelta(days=27),
        to_date=CUTOFF,
        items=[history(name) for name in product_ids],
        next_after=None,
    ).model_dump(mode="json")


def sales_summary(from_date: date, to_date: date) -> dict[str, Any]:
    """Return the trading days of the shop."""
    days = [from_date + timedelta(days=offset) for offset in range((min(to_date, CUTOFF) - from_date).days + 1)]
    units = {day: round(mean_of(day, 1560) * wobble(day, 3) / 1.01) for day in days if day.weekday() != SUNDAY}
    items = [
        DaySummary(date=day, net_sales_minor=count * 268, units=count, receipts=count // 7)
        for day, count in units.items()
    ]
    return SalesSummary(store_id=product_id("store"), currency=CURRENCY, items=items, next_after=None).model_dump(
        mode="json"
    )


def stock(goods: Goods) -> InventoryItem:
    """Return the advice on a shelf."""
    name, _, price, a_day, on_hand, pack, due = goods
    kind = "count_first" if on_hand is None else "reorder" if pack else "none"
    shelf = on_hand or 0
    lost = a_day * 5.5 if on_hand is None else max(0.0, a_day * (5.5 - due) - shelf / 4) if pack else 0.0
    expected, spare = (round(a_day * 7), round(a_day * 7 / 4)) if pack else (0, 0)
    needed = max(0, expected + spare - shelf)
    packs = -(-needed // pack) if pack else 0
    reach = (shelf / a_day) * 7 / 6
    dates = [TODAY + timedelta(days=int(reach * share)) for share in (0.8, 1.0, 1.3)]
    return InventoryItem(
        **shown(goods),
        recommendation_id=None if kind == "none" else product_id(f"advice {name}"),
        kind=kind,
        urgency="now" if due == 0 else "this_week" if due < 7 else "later",
        at_stake_minor=round(lost * price),
        on_hand=on_hand,
        on_order=0,
        available=on_hand,
        depletion_date=DateQuantiles(p10=None, p50=None, p90=None)
        if on_hand is None
        else DateQuantiles(p10=dates[0], p50=dates[1], p90=dates[2] if reach < 20 else None),
        days_of_cover=None if on_hand is None else reach,
        reorder_point=expected,
        order_up_to=expected + spare,
        suggested_quantity=packs * pack,
        packs=packs,
        order_by_date=TODAY + timedelta(days=due) if pack else None,
        lead_time_days=1,
        service_level=0.95,
        expected_demand=a_day * 7,
        expected_lost_units=lost,
        expected_waste_units=0.0,
        parts=OrderParts(
            expected=expected, spare=spare, expiring=0, on_shelf=shelf, on_order=0, needed=needed,
            ordered=packs * pack, packs=packs,
        ),
        why=why(
            f"Sells about {a_day} a day; {shelf} on the shelf last until about {dates[1]:%d %b}.",
            inputs=[("units_a_day", a_day), ("review_period_days", 6)],
        ),
        accuracy=ACCURACY,
    )  # fmt: skip
