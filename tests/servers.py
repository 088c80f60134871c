"""A real server for tests: uvicorn in a thread on a free port, over a book of the test's own."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from aisle.app.house import House, set_up_identity
from aisle.app.server import create_app
from aisle.app.settings import Settings
from aisle.app.wiring import event_handlers, job_handlers
from aisle.kit.clock import Clock, SystemClock
from aisle.kit.db import Database
from aisle.kit.jobs import JobRunner
from aisle.kit.relay import Relay

PASSWORD = "four ducks on a pond"


@contextlib.contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Serve an app and yield its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        # The socket listens already, so the first request simply waits until the server answers.
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def house_over(database: Database, home: Path, clock: Clock | None = None) -> House:
    """Return a house over a migrated book, with keys of its own."""
    settings = Settings(home=home, demo=False)
    clock = clock or SystemClock()
    return House(settings, database, clock, set_up_identity(settings, clock))


@contextlib.contextmanager
def serving(house: House) -> Iterator[httpx.Client]:
    """Serve the whole application and yield a client at its root."""
    with running(create_app(house)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


@dataclass
class Person:
    """Somebody who signed up, and a client that speaks as them."""

    client: httpx.Client
    store_id: str
    tenant_id: str
    user_id: str

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request as this person."""
        return self.client.request(method, path, **more)


@contextlib.contextmanager
def signed_up(client: httpx.Client, email: str = "ana@example.org", currency: str = "GBP") -> Iterator[Person]:
    """Sign somebody up and yield them with a client of their own."""
    body = {
        "email": email,
        "password": PASSWORD,
        "name": "Ana",
        "shop_name": "Corner shop",
        "time_zone": "Europe/London",
        "currency": currency,
    }
    answer = client.post("/v1/signup", json=body)
    assert answer.status_code == 201, answer.text
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    with httpx.Client(base_url=client.base_url, headers=headers, timeout=30) as own:
        me = own.get("/v1/me").json()
        yield Person(own, me["stores"][0]["store_id"], me["tenant_id"], me["user_id"])


def settle(house: House) -> None:
    """Do all the background work there is, in this thread: deliver events and run jobs until nothing is due."""
    relay = Relay(house.database, event_handlers(house), house.clock)
    runner = JobRunner(house.database, job_handlers(house), house.clock, queues=["heavy", "light"], owner="test")
    while relay.run_once() or runner.run_once():
        pass
