"""Products, items, prices, stock, counts and stores over HTTP, as a shop's people ask."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from aisle import sites
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from tests.books import Shop, open_shop
from tests.security.served import ask, person, serve_as
from tests.servers import Person, house_over, serving, signed_up

VALID_FROM = "2026-01-01T00:00:00.000Z"


@pytest.fixture
def ana(sqlite_database: Database, tmp_path: Path) -> Iterator[Person]:
    """Somebody with a shop of her own, on a real server."""
    with serving(house_over(sqlite_database, tmp_path)) as client, signed_up(client) as found:
        yield found


def save_item(who: Person, sku: str = "A1", **more: Any) -> tuple[str, httpx.Response]:
    """Add an item; return its id and the answer."""
    item_id = more.pop("item_id", None) or new_id()
    return item_id, who.ask("PUT", f"/v1/items/{item_id}", json={"sku": sku, "name": "Apple", **more})


def set_price(who: Person, item_id: str, price_minor: int, **more: Any) -> httpx.Response:
    """Set a price from the new year on."""
    price_id = more.pop("price_id", None) or new_id()
    body = {"item_id": item_id, "store_id": who.store_id, "price_minor": price_minor, "valid_from": VALID_FROM, **more}
    return who.ask("PUT", f"/v1/prices/{price_id}", json=body)


def problem(answer: httpx.Response) -> tuple[int, str]:
    """The status and code of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


def same_but_for_the_trace(first: httpx.Response, second: httpx.Response) -> bool:
    """Say whether two problems differ in nothing but the path they name and their trace."""
    bodies = [{**answer.json(), "instance": "", "trace_id": ""} for answer in (first, second)]
    return bodies[0] == bodies[1] and first.status_code == second.status_code


def test_an_item_is_added_priced_found_and_counted(ana: Person) -> None:
    item_id, added = save_item(ana, scan_codes=["111", "111"], category="fruit")
    assert (added.status_code, added.json()["scan_codes"]) == (200, ["111"])
    assert set_price(ana, item_id, 125).json() == {
        "price_minor": 125, "currency": "GBP", "valid_from": VALID_FROM, "cause": "set",
    }  # fmt: skip
    here = f"store_id={ana.store_id}"
    product = {
        "product_id": item_id, "store_id": ana.store_id, "sku": "A1", "name": "Apple", "category": "fruit",
        "unit": "each", "blocked": False, "price_minor": 125, "price_per": 1, "currency": "GBP",
    }  # fmt: skip
    assert ana.ask("GET", f"/v1/products?{here}&q=appl&category=fruit").json() == {
        "items": [product], "next_after": None,
    }  # fmt: skip
    assert ana.ask("GET", f"/v1/products/{item_id}?{here}").json() == product
    assert [it["price_minor"] for it in ana.ask("GET", f"/v1/products/{item_id}/prices?{here}").json()["items"]] == [
        125
    ]
    count_id = new_id()
    body = {"store_id": ana.store_id, "counted_at": VALID_FROM, "lines": [{"item_id": item_id, "counted": 7}]}
    for _ in range(2):
        answer = ana.ask("PUT", f"/v1/counts/{count_id}", json=body)
        assert answer.json()["lines"] == [{"item_id": item_id, "counted": 7, "variance": 7}]
    assert ana.ask("GET", f"/v1/stock?{here}").json()["items"] == [
        {"product_id": item_id, "on_hand": 7, "counted_at": VALID_FROM}
    ]


def test_conflicts_are_named(ana: Person) -> None:
    item_id, _ = save_item(ana, scan_codes=["111"])
    assert problem(save_item(ana, sku="A1")[1]) == (409, "sku-taken")
    assert problem(save_item(ana, sku="B2", scan_codes=["111"])[1]) == (409, "scan-code-taken")
    price_id, count_id = new_id(), new_id()
    assert set_price(ana, item_id, 100, price_id=price_id).status_code == 200
    assert problem(set_price(ana, item_id, 101, price_id=price_id)) == (409, "price-id-reused")
    body = {"store_id": ana.store_id, "counted_at": VALID_FROM, "lines": [{"item_id": item_id, "counted": 7}]}
    assert ana.ask("PUT", f"/v1/counts/{count_id}", json=body).status_code == 200
    assert problem(ana.ask("PUT", f"/v1/counts/{count_id}", json={**body, "reason": "x"})) == (409, "count-id-reused")
    store = ana.ask("GET", f"/v1/stores/{ana.store_id}").json()
    euros = {**store, "currency": "EUR"}
    del euros["store_id"]
    assert problem(ana.ask("PUT", f"/v1/stores/{ana.store_id}", json=euros)) == (409, "currency-fixed")


