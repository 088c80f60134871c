"""The upload door over HTTP, as a browser and a script use it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from aisle import intake
from aisle.app.house import House
from aisle.intake import demo, receiving
from aisle.intake.limits import UPLOADS_ACTIVE_MAX
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.jobs import JobRunner
from tests import servers
from tests.servers import Person

SALES = b"receipt,date,sku,quantity,price\n1,2026-11-01,A,2,1.50\n2,2026-11-02,B,1O,2.25\n"


@dataclass
class Owner:
    """Somebody with a shop at a server whose upload jobs run when a test says so."""

    person: Person
    house: House

    @property
    def store_id(self) -> str:
        """Her one store."""
        return self.person.store_id

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request as her."""
        return self.person.ask(method, path, **more)


@pytest.fixture
def ana(sqlite_database: Database, tmp_path: Path) -> Iterator[Owner]:
    """An owner at a server of her own."""
    house = servers.house_over(sqlite_database, tmp_path)
    with servers.serving(house) as client, servers.signed_up(client) as person:
        yield Owner(person, house)


def work(owner: Owner) -> None:
    """Run the upload jobs that wait."""
    house = owner.house
    handlers = intake.handlers(house.settings.uploads_path, house.identity.keyring)
    runner = JobRunner(house.database, handlers, house.clock, queues=["heavy"], owner="test")
    while runner.run_once():
        pass


def send(person: Owner, content: bytes, *, key: str | None = None, **fields: str) -> Any:
    """Upload content as a form."""
    headers = {"Idempotency-Key": key} if key else {}
    files = {"file": ("sales.csv", content)}
    return person.ask("POST", "/v1/upload-sales", files=files, data=fields, headers=headers)


