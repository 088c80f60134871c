"""Accepting a price: a dated row under a person's name, once, and only while the suggestion's ground holds."""

from datetime import timedelta
from typing import Any

import pytest

from aisle import catalogue
from aisle.catalogue import DatedPrice
from aisle.insights.models import RecommendationRow
from aisle.kit import journal
from aisle.kit.clock import to_utc_text
from aisle.kit.ids import new_id
from tests.books import Shop
from tests.insights.shops import Ware, ask, owner_of, stock_shelves

WHY: dict[str, Any] = {"summary": "", "inputs": [], "drivers": [], "method": "", "confidence": "low", "caveats": []}


def suggest(shop: Shop, ware: Ware, *, price_minor: int, kind: str = "price_change") -> str:
    """Put a suggestion on record as a run would, and return its id."""
    today = shop.clock.now().date()
    row = RecommendationRow(
        recommendation_id=new_id(), store_id=shop.store_id, type=kind, subject_id=ware.item_id,
        product_id=ware.item_id, description=f"Change the price of {ware.name}.", why=WHY, state="open",
        payload={"current_price_minor": ware.price_minor, "suggested_price_minor": price_minor},
        valid_from=today, valid_until=today + timedelta(days=7), run_id=new_id(),
        created_at=to_utc_text(shop.clock.now()),
    )  # fmt: skip
    with shop.database.write(shop.actor) as tx:
        tx.add(row)
    return row.recommendation_id


def accept(shop: Shop, recommendation_id: str, **more: Any) -> Any:
    return ask(shop, f"/v1/pricing-suggestions/{recommendation_id}/accept", method="POST", **more)


def prices_of(shop: Shop, ware: Ware) -> list[tuple[int, str]]:
    with shop.database.read(shop.actor) as session:
        prices = catalogue.list_prices(session, store_id=shop.store_id, item_id=ware.item_id)
        return [(price.price_minor, price.cause) for price in prices]


def entries_of(shop: Shop) -> int:
    with shop.database.read(shop.actor) as session:
        head = journal.read_head(session, f"store:{shop.store_id}")
    return head.number if head else 0


def test_an_accepted_price_is_a_new_row_of_the_history(shop: Shop) -> None:
    (ware,) = stock_shelves(shop, 1)
    suggestion = suggest(shop, ware, price_minor=95)
    before = entries_of(shop)
    answer = accept(shop, suggestion)
    assert (answer.status_code, answer.json()["price_minor"], answer.json()["state"]) == (200, 95, "accepted")
    assert prices_of(shop, ware) == [(ware.price_minor, "imported"), (95, "accepted")]
    # The price and the decision are each on record.
    assert entries_of(shop) == before + 2


def test_accepting_twice_writes_one_price(shop: Shop) -> None:
    (ware,) = stock_shelves(shop, 1)
    suggestion = suggest(shop, ware, price_minor=95)
    assert accept(shop, suggestion).json() == accept(shop, suggestion).json()
    assert len(prices_of(shop, ware)) == 2


def test_the_general_decision_writes_the_price_too(shop: Shop) -> None:
    (ware,) = stock_shelves(shop, 1)
    path = f"/v1/recommendations/{suggest(shop, ware, price_minor=95)}/decision"
    assert ask(shop, path, method="POST", json={"decision": "accept"}).json()["state"] == "accepted"
    assert prices_of(shop, ware)[-1] == (95, "accepted")


def test_a_price_that_has_moved_since_is_not_overwritten(shop: Shop) -> None:
    (ware,) = stock_shelves(shop, 1)
    suggestion = suggest(shop, ware, price_minor=95)
    moved = DatedPrice(ware.item_id, shop.store_id, 120, "2026-11-20T11:00:00.000Z", "set")
    with shop.database.write(shop.actor) as tx:
        catalogue.set_price(tx, moved, price_id=new_id(), clock=shop.clock)
    answer = accept(shop, suggestion)
    assert (answer.status_code, answer.json()["code"]) == (409, "suggestion-outdated")
    assert prices_of(shop, ware)[-1] == (120, "set")


def test_an_order_has_no_price_to_accept(shop: Shop) -> None:
    (ware,) = stock_shelves(shop, 1)
    answer = accept(shop, suggest(shop, ware, price_minor=95, kind="reorder"))
    assert (answer.status_code, answer.json()["code"]) == (409, "not-a-price-suggestion")


@pytest.mark.parametrize("held", ["insights.decide", "catalogue.write"])
def test_both_permissions_are_needed(shop: Shop, held: str) -> None:
    (ware,) = stock_shelves(shop, 1)
    answer = accept(shop, suggest(shop, ware, price_minor=95), actor=owner_of(shop, held))
    assert answer.status_code == 403
    assert len(prices_of(shop, ware)) == 1


def test_a_decision_for_a_foreign_store_is_not_found(shop: Shop) -> None:
    (ware,) = stock_shelves(shop, 1)
    suggestion = suggest(shop, ware, price_minor=95)
    manager = owner_of(shop)
    elsewhere = type(manager)(manager.tenant_id, manager.user_id, "manager", frozenset({new_id()}), manager.permissions)
    assert accept(shop, suggestion, actor=elsewhere).status_code == 404
