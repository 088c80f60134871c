"""Plain sentences about a reorder, built from the numbers of its sum."""

from __future__ import annotations

from datetime import date

from aisle.insights.replenishment.depletion import DepletionDate
from aisle.insights.replenishment.position import OrderSum, Policy
from aisle.insights.why import Confidence, Fact, Why

METHOD = "quantile of sampled demand over lead time and review period"
NARROW_SPREAD, WIDE_SPREAD = 0.75, 1.5


def explain_order(
    *,
    parts: OrderSum,
    policy: Policy,
    units_a_day: float,
    depletion: DepletionDate,
    order_by: date | None,
    spread: float,
    today: date,
) -> Why:
    """Why this quantity; `spread` is the 10-90 % width of the covered demand over its mean."""
    return Why(
        summary=_summary(parts, units_a_day, depletion, order_by),
        inputs=_inputs(parts, policy, units_a_day, today),
        drivers=_drivers(parts),
        method=METHOD,
        confidence=_confidence(spread),
        caveats=_caveats(parts, policy),
    )


def explain_count(on_hand: int | None, *, units_a_day: float, today: date) -> Why:
    """Why counting comes before ordering."""
    state = "was never counted" if on_hand is None else f"stands at {on_hand} in the book, which cannot be"
    return Why(
        summary=f"Count first: the stock {state}. It sells about {_amount(units_a_day)} a day.",
        inputs=[_fact("on_hand", on_hand, "units", today), _fact("units_a_day", round(units_a_day, 2), "units", today)],
        drivers=[],
        method="no order is worked out from an unknown stock",
        confidence="low",
        caveats=["expected losses are worked out as if the shelf were empty"],
    )


def _summary(parts: OrderSum, units_a_day: float, depletion: DepletionDate, order_by: date | None) -> str:
    sells = f"Sells about {_amount(units_a_day)} a day"
    lasts = f"{parts.on_shelf} on the shelf"
    lasts += f" last until about {_day(depletion.p50)}" if depletion.p50 else " last beyond the days looked at"
    if parts.ordered == 0:
        return f"{sells}; {lasts}. Nothing needs ordering now."
    packs = "1 pack" if parts.packs == 1 else f"{parts.packs} packs"
    by = f" by {_day(order_by)}" if order_by else ""
    return f"{sells}; {lasts}. Order {parts.ordered} ({packs}){by}."


def _inputs(parts: OrderSum, policy: Policy, units_a_day: float, today: date) -> list[Fact]:
    return [
        _fact("units_a_day", round(units_a_day, 2), "units", today),
        _fact("expected", parts.expected, "units", today),
        _fact("spare", parts.spare, "units", today),
        _fact("expiring", parts.expiring, "units", today),
        _fact("on_shelf", parts.on_shelf, "units", today),
        _fact("on_order", parts.on_order, "units", today),
        _fact("needed", parts.needed, "units", today),
        _fact("ordered", parts.ordered, "units", today),
        _fact("packs", parts.packs, "packs", today),
        _fact("pack_size", policy.pack_size, "units", today),
        _fact("lead_time_days", policy.lead_time_days, "days", today),
        _fact("review_period_days", policy.review_period_days, "days", today),
    ]


def _drivers(parts: OrderSum) -> list[Fact]:
    """What raises and lowers the order, in units; zero effects are left out."""
    effects = {
        "expected demand": parts.expected,
        "spare": parts.spare,
        "expiring": parts.expiring,
        "on shelf": -parts.on_shelf,
        "on order": -parts.on_order,
        "rounding to packs": parts.ordered - parts.needed,
    }
    return [{"name": name, "effect": effect, "unit": "units"} for name, effect in effects.items() if effect]


def _caveats(parts: OrderSum, policy: Policy) -> list[str]:
    caveats = []
    if parts.on_order:
        caveats.append(f"{parts.on_order} on order are taken to arrive as planned")
    if not policy.lead_time_chances:
        caveats.append(f"deliveries are taken to need {policy.lead_time_days} days each time")
    if parts.ordered > parts.needed > 0:
        caveats.append(f"{parts.ordered - parts.needed} more than needed, from packs or the minimum order")
    return caveats


def _confidence(spread: float) -> Confidence:
    if spread <= NARROW_SPREAD:
        return "high"
    return "medium" if spread <= WIDE_SPREAD else "low"


def _fact(name: str, value: float | None, unit: str, today: date) -> Fact:
    return {"name": name, "value": value, "unit": unit, "as_of": today.isoformat()}


def _amount(units: float) -> str:
    """Whole units, but one decimal where a whole number would say too little."""
    return f"{units:.0f}" if units >= 10 else f"{units:.1f}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b}" if day else ""