@pytest.mark.parametrize(
    "change",
    [
        {"price_minor": -1}, {"price_minor": 1.5}, {"price_minor": "1"}, {"price_minor": 10**12 + 1},
        {"price_minor": True}, {"valid_from": "2026-02-31T00:00:00.000Z"}, {"valid_from": "2026-01-01"},
        {"valid_from": "２０２６-01-01T00:00:00.000Z"}, {"store_id": "x"}, {"colour": "red"},
    ],
    ids=str,
)  # fmt: skip
def test_a_price_that_cannot_be_meant_is_malformed(ana: Person, change: dict[str, Any]) -> None:
    item_id, _ = save_item(ana)
    assert problem(set_price(ana, item_id, **{"price_minor": 100, **change})) == (422, "malformed")


@pytest.mark.parametrize(
    "change",
    [
        {"counted_at": "2126-01-01T00:00:00.000Z"}, {"counted_at": "2026-02-31T00:00:00.000Z"}, {"lines": []},
        {"lines": [{"item_id": "ITEM", "counted": -1}]}, {"lines": [{"item_id": "ITEM", "counted": 10**9 + 1}]},
        {"lines": [{"item_id": "ITEM", "counted": 1}] * 2},
    ],
    ids=str,
)  # fmt: skip
def test_a_count_that_cannot_be_meant_is_malformed(ana: Person, change: dict[str, Any]) -> None:
    item_id, _ = save_item(ana)
    lines = [{**line, "item_id": item_id} for line in change.get("lines", [{"counted": 1}])]
    body = {"store_id": ana.store_id, "counted_at": VALID_FROM, **change, "lines": lines}
    assert problem(ana.ask("PUT", f"/v1/counts/{new_id()}", json=body)) == (422, "malformed")
    assert ana.ask("GET", f"/v1/stock?store_id={ana.store_id}").json()["items"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": "Europe/Nowhere"}, {"currency": "gbp"}, {"day_ends_at": "24:00"}, {"day_ends_at": "0٣:30"},
        {"tax_rate": 2}, {"service_level": 1}, {"lead_time_days": -1}, {"name": " "}, {"owner": "me"},
    ],
    ids=str,
)  # fmt: skip
def test_a_store_that_cannot_be_meant_is_malformed(ana: Person, change: dict[str, Any]) -> None:
    body = {"name": "Shop", "time_zone": "Europe/London", "currency": "GBP", **change}
    assert problem(ana.ask("PUT", f"/v1/stores/{ana.store_id}", json=body)) == (422, "malformed")


def test_a_cursor_of_another_list_is_malformed(ana: Person) -> None:
    for path in ("products", "stock", "sales"):
        answer = ana.ask("GET", f"/v1/{path}?store_id={ana.store_id}&after=eyJpZCI6Ilx1MDAwMCJ9")
        assert problem(answer) == (422, "malformed"), path


def test_pages_of_products_hold_each_once(ana: Person) -> None:
    for number in range(5):
        item_id, _ = save_item(ana, sku=f"S{number}")
        set_price(ana, item_id, 100)
    found: list[str] = []
    after = ""
    while True:
        page = ana.ask("GET", f"/v1/products?store_id={ana.store_id}&limit=2{after}").json()
        found += [item["sku"] for item in page["items"]]
        if page["next_after"] is None:
            break
        after = f"&after={page['next_after']}"
    assert found == [f"S{number}" for number in range(5)]


