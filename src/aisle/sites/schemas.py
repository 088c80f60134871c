"""Wire shapes of stores."""

from datetime import date
from typing import Annotated, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from aisle.kit.limits import NAME_CHARS_MAX
from aisle.kit.money import RATE_ONE_PPM
from aisle.sites.rules import Store, TaxMode

_ZONES = frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("not a known time zone: use a name such as Europe/Berlin")
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone), Field(examples=["Europe/London"])]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["GBP"])]
StoreName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_CHARS_MAX)]
DayEnd = Annotated[str, StringConstraints(pattern=r"^(0[0-9]|1[01]):[0-5][0-9]$"), Field(examples=["04:00"])]


class StoreIn(BaseModel):
    """What the owner sets; unknown fields are refused, so that nothing is believed saved that was not."""

    model_config = ConfigDict(extra="forbid")

    name: StoreName
    location: Annotated[str, StringConstraints(strip_whitespace=True, max_length=NAME_CHARS_MAX)] = ""
    time_zone: TimeZone
    currency: Currency
    day_ends_at: DayEnd = "00:00"
    stock_from_date: date | None = None
    tax_mode: TaxMode = "unknown"
    tax_rate: Annotated[float, Field(ge=0, le=1)] = 0
    lead_time_days: Annotated[int, Field(ge=0, le=365)] = 7
    review_period_days: Annotated[int, Field(ge=1, le=90)] = 7
    service_level: Annotated[float, Field(ge=0.5, le=0.999)] = 0.95


class StoreOut(BaseModel):
    """A store as its people see it."""

    store_id: str
    name: str
    location: str
    time_zone: str
    currency: str
    day_ends_at: str
    stock_from_date: date | None
    tax_mode: TaxMode
    tax_rate: float
    lead_time_days: int
    review_period_days: int
    service_level: float

    @classmethod
    def of(cls, store: Store) -> Self:
        """Write a store for the wire; parts per million become plain rates."""
        return cls(
            tax_rate=store.tax_rate_ppm / RATE_ONE_PPM,
            service_level=store.service_level_ppm / RATE_ONE_PPM,
            **{name: getattr(store, name) for name in cls.model_fields if name not in {"tax_rate", "service_level"}},
        )


class StoreList(BaseModel):
    """Every store the reader may see."""

    items: list[StoreOut]
    next_after: str | None
