"""Plain sentences about a segment, built from its numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from aisle.insights.segments.names import Profile
from aisle.insights.why import Confidence, Fact, Why

METHOD = "K-Means on ranks of recency, frequency and net sales"
HIGH_CONFIDENCE_AGREEMENT = 0.95


@dataclass(frozen=True, kw_only=True)
class Centroid:
    """The median customer of a segment: days since the last visit, visits, net sales so far."""

    recency_days: int
    frequency: int
    monetary_minor: int


def describe(*, customers: int, share_of_customers: float, share_of_net_sales: float, centroid: Centroid) -> str:
    """One sentence.

    >>> describe(customers=120, share_of_customers=.3, share_of_net_sales=.744,
    ...          centroid=Centroid(recency_days=1, frequency=9, monetary_minor=31_400))
    '120 customers (30 % of all) bring 74 % of net sales; a typical one has come 9 times, last 1 day ago.'
    """
    people = "1 customer" if customers == 1 else f"{customers:,} customers"
    brings = "brings" if customers == 1 else "bring"
    visits = {1: "once", 2: "twice"}.get(centroid.frequency, f"{centroid.frequency:,} times")
    return (
        f"{people} ({percent(share_of_customers)} of all) {brings} {percent(share_of_net_sales)} of net sales; "
        f"a typical one has come {visits}, last {_days_ago(centroid.recency_days)}."
    )


def explain(
    *,
    summary: str,
    customers: int,
    centroid: Centroid,
    profile: Profile,
    as_of: dt.date,
    agreement: float,
    stable: bool,
) -> Why:
    """Why a group carries its name: its median customer, its mean ranks, how sure we are."""
    day = as_of.isoformat()
    inputs: list[Fact] = [
        {"name": "customers", "value": customers, "unit": "customers", "as_of": day},
        {"name": "recency_days", "value": centroid.recency_days, "unit": "days", "as_of": day},
        {"name": "frequency", "value": centroid.frequency, "unit": "visits", "as_of": day},
        {"name": "monetary_minor", "value": centroid.monetary_minor, "unit": "minor units", "as_of": day},
    ]
    # A mean rank of .5 is the shop's average customer, so the effect is the distance from it.
    drivers: list[Fact] = [
        {"name": name, "effect": round(rank - 0.5, 3), "unit": "rank"}
        for name, rank in (("recency", profile.r), ("frequency", profile.f), ("monetary", profile.m))
    ]
    caveats = [] if stable else ["The groups change when customers are drawn anew: read them as a rough guide."]
    return Why(
        summary=summary,
        inputs=inputs,
        drivers=drivers,
        method=METHOD,
        confidence=_confidence(agreement, stable=stable),
        caveats=caveats,
    )


def percent(share: float) -> str:
    """A share in whole percent; small ones keep their meaning.

    >>> percent(.004), percent(.285)
    ('under 1 %', '28 %')
    """
    return "under 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def _days_ago(days: int) -> str:
    if days == 0:
        return "today"
    return "1 day ago" if days == 1 else f"{days:,} days ago"


def _confidence(agreement: float, *, stable: bool) -> Confidence:
    if not stable:
        return "low"
    return "high" if agreement >= HIGH_CONFIDENCE_AGREEMENT else "medium"
