"""Quantity is an integer of a base unit; a price is per `price_per` of that unit."""

from dataclasses import dataclass
from typing import Literal, get_args

from aisle.kit.money import divide_half_away

Unit = Literal["each", "gram", "millilitre", "millimetre"]
UNITS: tuple[Unit, ...] = get_args(Unit)
QUANTITY_MAX = 10**9


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of a base unit; 1.5 kg is `Quantity(1500, "gram")`."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        assert isinstance(self.amount, int) and abs(self.amount) <= QUANTITY_MAX
        assert self.unit in UNITS


def price_per(unit: Unit) -> int:
    """Return how many base units a unit price speaks of: 1 each, 1000 g, ml or mm."""
    return 1 if unit == "each" else 1000


def extended_minor(unit_price_minor: int, quantity: Quantity) -> int:
    """Return price times quantity in minor units, rounded half away from zero once."""
    return divide_half_away(unit_price_minor * quantity.amount, price_per(quantity.unit))
