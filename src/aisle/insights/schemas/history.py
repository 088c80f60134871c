"""Wire shapes of what was sold, beside what had been expected."""

import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from aisle.insights.schemas.common import Asked

SUMMARY_DAYS_MAX = 1_100
HISTORY_PRODUCTS_MAX = 20
HISTORY_DAYS_MAX = 400


class SummaryAsked(Asked):
    """Which days of a store; both ends are included."""

    store_id: UUID
    from_date: datetime.date
    to_date: datetime.date

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if not 0 <= (self.to_date - self.from_date).days < SUMMARY_DAYS_MAX:
            raise ValueError(f"to_date must not lie before from_date, and at most {SUMMARY_DAYS_MAX} days are shown")
        return self


class DaySummary(BaseModel):
    """A day on which something was sold or brought back; units and net sales are less what came back."""

    date: datetime.date
    net_sales_minor: int
    units: int
    receipts: int


class SalesSummary(BaseModel):
    """The trading days of a store, oldest first."""

    store_id: str
    currency: str
    items: list[DaySummary]
    next_after: str | None


class HistoryAsked(Asked):
    """Which products, and how many days back from the last day known."""

    store_id: UUID
    product_id: Annotated[list[UUID], Field(min_length=1, max_length=HISTORY_PRODUCTS_MAX)]
    days: Annotated[int, Field(ge=1, le=HISTORY_DAYS_MAX)] = 91


class ProductDay(BaseModel):
    """What a product sold on a day; `in_stock_share` is null where nobody knows."""

    date: datetime.date
    units: int
    closed: bool
    in_stock_share: float | None


class PredictedDay(BaseModel):
    """What had been expected of a day by the last run that knew nothing of it; `cutoff_date` is what it knew."""

    date: datetime.date
    mean: float
    quantiles: dict[str, float]
    cutoff_date: datetime.date


class ProductHistory(BaseModel):
    """The days of one product, and the predictions as they were stored then."""

    product_id: str
    days: list[ProductDay]
    predicted: list[PredictedDay]


class ProductHistories(BaseModel):
    """Products in the order they were asked for."""

    store_id: str
    from_date: datetime.date | None
    to_date: datetime.date | None
    items: list[ProductHistory]
    next_after: str | None
