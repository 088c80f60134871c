"""Price times quantity, rounded once."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.kit.quantity import QUANTITY_MAX, UNITS, Quantity, Unit, extended_minor, price_per


@given(price=st.integers(0, 10**7), amount=st.integers(-QUANTITY_MAX, QUANTITY_MAX), unit=st.sampled_from(UNITS))
def test_the_extended_amount_agrees_with_decimal(price: int, amount: int, unit: Unit) -> None:
    exact = Decimal(price) * Decimal(amount) / Decimal(1 if unit == "each" else 1000)
    assert extended_minor(price, Quantity(amount, unit)) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("price", "quantity", "expected"),
    [
        (315, Quantity(2, "each"), 630),
        (199, Quantity(1500, "gram"), 299),
        (199, Quantity(-1500, "gram"), -299),
        (1, Quantity(499, "millilitre"), 0),
        (1, Quantity(500, "millimetre"), 1),
    ],
)
def test_amounts_worked_by_hand(price: int, quantity: Quantity, expected: int) -> None:
    assert extended_minor(price, quantity) == expected


def test_a_price_speaks_of_one_or_of_a_thousand() -> None:
    assert [price_per(unit) for unit in UNITS] == [1, 1000, 1000, 1000]


def test_what_is_no_quantity_is_our_mistake() -> None:
    for amount, unit in [(QUANTITY_MAX + 1, "each"), (1.5, "gram"), (1, "dozen")]:
        with pytest.raises(AssertionError):
            Quantity(amount, unit)  # type: ignore[arg-type]
