"""What the routes of identity share."""

from typing import Any

from aisle.identity.problems import LoginEnded
from aisle.kit.actor import Actor
from aisle.kit.problems import NotLoggedIn, NotPermitted

# OpenAPI's own way to say "no login needed"; the rights matrix refuses a route with neither this nor a permission.
PUBLIC: dict[str, Any] = {"security": []}
ASKED = (NotLoggedIn, LoginEnded, NotPermitted)


def user_id_of(actor: Actor) -> str:
    """Return the person who asks."""
    assert actor.user_id is not None, "only people ask over HTTP"
    return actor.user_id