def test_what_belongs_to_others_is_as_absent_as_what_is_not(ana: Person, sqlite_database: Database) -> None:
    with httpx.Client(base_url=ana.client.base_url) as anyone, signed_up(anyone, "ben@example.org") as ben:
        item_id, _ = save_item(ben)
        set_price(ben, item_id, 100)
        own, _ = save_item(ana)
        nobody = new_id()
        count = {"store_id": ana.store_id, "counted_at": VALID_FROM, "lines": [{"item_id": own, "counted": 1}]}
        store = {"name": "Shop", "time_zone": "Europe/London", "currency": "GBP"}
        asked: list[tuple[str, str, str, dict[str, Any] | None, dict[str, Any] | None]] = [
            ("GET", f"/stores/{ben.store_id}", f"/stores/{nobody}", None, None),
            ("GET", f"/products?store_id={ben.store_id}", f"/products?store_id={nobody}", None, None),
            ("GET", f"/stock?store_id={ben.store_id}", f"/stock?store_id={nobody}", None, None),
            ("GET", f"/sales?store_id={ben.store_id}", f"/sales?store_id={nobody}", None, None),
        ]
        for suffix in ("", "/prices"):
            paths = [f"/products/{it}{suffix}?store_id={ana.store_id}" for it in (item_id, nobody)]
            asked.append(("GET", *paths, None, None))  # type: ignore[arg-type]
        prices = [{"item_id": it, "store_id": ana.store_id, "price_minor": 1, "valid_from": VALID_FROM}
                  for it in (item_id, nobody)]  # fmt: skip
        asked.append(("PUT", f"/prices/{new_id()}", f"/prices/{new_id()}", prices[0], prices[1]))
        counts = [{**count, "lines": [{"item_id": it, "counted": 1}]} for it in (item_id, nobody)]
        asked.append(("PUT", f"/counts/{new_id()}", f"/counts/{new_id()}", counts[0], counts[1]))
        for method, foreign, absent, foreign_body, absent_body in asked:
            answers = [
                ana.ask(method, f"/v1{foreign}", json=foreign_body), ana.ask(method, f"/v1{absent}", json=absent_body),
            ]  # fmt: skip
            assert problem(answers[0]) == (404, "not-found"), foreign
            assert same_but_for_the_trace(*answers), foreign
        # A store id is one tenant's only; the stranger is told what anybody with a wrong id is told.
        assert problem(ana.ask("PUT", f"/v1/stores/{ben.store_id}", json=store)) == (404, "not-found")
        assert ben.ask("GET", f"/v1/stores/{ben.store_id}").json()["name"] == "Corner shop"
        # Of an item id that another shop has, an own item may be made: ids are the door's, and nothing is told.
        assert save_item(ana, sku="mine", item_id=item_id)[1].status_code == 200
        assert ben.ask("GET", f"/v1/products/{item_id}?store_id={ben.store_id}").json()["sku"] == "A1"


@pytest.mark.parametrize(
    ("method", "path", "roles"),
    [
        ("GET", "/products?store_id=STORE", {"owner", "manager", "cashier"}),
        ("GET", "/stores", {"owner", "manager", "cashier"}),
        ("GET", "/stock?store_id=STORE", {"owner", "manager"}),
        ("GET", "/sales?store_id=STORE", {"owner", "manager"}),
        ("PUT", "/items/ID", {"owner", "manager"}),
        ("PUT", "/stores/STORE", {"owner"}),
        ("GET", "/ledger/self-check?store_id=STORE", {"owner"}),
        ("GET", "/journal/verify", {"owner"}),
    ],
)
def test_roles_have_the_rights_the_house_gives_them(
    sqlite_database: Database, method: str, path: str, roles: set[str]
) -> None:
    shop: Shop = open_shop(sqlite_database)
    body = {"sku": "A", "name": "A"} if "items" in path else {"name": "S", "time_zone": "UTC", "currency": "GBP"}
    path = path.replace("STORE", shop.store_id).replace("ID", new_id())
    for role in ("owner", "manager", "cashier"):
        api = serve_as(person(shop.tenant_id, role), database=shop.database, clock=shop.clock)
        api.state.get_store_for = sites.get_store_for
        answer = ask(api, method, path, json=body if method == "PUT" else None)
        assert answer.status_code == (200 if role in roles else 403), (role, answer.text)
