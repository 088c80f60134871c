"""A shop that has just begun gets honest answers: states and sentences, never an error or a confident guess."""

import pytest

from aisle import sites
from tests.books import Shop, open_shop
from tests.insights.shops import ask, fit, read, run_jobs, sell_days, stock_shelves

READS = ("forecast", "inventory-recommendations", "pricing-suggestions", "customer-segments")


@pytest.mark.parametrize("path", READS)
def test_without_sales_there_is_not_enough_history(shop: Shop, path: str) -> None:
    body = read(shop, path)
    assert (body["state"], body["items"], body["run_id"]) == ("not_enough_history", [], None)
    assert body["notes"] == ["There are no sales yet. A first forecast needs 7 days of them."]


@pytest.mark.parametrize("path", READS)
def test_a_few_days_are_counted_in_words(shop: Shop, path: str) -> None:
    sell_days(shop, stock_shelves(shop, 3), 3)
    body = read(shop, path)
    assert body["state"] == "not_enough_history"
    assert body["notes"] == ["Sales cover 3 days so far. A first forecast needs 7."]


def test_a_fit_that_comes_too_early_ends_with_the_same_answer(shop: Shop) -> None:
    sell_days(shop, stock_shelves(shop, 3), 3)
    fit(shop)
    assert read(shop, "forecast")["state"] == "not_enough_history"
    runs = read(shop, "insight-runs")["items"]
    assert [run["state"] for run in runs] == ["done"]


def test_enough_history_without_a_run_is_fitting(shop: Shop) -> None:
    sell_days(shop, stock_shelves(shop, 3), 14)
    body = read(shop, "forecast")
    assert (body["state"], body["notes"]) == ("fitting", ["The first forecast will be worked out tonight."])
    ask(shop, "/v1/insight-runs", method="POST", json={"store_id": shop.store_id})
    body = read(shop, "forecast")
    assert (body["state"], body["notes"]) == (
        "fitting",
        ["The first forecast is being worked out; it is ready within minutes."],
    )


def test_one_week_gives_cold_and_wide_answers(shop: Shop) -> None:
    wares = stock_shelves(shop, 3)
    sell_days(shop, wares, 8)
    fit(shop)
    body = read(shop, "forecast")
    assert body["state"] == "ready"
    assert {item["product_id"] for item in body["items"]} <= {ware.item_id for ware in wares}
    for item in body["items"]:
        assert (item["demand_class"], item["cold_start"], item["accuracy"]) == ("cold", True, None)
        assert item["why"]["confidence"] == "low"
        assert item["total_quantiles"]["0.9"] > item["predicted_demand"] > item["total_quantiles"]["0.1"]
    assert read(shop, "pricing-suggestions")["notes"][0] == "Price suggestions need eight weeks of sales."
    assert read(shop, "customer-segments")["notes"][0] == "The sales name no customers, so there is nobody to group."
    assert {item["kind"] for item in read(shop, "inventory-recommendations")["items"]} == {"count_first"}


def test_a_foreign_store_and_an_absent_one_are_not_found(shop: Shop) -> None:
    other = open_shop(shop.database)
    for path in READS:
        answer = ask(shop, f"/v1/{path}", params={"store_id": other.store_id})
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_nobody_else_sees_a_forecast(shop: Shop) -> None:
    sell_days(shop, stock_shelves(shop, 3), 14)
    fit(shop)
    other = open_shop(shop.database)
    wares = stock_shelves(other, 2)
    sell_days(other, wares, 14)
    fit(other)
    seen = {item["product_id"] for item in read(other, "forecast")["items"]}
    assert seen <= {ware.item_id for ware in wares}
    with other.database.read(other.actor) as session:
        assert [store.store_id for store in sites.list_stores_for(session)] == [other.store_id]
    assert ask(other, "/v1/forecast", params={"level": "all"}).json()["items"][0]["name"] == "All stores"


@pytest.mark.parametrize(
    "query",
    [
        "bogus=1",
        "horizon_days=0",
        "horizon_days=92",
        "quantiles=0.33",
        "quantiles=0.1,0.1",
        "level=shelf",
        "grain=hour",
        "level=store&category=dairy",
        "level=store&product_id=01a1f875-70d4-7565-9b75-67091b51ed10",
        "limit=0",
        "limit=201",
        "product_id=not-an-id",
        "after=%C3%A9",
    ],
)
def test_a_bad_question_is_malformed(shop: Shop, query: str) -> None:
    answer = ask(shop, f"/v1/forecast?store_id={shop.store_id}&{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_a_store_must_be_named_below_level_all(shop: Shop) -> None:
    assert ask(shop, "/v1/forecast").status_code == 422
    assert ask(shop, "/v1/forecast?level=all").status_code == 200


@pytest.mark.parametrize("path", READS)
def test_the_four_reads_stand_at_the_root_too(shop: Shop, path: str) -> None:
    asked = {"store_id": shop.store_id}
    assert ask(shop, f"/{path}", params=asked).json() == ask(shop, f"/v1/{path}", params=asked).json()


def test_a_fit_waits_for_history_on_its_way(shop: Shop) -> None:
    sell_days(shop, stock_shelves(shop, 3), 14)
    # The events of these sales were not delivered, so more of them may come.
    ask(shop, "/v1/insight-runs", method="POST", json={"store_id": shop.store_id})
    run_jobs(shop)
    assert read(shop, "insight-runs")["items"][0]["state"] == "waiting"
