"""Money splits to the last cent and rounds half away from zero."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aisle.kit.money import AMOUNT_MINOR_MAX, Money, allocate, divide_half_away, is_currency, minor_exponent, share_of

amounts = st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@given(amount=amounts, weights=weights)
def test_parts_add_up_exactly_and_stay_within_one_of_their_share(amount: int, weights: list[int]) -> None:
    parts = allocate(amount, weights)
    assert sum(parts) == amount
    total = sum(weights) or len(weights)
    for part, weight in zip(parts, weights if sum(weights) else [1] * len(weights), strict=True):
        assert abs(part * total - amount * weight) < total
        assert part == 0 or (part > 0) == (amount > 0)


@given(amount=amounts, weights=weights)
def test_nothing_is_given_to_a_line_without_weight(amount: int, weights: list[int]) -> None:
    assume(sum(weights))
    assert all(part == 0 for part, weight in zip(allocate(amount, weights), weights, strict=True) if not weight)


@given(amount=amounts, weights=weights)
def test_a_refund_splits_like_its_sale(amount: int, weights: list[int]) -> None:
    assert allocate(-amount, weights) == [-part for part in allocate(amount, weights)]


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (5, [0, 0], [3, 2]),
        (1, [1, 2], [0, 1]),
        (0, [7, 3], [0, 0]),
        (10, [5], [10]),
    ],
)
def test_splits_worked_by_hand(amount: int, weights: list[int], parts: list[int]) -> None:
    assert allocate(amount, weights) == parts


@given(numerator=st.integers(-(10**24), 10**24), denominator=st.integers(1, 10**12))
def test_division_agrees_with_decimal_half_up(numerator: int, denominator: int) -> None:
    """Python's ROUND_HALF_UP rounds a half away from zero; 60 digits hold every quotient here exactly enough."""
    twice, rest = divmod(2 * abs(numerator), denominator)
    half = Decimal(twice) / 2 if rest == 0 else Decimal(twice) / 2 + Decimal("0.1")
    expected = int(half.quantize(Decimal(1), ROUND_HALF_UP))
    assert divide_half_away(numerator, denominator) == (expected if numerator >= 0 else -expected)


@given(amount=st.integers(-(10**9), 10**9), rate_ppm=st.integers(0, 1_000_000))
def test_a_share_agrees_with_decimal(amount: int, rate_ppm: int) -> None:
    exact = Decimal(amount) * Decimal(rate_ppm) / Decimal(1_000_000)
    assert share_of(amount, rate_ppm) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(("numerator", "expected"), [(1, 1), (-1, -1), (3, 2), (-3, -2), (0, 0), (4, 2)])
def test_a_half_goes_away_from_zero(numerator: int, expected: int) -> None:
    assert divide_half_away(numerator, 2) == expected


@pytest.mark.parametrize(("currency", "decimals"), [("GBP", 2), ("JPY", 0), ("KWD", 3), ("XXX", 2), ("ISK", 0)])
def test_currencies_have_their_decimals(currency: str, decimals: int) -> None:
    assert minor_exponent(currency) == decimals


@pytest.mark.parametrize("code", ["gbp", "GB", "GBPX", "G1P", "ÄÖÜ", ""])
def test_what_is_no_currency(code: str) -> None:
    assert not is_currency(code)
    with pytest.raises(AssertionError):
        Money(1, code)


def test_an_amount_beyond_the_limit_is_our_mistake() -> None:
    Money(AMOUNT_MINOR_MAX, "GBP")
    with pytest.raises(AssertionError):
        Money(AMOUNT_MINOR_MAX + 1, "GBP")
    with pytest.raises(AssertionError):
        Money(1.5, "GBP")  # type: ignore[arg-type]
