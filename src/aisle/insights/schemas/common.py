"""What all reads share: the envelope, the reasons, the record of past forecasts, common parameters."""

from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aisle.kit.limits import NAME_CHARS_MAX, PAGE_ITEMS_DEFAULT, PAGE_ITEMS_MAX

T = TypeVar("T")
ReadState = Literal["ready", "fitting", "not_enough_history", "stale"]
PRODUCTS_ASKED_MAX = 100
Category = Annotated[str, Field(max_length=NAME_CHARS_MAX, description="Only this category")]
Products = Annotated[list[UUID], Field(max_length=PRODUCTS_ASKED_MAX, description="Only these products")]


class Asked(BaseModel):
    """Parameters of a read; one that is not known here is a 422."""

    model_config = ConfigDict(extra="forbid")


class ListingAsked(Asked):
    """Parameters of every listing of a store; `after` is bound to the run that gave it out."""

    store_id: Annotated[UUID, Field(description="The store")]
    limit: Annotated[int, Field(ge=1, le=PAGE_ITEMS_MAX, description="How many items at the most")] = PAGE_ITEMS_DEFAULT
    after: Annotated[str | None, Field(max_length=500, description="`next_after` of the page before")] = None


class Input(BaseModel):
    """A number the advice rests on."""

    name: str
    value: int | float | str | None
    unit: str
    as_of: str


class Driver(BaseModel):
    """What moved the number, and by how much."""

    name: str
    effect: int | float
    unit: str


class WhyOut(BaseModel):
    """The reasons; `summary` is built from the same numbers that stand in `inputs`."""

    summary: str
    inputs: list[Input]
    drivers: list[Driver]
    method: str
    confidence: Literal["low", "medium", "high"]
    caveats: list[str]


class Accuracy(BaseModel):
    """How forecasts stored before their days did; `fva` is 1 less our error over the seasonal naive one's."""

    window_days: int
    wape: float | None
    bias: float | None
    rmsse: float | None
    coverage_p90: float | None
    fva: float | None
    observations: int


class Listing(BaseModel, Generic[T]):
    """What every read of insights answers; missing history is a state, not an error.

    `notes` are sentences to be shown; `order` says what comes first.
    """

    state: ReadState
    store_id: str | None
    as_of: str
    cutoff_date: date | None
    run_id: str | None
    order: str
    items: list[T]
    next_after: str | None
    notes: list[str]


class Shown(BaseModel):
    """What a person recognises a product by; `price_minor` is per `price_per` of its unit, null where it has none."""

    product_id: str
    name: str
    sku: str
    category: str
    unit: str
    price_minor: int | None
    price_per: int
    currency: str


Facts = dict[str, Any]