def test_an_upload_from_form_to_done(ana: Owner) -> None:
    """202 with an address, then done; rows as JSON and as CSV; the preview names the columns."""
    answer = send(ana, SALES)
    assert answer.status_code == 202, answer.text
    address = answer.headers["location"]
    assert answer.json()["state"] == "received"
    work(ana)
    upload = ana.ask("GET", address).json()
    assert (upload["state"], upload["rows_posted"], upload["rows_rejected"]) == ("done", 1, 1)
    assert upload["mapping"]["unit_price"] == "price"
    rows = ana.ask("GET", f"{address}/rows", params={"outcome": "rejected"}).json()
    assert rows["items"][0]["column"] == "quantity"
    assert (rows["items"][0]["row"], rows["items"][0]["value"], rows["items"][0]["code"]) == (3, "1O", "bad-number")
    table = ana.ask("GET", f"{address}/rows", params={"format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert "bad-number" in table.text
    columns = ana.ask("GET", f"{address}/preview").json()["columns"]
    assert columns[4] == {"header": "price", "field": "unit_price", "first_values": ["1.50", "2.25"], "note": ""}
    listed = ana.ask("GET", "/v1/uploads", params={"store_id": ana.store_id}).json()
    assert [item["upload_id"] for item in listed["items"]] == [upload["upload_id"]]


def test_the_designed_path_answers_at_the_root(ana: Owner) -> None:
    """The same door without /v1."""
    assert ana.ask("POST", "/upload-sales", files={"file": ("a.csv", SALES)}).status_code == 202


def test_formulas_are_quoted_in_csv_answers(ana: Owner) -> None:
    """What a spreadsheet would run comes back as text."""
    address = send(ana, SALES.replace(b"1O", b"=1+1")).headers["location"]
    work(ana)
    assert "'=1+1" in ana.ask("GET", f"{address}/rows", params={"format": "csv"}).text


@pytest.mark.parametrize(
    ("content", "fields", "status", "code"),
    [
        (b"%PDF-1.7 hello", {}, 415, "unsupported-file"),
        (b"", {}, 422, "empty-file"),
        (SALES, {"decimal": "x"}, 422, "bad-upload-option"),
        (SALES, {"wait_s": "31"}, 422, "bad-upload-option"),
        (SALES, {"mapping": "[1]"}, 422, "bad-upload-option"),
        (SALES, {"mapping": json.dumps({"sku": "nowhere"})}, 422, "bad-upload-option"),
        (SALES, {"time_zone": "Mars/Base"}, 422, "bad-upload-option"),
        (SALES, {"encoding": "base64"}, 422, "bad-upload-option"),
        (SALES, {"colour": "red"}, 422, "bad-upload-option"),
        (SALES, {"store_id": new_id()}, 404, "not-found"),
    ],
)
def test_refusals(ana: Owner, content: bytes, fields: dict[str, str], status: int, code: str) -> None:
    """Each with its status and code, and nothing left behind."""
    answer = send(ana, content, **fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert ana.ask("GET", "/v1/uploads").json()["items"] == []
    assert list(ana.house.settings.uploads_path.iterdir()) == []


def test_forms_that_are_none(ana: Owner) -> None:
    """No file, another kind of body, a torn form: 422."""
    assert ana.ask("POST", "/v1/upload-sales", json={}).status_code == 422
    assert ana.ask("POST", "/v1/upload-sales", files={"other": b"x"}).status_code == 422
    torn = {"content-type": "multipart/form-data; boundary=b"}
    body = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc'
    assert ana.ask("POST", "/v1/upload-sales", content=body, headers=torn).status_code == 422


def test_a_file_beyond_the_limit_is_refused_while_it_comes(ana: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """413 as soon as the limit is passed."""
    monkeypatch.setattr(receiving, "UPLOAD_BYTES_MAX", 1000)
    answer = send(ana, SALES + b"x" * 2000)
    assert (answer.status_code, answer.json()["code"]) == (413, "file-too-large")


def test_idempotency_keys(ana: Owner) -> None:
    """Same key and bytes: the first answer again. Same key, other bytes: 409."""
    first = send(ana, SALES, key="k")
    assert send(ana, SALES, key="k").json()["upload_id"] == first.json()["upload_id"]
    other = send(ana, SALES + b"3,2026-11-02,B,1,2.25\n", key="k")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key-reused")


def test_the_same_bytes_elsewhere(ana: Owner) -> None:
    """Bytes that were posted are refused under another source; voiding the first upload frees them."""
    address = send(ana, SALES).headers["location"]
    work(ana)
    again = send(ana, SALES, source="old till")
    assert (again.status_code, again.json()["code"]) == (409, "same-file-posted-elsewhere")
    assert ana.ask("POST", f"{address}/void").status_code == 200
    work(ana)
    assert ana.ask("GET", address).json()["state"] == "voided"
    assert send(ana, SALES, source="old till").status_code == 202


def test_a_voided_upload_can_be_posted_again(ana: Owner) -> None:
    """The mended file posts anew; the book has sale, void and sale."""
    address = send(ana, SALES).headers["location"]
    work(ana)
    ana.ask("POST", f"{address}/void")
    work(ana)
    mended = send(ana, SALES.replace(b"1O", b"10")).headers["location"]
    work(ana)
    assert ana.ask("GET", mended).json()["rows_posted"] == 2
    sales = ana.ask("GET", "/v1/sales", params={"store_id": ana.store_id}).json()["items"]
    assert sorted(sale["total_minor"] for sale in sales) == [-300, 300, 300, 2250]


def test_questions_answers_and_checks(ana: Owner) -> None:
    """A question stops the upload, the answer goes on; `stage` only checks, `post` posts; done cannot be cancelled."""
    dates = SALES.replace(b"2026-11-01", b"01/02/2026").replace(b"2026-11-02", b"03/02/2026")
    answer = send(ana, dates, mode="stage")
    address = answer.headers["location"]
    work(ana)
    waiting = ana.ask("GET", address).json()
    assert (waiting["state"], waiting["questions"][0]["field"]) == ("needs_answer", "date_order")
    assert ana.ask("POST", f"{address}/answers", json={"answers": {"nonsense": "x"}}).status_code == 422
    assert ana.ask("POST", f"{address}/answers", json={"answers": {"date_order": "dmy"}}).status_code == 200
    work(ana)
    staged = ana.ask("GET", address).json()
    assert (staged["state"], staged["first_date"], staged["rows_posted"]) == ("staged", "2026-02-01", 0)
    assert ana.ask("POST", f"{address}/post").status_code == 200
    work(ana)
    assert ana.ask("GET", address).json()["rows_posted"] == 1
    refused = ana.ask("POST", f"{address}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (409, "upload-state")


def test_a_cancelled_upload_posts_nothing(ana: Owner) -> None:
    """Cancelling before any work leaves the book empty."""
    address = send(ana, SALES).headers["location"]
    assert ana.ask("POST", f"{address}/cancel").json()["state"] == "cancelled"
    work(ana)
    assert ana.ask("GET", "/v1/sales", params={"store_id": ana.store_id}).json()["items"] == []


def test_too_many_at_once(ana: Owner) -> None:
    """Two uploads of a store may be under way; the third waits its turn."""
    for number in range(UPLOADS_ACTIVE_MAX):
        assert send(ana, SALES + f"9,2026-11-0{number + 1},A,1,1\n".encode()).status_code == 202
    third = send(ana, SALES)
    assert (third.status_code, third.json()["code"]) == (429, "too-many-uploads")


def test_nobody_sees_another_tenants_upload(ana: Owner) -> None:
    """Foreign ids are absent ids, on every verb."""
    address = send(ana, SALES).headers["location"]
    with servers.signed_up(ana.person.client, email="bo@example.org") as bo:
        for method, path in [
            ("GET", ""),
            ("GET", "/rows"),
            ("GET", "/preview"),
            ("POST", "/cancel"),
            ("POST", "/void"),
        ]:
            assert bo.ask(method, address + path).status_code == 404
        assert bo.ask("GET", "/v1/uploads").json()["items"] == []
        export = bo.ask("GET", "/v1/exports/sales", params={"store_id": ana.store_id})
        assert export.status_code == 404


def test_the_sample_is_a_sales_file(ana: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo file downloads with its source named, ends before today, and is recognised."""
    monkeypatch.setattr(demo, "_ROWS_PER_PIECE", 1_000)
    answer = ana.ask("GET", "/v1/demo-file")
    assert "10.24432" in answer.headers["link"]
    assert len(answer.content) > 10_000_000
    address = send(ana, answer.content[: answer.content.rindex(b"\n", 0, 200_000) + 1]).headers["location"]
    work(ana)
    upload = ana.ask("GET", address).json()
    assert (upload["state"], upload["source"]) == ("done", "online_retail"), upload["problem"]
