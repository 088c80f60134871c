"""Wire shapes of fit runs and decisions."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from aisle.kit.limits import NAME_CHARS_MAX

RunState = Literal["waiting", "running", "done", "failed"]
RecommendationState = Literal["open", "accepted", "dismissed", "expired", "superseded"]


class RunIn(BaseModel):
    """Ask for a fit."""

    model_config = ConfigDict(extra="forbid")

    store_id: UUID


class RunOut(BaseModel):
    """A fit of a store; `progress` goes from 0 to 1, `stage` says in words what is being done."""

    run_id: str
    store_id: str
    kind: Literal["quick", "full"]
    state: RunState
    stage: str
    progress: float
    cutoff_date: date | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    notes: list[str]


class RunList(BaseModel):
    """The last runs of a store, newest first."""

    items: list[RunOut]
    next_after: str | None


class DecisionIn(BaseModel):
    """A person's choice; `later` leaves the advice open and hides it until the next day."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["accept", "dismiss", "later"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=NAME_CHARS_MAX)] = ""


class RecommendationOut(BaseModel):
    """A piece of advice after a decision."""

    recommendation_id: str
    type: str
    store_id: str
    product_id: str | None
    description: str
    state: RecommendationState
    valid_from: date
    valid_until: date
    decided_at: str | None


class AcceptedPrice(RecommendationOut):
    """An accepted suggestion and the price it wrote."""

    price_id: str
    price_minor: int
    currency: str
    price_valid_from: str
