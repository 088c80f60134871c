"""Identity over HTTP: `router` stands under `/v1`, `well_known_router` at the root."""

from fastapi import APIRouter

from aisle.identity.routes import account, logins, staff, well_known

router = APIRouter(tags=["identity"])
for _part in (logins.router, account.router, staff.router):
    router.include_router(_part)
well_known_router = well_known.router

__all__ = ["router", "well_known_router"]
