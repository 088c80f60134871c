"""Wire shapes of stock."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from aisle.kit.limits import NAME_CHARS_MAX
from aisle.kit.quantity import QUANTITY_MAX

UtcMoment = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$")
]


class StockOut(BaseModel):
    """What is on hand of one product; `counted_at` is null where nobody ever counted."""

    product_id: str
    on_hand: int
    counted_at: str | None


class CountLineIn(BaseModel):
    """What was found of one item."""

    model_config = ConfigDict(extra="forbid")

    item_id: UUID
    counted: Annotated[int, Field(ge=0, le=QUANTITY_MAX, strict=True)]


class CountIn(BaseModel):
    """A count as posted."""

    model_config = ConfigDict(extra="forbid")

    store_id: UUID
    counted_at: UtcMoment
    lines: Annotated[list[CountLineIn], Field(min_length=1, max_length=2_000)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=NAME_CHARS_MAX)] = ""


class CountLineOut(BaseModel):
    """A counted item and how far the book was off."""

    item_id: str
    counted: int
    variance: int


class CountOut(BaseModel):
    """A posted count."""

    count_id: str
    lines: list[CountLineOut]
