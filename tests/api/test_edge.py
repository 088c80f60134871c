"""The edge: an answer is sent after the commit, and what cannot be answered is not kept."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from aisle import sites
from aisle.kit.db import Database
from aisle.kit.web import WriteTx, install_problem_handlers
from aisle.sites.models import LocationRow
from tests.books import Shop
from tests.servers import house_over, running, serving, signed_up


class Answer(BaseModel):
    """What the toy routes promise."""

    count: int


@pytest.fixture
def toy(shop: Shop) -> Iterator[httpx.Client]:
    """An app with routes that fail at the worst moments."""
    app = FastAPI()
    app.state.database, app.state.clock = shop.database, shop.clock
    app.state.authenticate = lambda request: shop.actor
    install_problem_handlers(app)
    taken = sites.default_location_id(shop.store_id)

    @app.post("/commit-fails")
    def commit_fails(tx: WriteTx) -> Answer:
        tx.add(LocationRow(location_id="new", store_id=shop.store_id, name="kept?"))
        tx.flush()
        # The key is taken; nobody flushes, so the commit itself finds out.
        tx.add(LocationRow(location_id=taken, store_id=shop.store_id, name="twin"))
        return Answer(count=1)

    @app.post("/answer-does-not-fit", response_model=Answer)
    def answer_does_not_fit(tx: WriteTx) -> dict[str, str]:
        tx.add(LocationRow(location_id="new", store_id=shop.store_id, name="kept?"))
        tx.flush()
        return {"count": "many"}

    with running(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.mark.parametrize("path", ["/commit-fails", "/answer-does-not-fit"])
def test_a_failure_at_the_edge_keeps_nothing_and_says_500(shop: Shop, toy: httpx.Client, path: str) -> None:
    answer = toy.post(path)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "internal"
    assert "IntegrityError" not in answer.text
    with shop.database.read(shop.actor) as session:
        assert session.get(LocationRow, (shop.tenant_id, "new")) is None


def deep(levels: int) -> bytes:
    """JSON nested to a depth."""
    return b'{"name":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{" + b" " * 300_000 + b"}", 413, "body-too-large"),
        (deep(33), 422, "malformed"),
        (deep(20_000), 422, "malformed"),
        (b'{"name":"a\\u0000b"}', 422, "malformed"),
        (b'{"name":"\\ud800"}', 422, "malformed"),
        (b"{", 422, "malformed"),
        (b"\xff\xfe", 422, "malformed"),
    ],
    ids=["too large", "33 levels", "20,000 levels", "NUL", "half a surrogate", "cut off", "not text"],
)
def test_bodies_nobody_can_store_are_refused(
    sqlite_database: Database, tmp_path: Path, body: bytes, status: int, code: str
) -> None:
    house = house_over(sqlite_database, tmp_path)
    with serving(house) as client, signed_up(client) as ana:
        headers = {"content-type": "application/json"}
        answer = ana.ask("PUT", f"/v1/stores/{ana.store_id}", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_unknown_addresses_and_verbs_are_problems(sqlite_database: Database, tmp_path: Path) -> None:
    with serving(house_over(sqlite_database, tmp_path)) as client:
        for method, path, code in [
            ("GET", "/v1/nothing", "not-found"),
            ("PATCH", "/v1/stores", "method-not-allowed"),
            ("GET", "/v1/stores", "not-logged-in"),
            ("GET", "/v1/stores?x=%00", "malformed"),
        ]:
            answer = client.request(method, path)
            assert answer.json()["code"] == code, path
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["trace_id"] == answer.headers["x-trace-id"]


def test_health_is_honest(sqlite_database: Database, tmp_path: Path) -> None:
    with serving(house_over(sqlite_database, tmp_path)) as client:
        assert client.get("/health/live").json()["state"] == "ok"
        assert client.get("/health/ready").status_code == 200
