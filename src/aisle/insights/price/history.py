"""Which prices were asked when: an unchangeable history, and the lowest price of the prior 30 days.

A reduction that is announced must name the lowest price of the thirty days before it
(Directive 98/6/EC, article 6a), however short that price stood.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

REFERENCE_WINDOW = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class PricePoint:
    """From `valid_from` (aware) until the next point, this was the price."""

    valid_from: datetime
    price_minor: int

    def __post_init__(self) -> None:
        assert self.valid_from.tzinfo is not None and self.price_minor >= 0


@dataclass(frozen=True, kw_only=True)
class ReferencePrice:
    """The lowest price asked at any moment of the window, and when it was first asked there."""

    price_minor: int
    lowest_since: datetime
    window_from: datetime
    window_until: datetime


@dataclass(frozen=True)
class PriceHistory:
    """Price points of one item in one store, strictly in order of time; later ones may lie ahead."""

    points: tuple[PricePoint, ...]

    def __post_init__(self) -> None:
        assert all(earlier.valid_from < later.valid_from for earlier, later in pairwise(self.points))

    def price_at(self, at: datetime) -> int | None:
        """The price asked at a moment; None before the first one."""
        past = [point for point in self.points if point.valid_from <= at]
        return past[-1].price_minor if past else None

    def changes(self) -> list[datetime]:
        """Moments at which the price truly changed; its first setting is no change."""
        return [
            later.valid_from for earlier, later in pairwise(self.points) if later.price_minor != earlier.price_minor
        ]


def reference_price(history: PriceHistory, *, before: datetime) -> ReferencePrice | None:
    """The lowest price asked in the 30 days up to, but not at, `before`; None if none was asked.

    A price set before the window counts when it still stood in it. An item on sale for less than
    30 days is held against the time it was on sale.
    """
    start = before - REFERENCE_WINDOW
    points = [point for point in history.points if point.valid_from < before]
    standing = [point for point in points if point.valid_from <= start][-1:]
    asked = standing + [point for point in points if point.valid_from > start]
    if not asked:
        return None
    lowest = min(asked, key=lambda point: (point.price_minor, point.valid_from))
    return ReferencePrice(
        price_minor=lowest.price_minor,
        lowest_since=max(lowest.valid_from, start),
        window_from=start,
        window_until=before,
    )
