"""Who asks: read from the bearer token of a request, with the rights of this moment."""

from fastapi import Request

from aisle.identity.problems import LoginEnded
from aisle.identity.setup import identity_of
from aisle.kit.actor import Actor
from aisle.kit.problems import NotLoggedIn
from aisle.kit.web import get_clock, get_database

_SCHEME = "bearer "


def authenticate(request: Request) -> Actor:
    """Return the person behind a request; raises `not-logged-in`, or `login-ended` for a login that was."""
    header = request.headers.get("authorization", "")
    if header[: len(_SCHEME)].lower() != _SCHEME:
        raise NotLoggedIn()
    identity, now = identity_of(request), get_clock(request).now()
    claims = identity.signer.verify(header[len(_SCHEME) :].strip(), now=now)
    actor = identity.logins.actor_of(
        get_database(request),
        tenant_id=claims.tenant_id,
        user_id=claims.user_id,
        login_id=claims.login_id,
        now=now,
    )
    if actor is None:
        raise LoginEnded()
    return actor
