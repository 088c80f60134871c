"""A served identity for tests: an app with its routes, browsers that keep cookies, and people to act."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from aisle import identity
from aisle.identity.routes import router, well_known_router
from aisle.kit.clock import FixedClock
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.secrets_directory import SecretsDirectory
from aisle.kit.web import install_problem_handlers
from tests.books import TEST_NOW

ORIGIN = "http://localhost"
PASSWORD = "teapot-window-lamp-9"
OTHER_PASSWORD = "violet gravel hammock 3"


@dataclass
class Browser:
    """A client with a cookie jar and, once logged in, a bearer token."""

    app: FastAPI
    address: str = "203.0.113.7"
    base_url: str = ORIGIN
    access_token: str = ""
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Send one request and keep the cookies it answers with."""
        sent = {"authorization": f"Bearer {self.access_token}"} if self.access_token else {}
        return asyncio.run(self._ask(method, path, headers={**sent, **(headers or {})}, **more))

    def log_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        """Log in and keep the access token."""
        answer = self.ask("POST", "/v1/login", json={"email": email, "password": password})
        self._keep_token(answer)
        return answer

    def sign_up(self, email: str, **more: Any) -> httpx.Response:
        """Open a shop and keep the access token."""
        answer = self.ask("POST", "/v1/signup", json=sign_up_body(email, **more))
        self._keep_token(answer)
        return answer

    def turn_token(self, *, origin: str = ORIGIN) -> httpx.Response:
        """Trade the refresh cookie for new tokens."""
        answer = self.ask("POST", "/v1/auth/token", headers={"origin": origin})
        self._keep_token(answer)
        return answer

    @property
    def refresh_token(self) -> str | None:
        """The refresh cookie as it stands in the jar."""
        return self.cookies.get("aisle_refresh")

    def hold(self, token: str) -> None:
        """Put a refresh token into the jar, where the server's own cookie would stand."""
        self.cookies.set("aisle_refresh", token, domain="localhost.local", path="/v1/auth")

    def _keep_token(self, answer: httpx.Response) -> None:
        if answer.is_success:
            self.access_token = answer.json()["access_token"]

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(self.address, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url=self.base_url, cookies=self.cookies) as client:
            answer = await client.request(method, path, **more)
            self.cookies = client.cookies
            return answer


@dataclass
class House:
    """One installation of identity on one book."""

    database: Database
    clock: FixedClock
    secrets: SecretsDirectory
    identity: identity.Identity
    app: FastAPI

    def browser(self, address: str = "203.0.113.7", base_url: str = ORIGIN) -> Browser:
        """A fresh browser at an address."""
        return Browser(self.app, address, base_url)

    def owner(self, email: str = "ann@shop.example") -> Browser:
        """A browser whose owner has just signed up."""
        browser = self.browser()
        assert browser.sign_up(email).status_code == 201
        return browser

    def hire(self, owner: Browser, email: str, *, role: str, store_ids: list[str] | None = None) -> str:
        """Let an owner take somebody on; returns their user id."""
        user_id = new_id()
        answer = owner.ask("PUT", f"/v1/users/{user_id}", json=user_body(email, role=role, store_ids=store_ids))
        assert answer.status_code == 200, answer.text
        return user_id


def open_house(database: Database, folder: Path, **more: Any) -> House:
    """Serve identity on a migrated book."""
    clock, secrets = FixedClock(TEST_NOW), SecretsDirectory(folder / "secrets")
    served = identity.set_up(secrets, clock=clock, **more)
    api, root = FastAPI(), FastAPI()
    for app in (api, root):
        install_problem_handlers(app)
        app.state.database, app.state.clock = database, clock
        app.state.identity, app.state.authenticate = served, identity.authenticate
    api.include_router(router)
    root.include_router(well_known_router)
    root.mount("/v1", api)
    return House(database, clock, secrets, served, root)


def sign_up_body(email: str, **more: Any) -> dict[str, Any]:
    """A sign-up that is accepted."""
    return {
        "email": email,
        "password": PASSWORD,
        "name": "Ann Baker",
        "shop_name": "The Corner",
        "time_zone": "Europe/London",
        "currency": "GBP",
        **more,
    }


def user_body(email: str, **more: Any) -> dict[str, Any]:
    """A person taken on as the owner describes them."""
    return {
        "name": "Bob Cole",
        "email": email,
        "role": "cashier",
        "store_ids": None,
        "password": PASSWORD,
        "disabled": False,
        **more,
    }
