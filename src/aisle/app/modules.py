"""Which modules answer over HTTP, in the order of the documentation."""

from fastapi import APIRouter

from aisle.catalogue.routes import router as catalogue_router
from aisle.identity.routes import router as identity_router
from aisle.identity.routes import well_known_router
from aisle.insights.routes import root_router as insights_root_router
from aisle.insights.routes import router as insights_router
from aisle.intake.routes import root_router as intake_root_router
from aisle.intake.routes import router as intake_router
from aisle.ledger.routes import router as ledger_router
from aisle.live.routes import router as live_router
from aisle.sites.routes import router as sites_router
from aisle.stock.routes import router as stock_router

ROUTERS: tuple[APIRouter, ...] = (
    identity_router,
    sites_router,
    catalogue_router,
    stock_router,
    ledger_router,
    intake_router,
    insights_router,
    live_router,
)
# The designed paths stand once more at the root, outside the schema.
ROOT_ROUTERS: tuple[APIRouter, ...] = (intake_root_router, insights_root_router)
WELL_KNOWN_ROUTER = well_known_router
