"""Wire shapes of price suggestions."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from aisle.insights.schemas.common import Category, ListingAsked, Products, Shown, WhyOut

PricingStatus = Literal["suggested", "hold", "refused"]


class PricingAsked(ListingAsked):
    """Which suggestions are asked for."""

    product_id: Products = Field(default_factory=list)
    category: Category | None = None
    status: PricingStatus | None = None


class Interval(BaseModel):
    """A number with its interval; `level` is the chance the interval is meant to hold."""

    mean: float
    lo: float
    hi: float
    level: float


class Elasticity(Interval):
    """Change in units over change in price; `source` says whose prices taught it."""

    source: Literal["own", "category", "prior"]


class Guardrail(BaseModel):
    """A named rule a suggestion was held to; `passed` is null where it could not be checked."""

    rule: str
    passed: bool | None
    detail: str


class ReferencePrice(BaseModel):
    """The lowest price of the thirty days before, and when it was asked."""

    from_date: date
    to_date: date
    lowest_on: date | None


class PricingItem(Shown):
    """A price suggestion; `status` hold means today's price is as good as any, refused that nothing can be said.

    The margin's change is null where no cost is known; then revenue is what was looked at.
    """

    recommendation_id: str | None
    status: PricingStatus
    at_stake_minor: int
    current_price_minor: int
    suggested_price_minor: int | None
    reference_price_minor: int | None
    reference: ReferencePrice | None
    price_elasticity: Elasticity | None
    expected_units_change: Interval | None
    expected_revenue_change_minor: Interval | None
    expected_margin_change_minor: Interval | None
    guardrails: list[Guardrail]
    refusal: str | None
    why: WhyOut
