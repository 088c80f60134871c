"""What a price change is expected to do to units, revenue and margin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from aisle.insights.price.guardrails import PPM
from aisle.insights.price.table import INTERVAL_SDS

Source = Literal["own", "category", "prior"]


@dataclass(frozen=True, kw_only=True)
class PriceElasticity:
    """Change in log units per change in log price, with its interval at `level`."""

    mean: float
    lo: float
    hi: float
    level: float
    source: Source
    price_points: int
    variation: float
    refusal: str | None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> PriceElasticity:
        """From a named row of `ElasticityModel.elasticities_`."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})

    @property
    def sd(self) -> float:
        """Standard deviation behind the 90 % interval."""
        return (self.hi - self.lo) / (2 * INTERVAL_SDS)


@dataclass(frozen=True, kw_only=True)
class Range:
    """An expected value with its interval."""

    mean: float
    lo: float
    hi: float


@dataclass(frozen=True, kw_only=True)
class MoneyRange:
    """An expected amount with its interval, in whole minor units."""

    mean: int
    lo: int
    hi: int


@dataclass(frozen=True, kw_only=True)
class PriceEffect:
    """Changes against keeping the current price; `margin_minor` is None where the cost is unknown."""

    price_minor: int
    units: Range
    revenue_minor: MoneyRange
    margin_minor: MoneyRange | None

    @property
    def goal_minor(self) -> MoneyRange:
        """What is optimised: margin, or revenue for want of a cost."""
        return self.margin_minor or self.revenue_minor


def price_effect(
    *,
    current_minor: int,
    proposed_minor: int,
    expected_units: float,
    elasticity: PriceElasticity,
    cost_minor: int | None,
    tax_ppm: int = 0,
) -> PriceEffect:
    """Expected change over the time in which `expected_units` would sell at the current price.

    Units grow by (proposed / current) ** elasticity. The mean is over the elasticity's normal
    distribution (log-normal mean), the interval at the ends of the elasticity's interval.
    """
    log_ratio = math.log(proposed_minor / current_minor)
    mean = math.exp(elasticity.mean * log_ratio + (elasticity.sd * log_ratio) ** 2 / 2)
    low, high = sorted((math.exp(elasticity.lo * log_ratio), math.exp(elasticity.hi * log_ratio)))
    net = PPM / (PPM + tax_ppm)

    def amount(cost: int) -> MoneyRange:
        before = expected_units * (current_minor * net - cost)
        each = proposed_minor * net - cost
        ends = sorted(expected_units * growth * each - before for growth in (low, high))
        # Always rounded down, so that rounding never makes a change look better than it is.
        return MoneyRange(
            mean=math.floor(expected_units * mean * each - before), lo=math.floor(ends[0]), hi=math.floor(ends[1])
        )

    return PriceEffect(
        price_minor=proposed_minor,
        units=Range(mean=expected_units * (mean - 1), lo=expected_units * (low - 1), hi=expected_units * (high - 1)),
        revenue_minor=amount(0),
        margin_minor=None if cost_minor is None else amount(cost_minor),
    )
