"""A fitted shop: what the reads answer, how levels add up, and that pages, tags and predictions hold still."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from aisle import stock
from aisle.insights.models import PredictionRow, RecommendationRow
from aisle.kit.clock import to_utc_text
from aisle.kit.ids import new_id
from aisle.stock import CountLine
from tests.books import Shop
from tests.insights.shops import LAST_DAY, ask, fit, owner_of, pass_days, read, sell_days, stock_shelves

WARES = 8
WHY = {"summary", "inputs", "drivers", "method", "confidence", "caveats"}
ACCURACY = {"window_days", "wape", "bias", "rmsse", "coverage_p90", "fva", "observations"}


@pytest.fixture
def fitted(shop: Shop) -> Shop:
    """A shop of eight products and twelve weeks, half its shelves counted, fitted once."""
    wares = stock_shelves(shop, WARES)
    sell_days(shop, wares, 84)
    counted = [CountLine(ware.item_id, 3) for ware in wares[: WARES // 2]]
    with shop.database.write(shop.actor) as tx:
        stock.post_count(
            tx, count_id=new_id(), store_id=shop.store_id, counted_at=to_utc_text(shop.clock.now()), lines=counted,
            reason="", clock=shop.clock,
        )  # fmt: skip
    fit(shop)
    return shop


def test_the_chain_from_sales_to_what_is_shown(fitted: Shop) -> None:
    _check_forecast(fitted)
    _check_levels_add_up(fitted)
    _check_weeks_and_hours(fitted)
    _check_inventory(fitted)
    _check_pricing(fitted)
    _check_tables(fitted)
    _check_histories(fitted)
    _check_tags(fitted)
    _check_pages(fitted)


def _check_forecast(shop: Shop) -> None:
    body = read(shop, "forecast", horizon_days=10, quantiles="0.05,0.5,0.95")
    assert (body["state"], body["notes"], body["cutoff_date"]) == ("ready", [], LAST_DAY.isoformat())
    assert body["order"] == "largest expected sales first"
    assert len(body["items"]) == WARES
    stakes = [item["at_stake_minor"] for item in body["items"]]
    assert stakes == sorted(stakes, reverse=True)
    for item in body["items"]:
        assert item["name"].startswith("Ware") and item["sku"].startswith("sku-") and item["currency"] == "GBP"
        assert set(item["why"]) == WHY
        assert set(item["accuracy"]) == ACCURACY
        assert item["accuracy"]["observations"] == 24
        assert [day["date"] for day in item["days"]] == [str(LAST_DAY + timedelta(days=n)) for n in range(1, 11)]
        assert item["predicted_demand"] == pytest.approx(sum(day["mean"] for day in item["days"]), abs=1e-6)
        assert list(item["total_quantiles"]) == ["0.05", "0.5", "0.95"]
        assert sorted(item["total_quantiles"].values()) == list(item["total_quantiles"].values())
        # Days do not all go well or badly together, so a total is surer than the sum of its days' extremes.
        assert item["total_quantiles"]["0.95"] < sum(day["quantiles"]["0.95"] for day in item["days"])
        sundays = [day for day in item["days"] if date.fromisoformat(day["date"]).isoweekday() == 7]
        assert all(day["closed"] and day["mean"] == 0 for day in sundays)


def _check_levels_add_up(shop: Shop) -> None:
    def days_by(level: str, key: str) -> dict[str, list[float]]:
        sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * 28)
        for item in read(shop, "forecast", level=level, limit=200)["items"]:
            name = item[key] or ""
            sums[name] = [a + day["mean"] for a, day in zip(sums[name], item["days"], strict=True)]
        return dict(sums)

    products, categories = days_by("product", "category"), days_by("category", "category")
    assert products.keys() == categories.keys() == {"dairy", "bread", "fruit"}
    for name, days in categories.items():
        assert days == pytest.approx(products[name], abs=1e-6)
    (store,) = days_by("store", "category").values()
    assert store == pytest.approx([sum(day) for day in zip(*categories.values(), strict=True)], abs=1e-6)
    (everything,) = days_by("all", "category").values()
    assert everything == pytest.approx(store, abs=1e-6)


def _check_weeks_and_hours(shop: Shop) -> None:
    (weeks,) = read(shop, "forecast", level="store", grain="week", horizon_days=14)["items"]
    assert len(weeks["days"]) == 2
    assert sum(week["mean"] for week in weeks["days"]) == pytest.approx(weeks["predicted_demand"], abs=1e-6)
    assert weeks["days"][0]["quantiles"]["0.1"] < weeks["days"][0]["mean"] < weeks["days"][0]["quantiles"]["0.9"]
    (hours,) = read(shop, "forecast", level="store", grain="hour", horizon_days=7)["items"]
    # Every receipt is of a quarter past nine in London, which was a quarter past ten before the clocks went back.
    assert {period["hour"] for period in hours["days"]} == {9, 10}
    assert sum(period["mean"] for period in hours["days"]) == pytest.approx(hours["predicted_demand"], abs=0.01)


def _check_inventory(shop: Shop) -> None:
    body = read(shop, "inventory-recommendations")
    kinds = [item["kind"] for item in body["items"]]
    assert kinds.count("count_first") == WARES // 2
    assert kinds.count("reorder") >= 1
    stakes = [item["at_stake_minor"] for item in body["items"]]
    assert stakes == sorted(stakes, reverse=True)
    for item in body["items"]:
        assert set(item["why"]) == WHY
        assert (item["recommendation_id"] is None) == (item["kind"] == "none")
        if item["kind"] == "reorder":
            parts = item["parts"]
            total = parts["expected"] + parts["spare"] + parts["expiring"] - parts["on_shelf"] - parts["on_order"]
            assert parts["needed"] == max(total, 0)
            assert item["suggested_quantity"] == parts["ordered"] >= parts["needed"]
        if item["kind"] == "count_first":
            assert item["on_hand"] is None and item["expected_demand"] > 0
    only = read(shop, "inventory-recommendations", kind="reorder", category="dairy")["items"]
    assert all((item["kind"], item["category"]) == ("reorder", "dairy") for item in only)
    assert read(shop, "inventory-recommendations", supplier_id=new_id())["items"] == []


def _check_pricing(shop: Shop) -> None:
    body = read(shop, "pricing-suggestions")
    assert (body["state"], len(body["items"])) == ("ready", WARES)
    # One price for all time has taught nothing about prices.
    assert {(item["status"], item["refusal"]) for item in body["items"]} == {("refused", "thin-variation")}
    assert read(shop, "pricing-suggestions", status="suggested")["items"] == []


def _check_tables(shop: Shop) -> None:
    with shop.database.read(shop.actor) as session:
        predicted = session.execute(
            sa.text("SELECT prediction_id, product_id, predicted_demand, date, cutoff_date FROM predictions")
        ).all()
        advised = session.execute(sa.text("SELECT recommendation_id, type, description FROM recommendations")).all()
    # A quick run, a full one, and what the full one's backtest would have said.
    assert len(predicted) == 3 * WARES * 28
    assert len({row.prediction_id for row in predicted}) == len(predicted)
    assert all(str(row.cutoff_date) < str(row.date) for row in predicted)
    assert {row.type for row in advised} == {"reorder", "count_first"}


def _check_histories(shop: Shop) -> None:
    product_id = read(shop, "forecast")["items"][0]["product_id"]
    body = read(shop, "product-history", product_id=product_id, days=28)
    (product,) = body["items"]
    assert (body["to_date"], len(product["days"])) == (LAST_DAY.isoformat(), 28)
    assert all(day["units"] == 0 for day in product["days"] if day["closed"])
    assert len(product["predicted"]) == 28
    assert all(day["cutoff_date"] < day["date"] for day in product["predicted"])
    summary = read(shop, "sales-summary", from_date=str(LAST_DAY - timedelta(days=6)), to_date=str(LAST_DAY))
    assert len(summary["items"]) == 6
    assert all(day["receipts"] == 1 for day in summary["items"])


def _check_tags(shop: Shop) -> None:
    asked = {"store_id": shop.store_id}
    tag = ask(shop, "/v1/inventory-recommendations", params=asked).headers["etag"]
    again = ask(shop, "/v1/inventory-recommendations", params=asked, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = ask(shop, "/v1/inventory-recommendations", params={**asked, "limit": 1}, headers={"If-None-Match": tag})
    assert other.status_code == 200
    first = read(shop, "inventory-recommendations", kind="count_first")["items"][0]
    path = f"/v1/recommendations/{first['recommendation_id']}/decision"
    decided = ask(shop, path, method="POST", json={"decision": "dismiss", "reason": "counted by hand"})
    assert (decided.status_code, decided.json()["state"]) == (200, "dismissed")
    changed = ask(shop, "/v1/inventory-recommendations", params=asked, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert first["product_id"] not in {item["product_id"] for item in changed.json()["items"]}


def _check_pages(shop: Shop) -> None:
    """Turn pages while a newer run takes over: every page is of the run the first one was of."""
    first = read(shop, "forecast", limit=3)
    before = _stored_predictions(shop, first["run_id"])
    sell_days(shop, stock_shelves(shop, WARES), 1, last_day=LAST_DAY + timedelta(days=1), seed=1)
    pass_days(shop, 1)
    fit(shop)
    assert read(shop, "forecast", limit=3)["run_id"] != first["run_id"]
    seen, after = [item["product_id"] for item in first["items"]], first["next_after"]
    while after:
        page = read(shop, "forecast", limit=3, after=after)
        assert page["run_id"] == first["run_id"]
        seen += [item["product_id"] for item in page["items"]]
        after = page["next_after"]
    assert len(seen) == len(set(seen)) == WARES
    assert _stored_predictions(shop, first["run_id"]) == before


def _stored_predictions(shop: Shop, run_id: str) -> list[Any]:
    with shop.database.read(shop.actor) as session:
        rows = session.scalars(sa.select(PredictionRow).where(PredictionRow.run_id == run_id)).all()
        return sorted((row.prediction_id, row.predicted_demand, str(row.quantiles), row.created_at) for row in rows)


def test_a_newer_run_takes_over_what_is_open_and_leaves_what_was_decided(fitted: Shop) -> None:
    items = read(fitted, "inventory-recommendations", kind="count_first")["items"]
    put_off, dismissed, open_one = items[0], items[1], items[2]
    for item, decision in ((put_off, "later"), (dismissed, "dismiss")):
        path = f"/v1/recommendations/{item['recommendation_id']}/decision"
        assert ask(fitted, path, method="POST", json={"decision": decision}).status_code == 200
    shown = {item["product_id"] for item in read(fitted, "inventory-recommendations")["items"]}
    assert shown.isdisjoint({put_off["product_id"], dismissed["product_id"]})
    fit(fitted)
    shown = {item["product_id"] for item in read(fitted, "inventory-recommendations")["items"]}
    assert shown.isdisjoint({put_off["product_id"], dismissed["product_id"]})
    assert open_one["product_id"] in shown
    states = _states(fitted)
    assert states[open_one["recommendation_id"]] == states[put_off["recommendation_id"]] == "superseded"
    assert states[dismissed["recommendation_id"]] == "dismissed"
    pass_days(fitted, 1)
    assert put_off["product_id"] in {item["product_id"] for item in read(fitted, "inventory-recommendations")["items"]}


def _states(shop: Shop) -> dict[str, str]:
    with shop.database.read(shop.actor) as session:
        rows = session.scalars(sa.select(RecommendationRow)).all()
        return {row.recommendation_id: row.state for row in rows}


def test_an_accepted_order_is_on_its_way(fitted: Shop) -> None:
    item = read(fitted, "inventory-recommendations", kind="reorder")["items"][0]
    path = f"/v1/recommendations/{item['recommendation_id']}/decision"
    assert ask(fitted, path, method="POST", json={"decision": "accept"}).json()["state"] == "accepted"
    assert ask(fitted, path, method="POST", json={"decision": "accept"}).status_code == 200
    again = ask(fitted, path, method="POST", json={"decision": "dismiss"})
    assert (again.status_code, again.json()["code"]) == (409, "already-decided")
    fit(fitted)
    (now,) = read(fitted, "inventory-recommendations", product_id=item["product_id"])["items"]
    assert now["on_order"] == item["suggested_quantity"]
    assert now["suggested_quantity"] < item["suggested_quantity"]


def test_old_results_say_that_they_are_old(fitted: Shop) -> None:
    pass_days(fitted, 2)
    body = read(fitted, "forecast")
    assert body["state"] == "stale"
    assert "These figures are older than a day and a half." in body["notes"]
    pass_days(fitted, 5)
    assert "Sales end on 19 Nov 2026, so this speaks of the days right after it." in read(fitted, "forecast")["notes"]


def test_deciding_needs_the_permission_and_the_store(fitted: Shop) -> None:
    item = read(fitted, "inventory-recommendations")["items"][0]
    path = f"/v1/recommendations/{item['recommendation_id']}/decision"
    cashier = owner_of(fitted, "insights.read")
    assert ask(fitted, path, method="POST", json={"decision": "accept"}, actor=cashier).status_code == 403
    unknown = f"/v1/recommendations/{new_id()}/decision"
    assert ask(fitted, unknown, method="POST", json={"decision": "accept"}).status_code == 404
