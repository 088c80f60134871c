"""Wire shapes of the catalogue."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from aisle.catalogue.rules import DatedPrice, PricedItem
from aisle.kit.clock import from_utc_text, to_utc_text
from aisle.kit.limits import NAME_CHARS_MAX
from aisle.kit.money import AMOUNT_MINOR_MAX
from aisle.kit.quantity import Unit, price_per

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_CHARS_MAX)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


def _real_moment(text: str) -> str:
    # The 31st of February would sort among the others and never come.
    if to_utc_text(from_utc_text(text)) != text:
        raise ValueError("not a moment: write UTC as 2026-11-20T17:02:11.120Z")
    return text


UtcMoment = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"),
    AfterValidator(_real_moment),
]


class ProductOut(BaseModel):
    """An item as one store sells it."""

    product_id: str
    store_id: str
    sku: str
    name: str
    category: str
    unit: Unit
    blocked: bool
    price_minor: int
    price_per: int
    currency: str

    @classmethod
    def of(cls, item: PricedItem, *, currency: str) -> Self:
        """Write an item for the wire."""
        names = ("store_id", "sku", "name", "category", "unit", "blocked", "price_minor")
        return cls(
            product_id=item.item_id,
            price_per=price_per(item.unit),
            currency=currency,
            **{name: getattr(item, name) for name in names},
        )


class PriceOut(BaseModel):
    """One dated price; `cause` is imported, set or accepted."""

    price_minor: int
    currency: str
    valid_from: str
    cause: str

    @classmethod
    def of(cls, price: DatedPrice, *, currency: str) -> Self:
        """Write a price for the wire."""
        return cls(price_minor=price.price_minor, currency=currency, valid_from=price.valid_from, cause=price.cause)


class ItemIn(BaseModel):
    """What a person sets of an item."""

    model_config = ConfigDict(extra="forbid")

    sku: Code
    name: Name
    category: Annotated[str, StringConstraints(strip_whitespace=True, max_length=NAME_CHARS_MAX)] = ""
    unit: Unit = "each"
    scan_codes: Annotated[list[Code], Field(max_length=50)] = []
    blocked: bool = False


class ItemOut(BaseModel):
    """An item, whatever the store."""

    item_id: str
    sku: str
    name: str
    category: str
    unit: Unit
    scan_codes: list[str]
    blocked: bool


class PriceIn(BaseModel):
    """A price from a moment on."""

    model_config = ConfigDict(extra="forbid")

    item_id: Id
    store_id: Id
    price_minor: Annotated[int, Field(ge=0, le=AMOUNT_MINOR_MAX, strict=True)]
    valid_from: UtcMoment
    cause: Literal["set"] = "set"
