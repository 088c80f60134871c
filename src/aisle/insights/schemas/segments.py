"""Wire shapes of customer segments."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from aisle.insights.schemas.common import ListingAsked, WhyOut


class SegmentsAsked(ListingAsked):
    """Which segments are asked for; `as_of` picks the last run that knew nothing after that day."""

    as_of: Annotated[date | None, Field(description="Segments as they were on a day")] = None


class Centroid(BaseModel):
    """The median customer of a segment."""

    recency_days: int
    frequency: int
    monetary_minor: int


class SegmentChange(BaseModel):
    """How a segment differs from the run before, in customers; the share as a difference."""

    customers_before: int
    moved_in: int
    moved_out: int
    joined: int
    share_of_customers: float


class ValueQuantiles(BaseModel):
    """Deciles 1, 5 and 9 of what members are expected to bring in the year ahead."""

    p10: int
    p50: int
    p90: int


class SegmentItem(BaseModel):
    """One group of customers; shares lie between 0 and 1. Drift and campaigns are not known yet."""

    segment: str
    name: str
    description: str
    currency: str
    customers: int
    share_of_customers: float
    share_of_net_sales: float
    centroid: Centroid
    change_since_last_run: SegmentChange | None
    clv_minor: ValueQuantiles | None
    drift: float | None
    campaign: str | None
    why: WhyOut


class MemberItem(BaseModel):
    """A customer in a segment; `name` is null where the source gave none or the customer was erased."""

    customer_id: str
    name: str | None
    currency: str
    recency_days: int
    tenure_days: int
    frequency: int
    monetary_minor: int
    alive: float | None
    expected_value_minor: int | None
    p10_minor: int | None
    p90_minor: int | None
