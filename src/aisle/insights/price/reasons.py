"""Plain sentences about a price, built from the numbers beside it."""

from __future__ import annotations

from datetime import datetime

from aisle.insights.price.effect import MoneyRange, PriceEffect, PriceElasticity
from aisle.insights.price.guardrails import Guardrail
from aisle.insights.why import Confidence, Fact, Why
from aisle.kit.money import minor_exponent

METHOD = "log-log elasticity, shrunk from item to category to prior; best rung of the price ladder"
REFUSALS = {
    "thin-variation": "its price has hardly moved: fewer than 3 prices or less than 2 % between them",
    "no-sales": "no sales are expected",
}
NARROW_INTERVAL, WIDE_INTERVAL = 0.8, 2.0


def explain_price(
    *,
    status: str,
    refusal: str | None,
    current_minor: int,
    price_minor: int,
    blocked_minor: int | None,
    currency: str,
    cost_minor: int | None,
    expected_units: float,
    horizon_days: int,
    elasticity: PriceElasticity,
    effect: PriceEffect,
    guardrails: tuple[Guardrail, ...],
    as_of: datetime,
) -> Why:
    """Why this price; the arguments are those of the suggestion it explains."""
    now, new = format_minor(current_minor, currency), format_minor(price_minor, currency)
    if refusal:
        summary = f"No suggestion: {REFUSALS.get(refusal, refusal)}. The price stays {now}."
    elif status == "suggested":
        summary = _change(now, new, current_minor < price_minor, effect, currency, horizon_days)
    elif blocked_minor is not None:
        broken = ", ".join(guardrail.rule for guardrail in guardrails if guardrail.passed is False)
        summary = f"Keep {now}: {format_minor(blocked_minor, currency)} looks better but breaks {broken}."
    else:
        summary = f"Keep {now}: no price within one step is clearly better."
    return Why(
        summary=summary,
        inputs=_inputs(current_minor, price_minor, cost_minor, expected_units, elasticity, currency, as_of),
        drivers=_drivers(effect),
        method=METHOD,
        confidence=_confidence(elasticity, cost_minor),
        caveats=_caveats(elasticity, cost_minor, guardrails),
    )


def format_minor(amount_minor: int, currency: str) -> str:
    """An amount with the currency's own decimals.

    >>> format_minor(-1999, "EUR"), format_minor(500, "JPY")
    ('-19.99 EUR', '500 JPY')
    """
    exponent = minor_exponent(currency)
    whole, part = divmod(abs(amount_minor), 10**exponent)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{whole}.{part:0{exponent}d} {currency}" if exponent else f"{sign}{whole} {currency}"


def _change(now: str, new: str, is_rise: bool, effect: PriceEffect, currency: str, horizon_days: int) -> str:
    verb = "Raise" if is_rise else "Lower"
    goal = effect.goal_minor
    what = "revenue" if effect.margin_minor is None else "margin"
    return (
        f"{verb} the price from {now} to {new}: units change by about {effect.units.mean:+.1f}, {what} by about "
        f"{format_minor(goal.mean, currency)} ({_between(goal, currency)}) over {horizon_days} days."
    )


def _between(amount: MoneyRange, currency: str) -> str:
    return f"{format_minor(amount.lo, currency)} to {format_minor(amount.hi, currency)}"


def _inputs(
    current_minor: int,
    price_minor: int,
    cost_minor: int | None,
    expected_units: float,
    elasticity: PriceElasticity,
    currency: str,
    as_of: datetime,
) -> list[Fact]:
    values: list[tuple[str, float | None, str]] = [
        ("current_price_minor", current_minor, currency),
        ("suggested_price_minor", price_minor, currency),
        ("cost_minor", cost_minor, currency),
        ("expected_units", round(expected_units, 2), "units"),
        ("price_elasticity", round(elasticity.mean, 2), "ratio"),
        ("price_points", elasticity.price_points, "prices"),
    ]
    day = as_of.date().isoformat()
    return [{"name": name, "value": value, "unit": unit, "as_of": day} for name, value, unit in values]


def _drivers(effect: PriceEffect) -> list[Fact]:
    """Units, revenue and margin move; nothing is listed where nothing does."""
    moves: list[tuple[str, float, str]] = [
        ("units", round(effect.units.mean, 2), "units"),
        ("revenue", effect.revenue_minor.mean, "minor units"),
    ]
    if effect.margin_minor is not None:
        moves.append(("margin", effect.margin_minor.mean, "minor units"))
    return [{"name": name, "effect": value, "unit": unit} for name, value, unit in moves if value]


def _confidence(elasticity: PriceElasticity, cost_minor: int | None) -> Confidence:
    width = elasticity.hi - elasticity.lo
    if cost_minor is None or elasticity.source == "prior" or width > WIDE_INTERVAL:
        return "low"
    return "high" if elasticity.source == "own" and width <= NARROW_INTERVAL else "medium"


def _caveats(elasticity: PriceElasticity, cost_minor: int | None, guardrails: tuple[Guardrail, ...]) -> list[str]:
    caveats = []
    if cost_minor is None:
        caveats.append("the cost is not known: revenue was optimised, and margin may fall while revenue grows")
    if elasticity.source == "category":
        caveats.append("the item's own prices say little, so most is taken from its category")
    if elasticity.source == "prior":
        caveats.append("neither the item's nor its category's prices say much; a common value was taken")
    caveats += [f"{rail.rule} {rail.detail}" for rail in guardrails if rail.passed is None]
    return caveats
