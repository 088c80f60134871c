"""Wire shapes of reorder advice."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from aisle.insights.schemas.common import Accuracy, Category, ListingAsked, Products, Shown, WhyOut

Urgency = Literal["now", "this_week", "later"]
InventoryKind = Literal["reorder", "count_first", "none"]


class InventoryAsked(ListingAsked):
    """Which advice is asked for."""

    product_id: Products = Field(default_factory=list)
    urgency: Urgency | None = None
    kind: InventoryKind | None = None
    supplier_id: Annotated[UUID | None, Field(description="Suppliers are not known yet, so any id finds nothing")] = (
        None
    )
    category: Category | None = None


class DateQuantiles(BaseModel):
    """When the shelf runs empty; null lies beyond the days looked at."""

    p10: date | None
    p50: date | None
    p90: date | None


class OrderParts(BaseModel):
    """The order as a sum: expected + spare + expiring - on shelf - on order = needed, rounded up to `ordered`."""

    expected: int
    spare: int
    expiring: int
    on_shelf: int
    on_order: int
    needed: int
    ordered: int
    packs: int


class InventoryItem(Shown):
    """Advice on one product; `kind` count_first means its stock is not known, none that nothing needs doing.

    `recommendation_id` is null where there is nothing to decide.
    """

    recommendation_id: str | None
    kind: InventoryKind
    urgency: Urgency
    at_stake_minor: int
    on_hand: int | None
    on_order: int
    available: int | None
    depletion_date: DateQuantiles
    days_of_cover: float | None
    reorder_point: int
    order_up_to: int
    suggested_quantity: int
    packs: int
    order_by_date: date | None
    lead_time_days: int
    service_level: float
    expected_demand: float
    expected_lost_units: float
    expected_waste_units: float
    parts: OrderParts
    why: WhyOut
    accuracy: Accuracy | None
