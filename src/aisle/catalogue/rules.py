"""Values of the catalogue, free of any database."""

from dataclasses import dataclass

from aisle.kit.quantity import Unit


@dataclass(frozen=True, slots=True)
class Item:
    """What is counted, priced and sold."""

    item_id: str
    sku: str
    name: str
    category: str
    unit: Unit
    blocked: bool


@dataclass(frozen=True, slots=True)
class PricedItem:
    """An item as one store sells it; the price is per `kit.quantity.price_per(unit)`."""

    item_id: str
    store_id: str
    sku: str
    name: str
    category: str
    unit: Unit
    blocked: bool
    price_minor: int


@dataclass(frozen=True, slots=True)
class SeenItem:
    """An item as a file names it: the sku is its identity, the latest `seen_at` (UTC text) gives its name."""

    sku: str
    name: str
    category: str
    unit: Unit
    seen_at: str
    scan_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedPrice:
    """A price from a moment (UTC text) on; `cause` says where it came from: imported, set, accepted."""

    item_id: str
    store_id: str
    price_minor: int
    valid_from: str
    cause: str


def is_gtin(code: str) -> bool:
    """Say whether `code` is a GTIN of 8, 12, 13 or 14 digits whose check digit holds (GS1 General Specifications)."""
    if not (code.isascii() and code.isdigit() and len(code) in {8, 12, 13, 14}):
        return False
    digits = [int(digit) for digit in code.zfill(14)]
    return sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits)) % 10 == 0
