"""Deciding on advice."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from aisle.insights import actions
from aisle.insights.models import RecommendationRow
from aisle.insights.problems import AlreadyDecided, NotAPriceSuggestion, SuggestionOutdated
from aisle.insights.routes.common import COMMON
from aisle.insights.schemas.runs import AcceptedPrice, DecisionIn, RecommendationOut
from aisle.kit.problems import responses
from aisle.kit.web import CurrentClock, WriteTx, require

router = APIRouter(tags=["insights"])
RecommendationId = Annotated[UUID, Path(description="The recommendation")]


@router.post("/recommendations/{recommendation_id}/decision", operation_id="decide_recommendation",
             dependencies=[require("insights.decide")],
             responses=responses(*COMMON, AlreadyDecided, SuggestionOutdated))  # fmt: skip
def decide_recommendation(
    recommendation_id: RecommendationId, body: DecisionIn, tx: WriteTx, clock: CurrentClock
) -> RecommendationOut:
    """Record what you make of a piece of advice; accepting a price change writes the price."""
    row = actions.decide(tx, str(recommendation_id), decision=body.decision, reason=body.reason, clock=clock)
    return RecommendationOut(**_fields(row))


@router.post("/pricing-suggestions/{recommendation_id}/accept", operation_id="accept_price",
             dependencies=[require("insights.decide"), require("catalogue.write")],
             responses=responses(*COMMON, AlreadyDecided, NotAPriceSuggestion, SuggestionOutdated))  # fmt: skip
def accept_price(recommendation_id: RecommendationId, tx: WriteTx, clock: CurrentClock) -> AcceptedPrice:
    """Accept a suggested price: it is added to the price history from now on, under your name."""
    row, price = actions.accept_price(tx, str(recommendation_id), clock=clock)
    return AcceptedPrice(
        **_fields(row),
        price_id=price.price_id,
        price_minor=price.price_minor,
        currency=price.currency,
        price_valid_from=price.valid_from,
    )


def _fields(row: RecommendationRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in RecommendationOut.model_fields}
