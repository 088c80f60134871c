"""What stands at well-known addresses at the root of the server."""

from typing import Any

from fastapi import APIRouter, Request

from aisle.identity.routes.common import PUBLIC
from aisle.identity.setup import identity_of
from aisle.kit.web import CurrentClock

router = APIRouter(tags=["identity"])


@router.get("/.well-known/jwks.json", operation_id="get_public_keys", openapi_extra=PUBLIC)
def get_public_keys(request: Request, clock: CurrentClock) -> dict[str, Any]:
    """Publish the keys our access tokens are verified with (RFC 7517)."""
    return identity_of(request).signer.public_keys(now=clock.now())
