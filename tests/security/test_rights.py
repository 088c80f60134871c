"""Every route states who may use it, and only they may: generated from the routes, so none is left out."""

import pytest
from fastapi.routing import APIWebSocketRoute, RouteContext

from aisle import identity
from aisle.identity import PERMISSIONS
from aisle.identity.rules import StaffRole
from aisle.kit.ids import new_id
from tests.books import Shop, open_shop
from tests.identity.house import House
from tests.security.served import (
    ROLES,
    ask,
    is_public,
    path_with_ids,
    permissions_required,
    person,
    routes,
    serve_as,
)

# What anybody may ask for: to become somebody. Everything else needs a login.
PUBLIC_PATHS = {"/signup", "/login", "/auth/token", "/auth/logout"}
ROUTES = [context for context in routes() if not isinstance(context.original_route, APIWebSocketRoute)]
GUARDED = [context for context in ROUTES if not is_public(context)]
NAMES = [f"{min(context.methods or {'?'})} {context.path}" for context in GUARDED]


def test_only_the_ways_in_are_public() -> None:
    assert {context.path for context in ROUTES if is_public(context)} == PUBLIC_PATHS


@pytest.mark.parametrize("context", GUARDED, ids=NAMES)
def test_a_route_states_known_permissions(context: RouteContext) -> None:
    required = permissions_required(context)
    assert required, "state require(...) in the route's dependencies, or mark it public"
    assert PERMISSIONS.keys() >= set(required), "list the permission and its roles in identity.rules.PERMISSIONS"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_without_the_permission_is_refused_everywhere(shop: Shop, role: StaffRole) -> None:
    """Asked over HTTP: the refusal comes before the body is looked at or a row is read."""
    api = serve_as(person(shop.tenant_id, role), database=shop.database, clock=shop.clock)
    allowed, refused = set(), set()
    for context in GUARDED:
        missing = [name for name in permissions_required(context) if role not in PERMISSIONS[name]]
        if not missing:
            allowed.add(context.path)
            continue
        for method in context.methods or ():
            answer = ask(api, method, path_with_ids(context))
            assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted"), f"{method} {context.path}"
            assert answer.json()["params"] == {"permission": missing[0]}
            refused.add(context.path)
    assert allowed
    assert refused or role == "owner"


@pytest.mark.parametrize("context", GUARDED, ids=NAMES)
def test_without_a_login_nothing_is_answered(context: RouteContext, house: House) -> None:
    api = serve_as(person(new_id(), "owner"))
    api.state.authenticate = identity.authenticate
    for name in ("database", "clock", "identity"):
        setattr(api.state, name, getattr(house, name))
    for method in context.methods or ():
        answer = ask(api, method, path_with_ids(context))
        assert (answer.status_code, answer.json()["code"]) == (401, "not-logged-in")


STORE_READS = [
    context
    for context in GUARDED
    if "GET" in (context.methods or ())
    and any(field.name == "store_id" for field in (*context.dependant.query_params, *context.dependant.path_params))
]


@pytest.mark.parametrize("context", STORE_READS, ids=[str(context.path) for context in STORE_READS])
def test_a_store_out_of_reach_is_as_absent_as_none(shop: Shop, context: RouteContext) -> None:
    """A manager of one store, asking for the store next door, for another tenant's, and for none."""
    neighbour, own = open_shop(shop.database), new_id()
    actor = person(shop.tenant_id, "owner", store_ids=frozenset({own}))
    api = serve_as(actor, database=shop.database, clock=shop.clock)
    bodies = set()
    for store_id in (shop.store_id, neighbour.store_id, new_id()):
        path = path_with_ids(context)
        if "{store_id}" in (context.path or ""):
            path = (context.path or "").replace("{store_id}", store_id)
        answer = ask(api, "GET", path, params={"store_id": store_id, "product_id": new_id()})
        assert answer.status_code == 404, answer.text
        bodies.add((answer.json()["code"], answer.json()["detail"], str(answer.json()["params"])))
    assert len(bodies) == 1
