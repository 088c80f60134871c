"""The four designed reads; the same handlers stand under /v1 and at the root."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from aisle.insights import queries
from aisle.insights.problems import ListingReplaced
from aisle.insights.routes.common import COMMON, shown, with_etag
from aisle.insights.schemas.common import Listing
from aisle.insights.schemas.forecast import ForecastAsked, ForecastItem
from aisle.insights.schemas.inventory import InventoryAsked, InventoryItem
from aisle.insights.schemas.pricing import PricingAsked, PricingItem
from aisle.insights.schemas.segments import SegmentItem, SegmentsAsked
from aisle.kit.problems import responses
from aisle.kit.web import CurrentClock, ReadTx, require

router = APIRouter(tags=["insights"])
root_router = APIRouter(include_in_schema=False)


def read(
    path: str, operation_id: str, answer: type[Any]
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Stand a handler under both routers."""

    def stand(handler: Callable[..., Response]) -> Callable[..., Response]:
        for place in (router, root_router):
            place.get(
                path,
                operation_id=operation_id,
                dependencies=[require("insights.read")],
                response_model=answer,
                responses=responses(*COMMON, ListingReplaced) | shown(answer),
            )(handler)
        return handler

    return stand


@read("/forecast", "read_forecast", Listing[ForecastItem])
def read_forecast(
    asked: Annotated[ForecastAsked, Query()], request: Request, tx: ReadTx, clock: CurrentClock
) -> Response:
    """Forecast demand with quantiles, by product, category, store or over all stores."""
    return with_etag(tx, request, queries.read_forecast(tx, asked, clock=clock))


@read("/inventory-recommendations", "read_inventory_recommendations", Listing[InventoryItem])
def read_inventory_recommendations(
    asked: Annotated[InventoryAsked, Query()], request: Request, tx: ReadTx, clock: CurrentClock
) -> Response:
    """Say what to order, how much and by when, most expected loss first."""
    return with_etag(tx, request, queries.read_inventory(tx, asked, clock=clock))


@read("/pricing-suggestions", "read_pricing_suggestions", Listing[PricingItem])
def read_pricing_suggestions(
    asked: Annotated[PricingAsked, Query()], request: Request, tx: ReadTx, clock: CurrentClock
) -> Response:
    """Suggest prices inside the guardrails, and say what holds the others back."""
    return with_etag(tx, request, queries.read_pricing(tx, asked, clock=clock))


@read("/customer-segments", "read_customer_segments", Listing[SegmentItem])
def read_customer_segments(
    asked: Annotated[SegmentsAsked, Query()], request: Request, tx: ReadTx, clock: CurrentClock
) -> Response:
    """Group customers by how lately, how often and how much they buy."""
    return with_etag(tx, request, queries.read_segments(tx, asked, clock=clock))
