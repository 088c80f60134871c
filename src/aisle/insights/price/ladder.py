"""Prices a shop actually writes on a shelf."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PriceLadder:
    """Prices whose last digits are among `endings` (of `modulus`); any price below `free_below_minor`.

    The default takes 1.99, 2.00, 2.05: endings 0, 5 and 9. Prices are in minor units.
    """

    endings: tuple[int, ...] = (0, 5, 9)
    modulus: int = 10
    free_below_minor: int = 100

    def __post_init__(self) -> None:
        assert self.modulus >= 1 and self.endings
        assert all(0 <= ending < self.modulus for ending in self.endings)

    def holds(self, price_minor: int) -> bool:
        """Whether the price is a rung."""
        if price_minor <= 0:
            return False
        return price_minor < self.free_below_minor or price_minor % self.modulus in self.endings

    def rungs(self, lowest_minor: int, highest_minor: int) -> list[int]:
        """All rungs from `lowest_minor` to `highest_minor`, both included, in order."""
        return [price for price in range(max(lowest_minor, 1), highest_minor + 1) if self.holds(price)]
