"""Wire shapes of the forecast."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from aisle.insights.rules import HORIZON_DAYS_DEFAULT, HORIZON_DAYS_MAX, QUANTILE_LEVELS
from aisle.insights.schemas.common import Accuracy, Category, ListingAsked, Products, WhyOut

Level = Literal["product", "category", "store", "all"]
Grain = Literal["day", "week", "hour"]
DemandClass = Literal["smooth", "erratic", "intermittent", "lumpy", "cold"]
_LEVEL_BY_NAME = {f"{level:g}": level for level in QUANTILE_LEVELS}


def _known_levels(text: str) -> str:
    names = text.split(",")
    if any(name not in _LEVEL_BY_NAME for name in names) or len(set(names)) < len(names):
        raise ValueError(f"quantiles are some of {','.join(_LEVEL_BY_NAME)}, each at most once")
    return text


Quantiles = Annotated[
    str, AfterValidator(_known_levels), Field(max_length=100, description="Levels, separated by commas")
]


class ForecastAsked(ListingAsked):
    """What forecast is asked for; `hour` exists at store level only."""

    store_id: Annotated[UUID | None, Field(description="The store; may be left out at level `all`")] = None  # type: ignore[assignment]
    product_id: Products = Field(default_factory=list)
    category: Category | None = None
    level: Level = "product"
    grain: Grain = "day"
    horizon_days: Annotated[int, Field(ge=1, le=HORIZON_DAYS_MAX)] = HORIZON_DAYS_DEFAULT
    quantiles: Quantiles = "0.1,0.5,0.9"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.store_id is None and self.level != "all":
            raise ValueError("store_id is needed at this level")
        if self.grain == "hour" and self.level != "store":
            raise ValueError("hours are forecast at level store only")
        if self.product_id and self.level != "product":
            raise ValueError("product_id belongs to level product")
        if self.category is not None and self.level not in {"product", "category"}:
            raise ValueError("category belongs to the levels product and category")
        return self

    @property
    def levels(self) -> tuple[float, ...]:
        """The asked quantile levels."""
        return tuple(_LEVEL_BY_NAME[name] for name in self.quantiles.split(","))


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Expected units of a day, a week (from `date` on) or an hour; quantiles by level, as `"0.1"`.

    A plain dataclass, since a page holds thousands of them and each is made of numbers already checked.
    """

    date: date
    hour: int | None
    mean: float
    quantiles: dict[str, float]
    closed: bool
    events: list[str]


class ForecastItem(BaseModel):
    """The forecast of a product, a category, a store, or all stores (then `product_id` and the like are null).

    `predicted_demand` are expected units over the whole horizon; `total_quantiles` are quantiles of that total, from
    simulated paths. `at_stake_minor` is the expected demand at today's price.
    """

    product_id: str | None
    category: str | None
    name: str
    sku: str | None
    unit: str | None
    price_minor: int | None
    price_per: int
    currency: str
    at_stake_minor: int
    demand_class: DemandClass | None
    cold_start: bool
    model: str
    predicted_demand: float
    total_quantiles: dict[str, float]
    days: list[Period]
    why: WhyOut
    accuracy: Accuracy | None
