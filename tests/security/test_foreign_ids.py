"""No row of another tenant by any id: a foreign id is answered exactly as an absent one, by every operation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from aisle.app.api import create_api, describe
from aisle.kit.clock import FixedClock
from aisle.kit.ids import new_id
from tests import books
from tests.books import TEST_NOW
from tests.servers import Person, house_over, serving, settle, signed_up

DOCUMENT = describe(create_api())
# A legal body for each operation that takes one, so that the id is what decides; ids are filled in by name.
BODIES: dict[str, dict[str, Any]] = {
    "save_store": {"name": "Mine now", "time_zone": "Europe/London", "currency": "GBP"},
    "save_user": {"name": "Eve", "email": "eve2@example.org", "role": "cashier", "store_ids": [], "disabled": True},
    "post_count": {
        "store_id": "{store_id}",
        "counted_at": "2026-11-20T10:00:00.000Z",
        "lines": [{"item_id": "{item_id}", "counted": 1}],
    },
    "set_price": {
        "item_id": "{item_id}",
        "store_id": "{store_id}",
        "price_minor": 1,
        "valid_from": "2026-11-20T10:00:00.000Z",
    },
    "request_insight_run": {"store_id": "{store_id}"},
    "decide_recommendation": {"decision": "accept"},
    "answer_upload": {"answers": {"currency": "GBP"}},
    "accept_price": {},
}
# The caller makes these ids: under another tenant they name something else, so there is nothing to find.
OWN_BY_DESIGN = {"post_count": "count_id", "set_price": "price_id"}
ONLY_OWN_IDS = {"save_item", "save_user"}


@dataclass
class Estate:
    """A shop with something under every kind of id, and a stranger who asks for it."""

    owner: Person
    stranger: Person
    ids: dict[str, str] = field(default_factory=dict)


def sales_file(days: int = 20) -> str:
    """A small sales file: three products, two receipts a day."""
    rows = ["date,receipt,sku,name,quantity,unit price,customer"]
    for day in range(days):
        when = date(2026, 10, 30) + timedelta(days=day)
        for receipt in range(2):
            for sku in ("a", "b", "c"):
                rows.append(f"{when},{day}-{receipt},{sku},Thing {sku},{1 + (day + receipt) % 3},2.50,C{receipt}")
    return "\n".join(rows)


@pytest.fixture(scope="module")
def estate(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    folder = tmp_path_factory.mktemp("estate")
    with books.sqlite_book(sqlite_template, folder) as database:
        clock = FixedClock(TEST_NOW)
        house = house_over(database, folder, clock)
        with (
            serving(house) as client,
            signed_up(client) as owner,
            signed_up(client, "eve@example.org") as stranger,
        ):
            upload = owner.ask("POST", "/v1/upload-sales", files={"file": ("sales.csv", sales_file())})
            assert upload.status_code in {200, 202}, upload.text
            settle(house)
            # A fit waits a moment for more history.
            clock.at += timedelta(minutes=1)
            settle(house)
            yield Estate(owner, stranger, find_ids(owner, upload.json()["upload_id"]))


def find_ids(owner: Person, upload_id: str) -> dict[str, str]:
    """Return one id of every kind the shop has."""
    at = {"store_id": owner.store_id}
    found = {"store_id": owner.store_id, "user_id": owner.user_id, "upload_id": upload_id}
    found["sale_id"] = owner.ask("GET", "/v1/sales", params=at).json()["items"][0]["sale_id"]
    found["product_id"] = owner.ask("GET", "/v1/products", params=at).json()["items"][0]["product_id"]
    found["item_id"] = found["product_id"]
    found["login_id"] = owner.ask("GET", "/v1/me/logins").json()["items"][0]["login_id"]
    found["run_id"] = owner.ask("GET", "/v1/insight-runs", params=at).json()["items"][0]["run_id"]
    advice = owner.ask("GET", "/v1/inventory-recommendations", params=at).json()["items"]
    found["recommendation_id"] = advice[0]["recommendation_id"]
    found["segment"] = "regular"
    return found


def operations() -> list[Any]:
    """List every operation that takes an id of somebody's row."""
    cases = []
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            body = str(BODIES.get(operation["operationId"], ""))
            if operation["operationId"] in ONLY_OWN_IDS:
                continue
            if re.search(r"_id\b", " ".join([*names, body])):
                cases.append(pytest.param(method, path, operation, id=operation["operationId"]))
    return cases


def filled(text: str, ids: dict[str, str]) -> str:
    """Put ids into the braces that name them."""
    return re.sub(r"\{(\w+)\}", lambda match: ids.get(match.group(1), match.group(0)), text)


def ask(person: Person, method: str, path: str, operation: dict[str, Any], ids: dict[str, str]) -> tuple[int, Any]:
    """Ask an operation with these ids everywhere; return status and what the answer says, less what names the call."""
    query = {
        parameter["name"]: ids[parameter["name"]]
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and parameter["name"] in ids and parameter["name"] != "segment"
    }
    query |= {name: "2026-11-01" for name in ("from_date", "to_date") if "sales-summary" in path or "exports" in path}
    if operation["operationId"] == "list_upload_rows":
        query["outcome"] = "rejected"
    body = BODIES.get(operation["operationId"])
    more = {"json": _filled_body(body, ids)} if body is not None else {}
    answer = person.ask(method.upper(), "/v1" + filled(path, ids), params=query, **more)
    said = answer.json() if "json" in answer.headers.get("content-type", "") else answer.text
    if isinstance(said, dict):
        said = {name: value for name, value in said.items() if name not in {"instance", "trace_id"}}
    return answer.status_code, said


def _filled_body(body: Any, ids: dict[str, str]) -> Any:
    if isinstance(body, str):
        return filled(body, ids)
    if isinstance(body, list):
        return [_filled_body(entry, ids) for entry in body]
    if isinstance(body, dict):
        return {name: _filled_body(value, ids) for name, value in body.items()}
    return body


@pytest.mark.parametrize(("method", "path", "operation"), operations())
def test_a_foreign_id_is_answered_like_an_absent_one(
    estate: Estate, method: str, path: str, operation: dict[str, Any]
) -> None:
    made_here = OWN_BY_DESIGN.get(operation["operationId"])
    absent = {name: new_id() for name in estate.ids} | {"segment": "regular"}
    foreign = dict(estate.ids)
    if made_here is not None:
        absent[made_here] = foreign[made_here] = new_id()
    said_foreign = ask(estate.stranger, method, path, operation, foreign)
    assert said_foreign[0] == 404, said_foreign
    if operation["operationId"] != "save_store":
        # Under an absent id a store would be opened; all else has nothing to find.
        assert said_foreign == ask(estate.stranger, method, path, operation, absent)


def test_the_owner_finds_what_the_stranger_asked_for(estate: Estate) -> None:
    """The ids are real: with them the owner reads, or all the answers above would prove nothing."""
    for path in ("/stores/{store_id}", "/sales/{sale_id}", "/uploads/{upload_id}", "/insight-runs/{run_id}"):
        assert estate.owner.ask("GET", "/v1" + filled(path, estate.ids)).status_code == 200, path


def test_a_stranger_cannot_take_over_a_person_by_id(estate: Estate) -> None:
    body = BODIES["save_user"]
    estate.stranger.ask("PUT", f"/v1/users/{estate.ids['user_id']}", json=body)
    people = estate.owner.ask("GET", "/v1/users").json()["items"]
    assert [(person["name"], person["disabled"]) for person in people] == [("Ana", False)]
