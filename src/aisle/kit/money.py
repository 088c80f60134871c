"""Money is an integer of minor units beside an ISO 4217 currency; rates are parts per million."""

from dataclasses import dataclass

AMOUNT_MINOR_MAX = 10**12
RATE_ONE_PPM = 1_000_000

# ISO 4217 currencies whose exponent is not 2.
_EXPONENTS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
         "XOF", "XPF"),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        assert isinstance(self.amount_minor, int) and abs(self.amount_minor) <= AMOUNT_MINOR_MAX
        assert is_currency(self.currency)


def is_currency(code: str) -> bool:
    """Say whether `code` has the shape of an ISO 4217 code: three capital letters."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def minor_exponent(currency: str) -> int:
    """Return how many decimals the currency has: 0, 2 or 3."""
    return _EXPONENTS.get(currency, 2)


def divide_half_away(numerator: int, denominator: int) -> int:
    """Divide and round half away from zero, in integers throughout."""
    assert denominator > 0
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def share_of(amount_minor: int, rate_ppm: int) -> int:
    """Return `amount_minor` times a rate in parts per million, rounded half away from zero."""
    return divide_half_away(amount_minor * rate_ppm, RATE_ONE_PPM)


def allocate(amount_minor: int, weights: list[int]) -> list[int]:
    """Split an amount by non-negative weights so that the parts add up to it exactly (largest remainder)."""
    assert weights and all(weight >= 0 for weight in weights)
    total = sum(weights) or len(weights)
    shares = weights if sum(weights) else [1] * len(weights)
    sign = 1 if amount_minor >= 0 else -1
    parts = [abs(amount_minor) * weight // total for weight in shares]
    remainders = [abs(amount_minor) * weight % total for weight in shares]
    by_remainder = sorted(range(len(parts)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: abs(amount_minor) - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
