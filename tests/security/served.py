"""The whole API for tests of rights: every route of the app, with an actor put in the place of a token."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute, RouteContext, iter_route_contexts

from aisle import sites
from aisle.app.api import create_api
from aisle.identity import permissions_of
from aisle.identity.rules import StaffRole
from aisle.kit.actor import Actor
from aisle.kit.ids import new_id

ROLES: tuple[StaffRole, ...] = ("owner", "manager", "cashier")


def person(tenant_id: str, role: StaffRole, *, store_ids: frozenset[str] | None = None) -> Actor:
    """Somebody at work in a role, with the rights of that role."""
    return Actor(
        tenant_id=tenant_id,
        user_id=new_id(),
        role=role,
        store_ids=store_ids,
        permissions=permissions_of(role),
        login_id=new_id(),
    )


def serve_as(actor: Actor, **state: Any) -> FastAPI:
    """Return the API with this actor behind every request."""
    api = create_api()
    for name, value in {"get_store_for": sites.get_store_for, **state}.items():
        setattr(api.state, name, value)
    api.state.authenticate = lambda _request: actor
    return api


def ask(api: FastAPI, method: str, path: str, **more: Any) -> httpx.Response:
    """Send one request."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(api, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, **more)

    return asyncio.run(send())


def routes() -> Iterator[RouteContext]:
    """Every route and socket of the API, as it is mounted."""
    for context in iter_route_contexts(create_api().routes):
        if isinstance(context.original_route, APIRoute | APIWebSocketRoute):
            yield context


def permissions_required(context: RouteContext) -> list[str]:
    """The permissions a route states in its dependencies."""
    found = (getattr(it.call, "permission", None) for it in context.dependant.dependencies)
    return [permission for permission in found if permission]


def is_public(context: RouteContext) -> bool:
    """Say whether a route is marked as open to everybody, in the terms of OpenAPI."""
    return (getattr(context, "openapi_extra", None) or {}).get("security") == []


def path_with_ids(context: RouteContext) -> str:
    """The route's path with an id of nobody in each gap."""
    path = context.path or ""
    for name in context.param_convertors:
        path = path.replace(f"{{{name}}}", str(uuid4()))
    return path
