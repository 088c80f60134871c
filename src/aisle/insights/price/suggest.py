"""One item's price: keep it, change it, or say that nothing sensible can be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

from aisle.insights.price.effect import MoneyRange, PriceEffect, PriceElasticity, Range, price_effect
from aisle.insights.price.guardrails import (
    PPM,
    Guardrail,
    Limits,
    Pack,
    Proposal,
    check_guardrails,
    is_allowed,
)
from aisle.insights.price.history import PriceHistory, ReferencePrice, reference_price
from aisle.insights.price.reasons import explain_price
from aisle.insights.why import Why

Status = Literal["suggested", "hold", "refused"]


@dataclass(frozen=True, kw_only=True)
class PricedItem:
    """What is known of one item in one store.

    `expected_units` are forecast over `horizon_days` at the current price. `applies_at` is when a
    new price would be asked, in the store's time: before opening, so that prices may rise.
    The other fields are those of `Proposal`.
    """

    item_id: str
    currency: str
    current_minor: int
    expected_units: float
    horizon_days: int
    elasticity: PriceElasticity
    history: PriceHistory
    applies_at: datetime
    cost_minor: int | None = None
    tax_ppm: int = 0
    opens_at: time | None = None
    closes_at: time | None = None
    content: int | None = None
    packs: tuple[Pack, ...] = ()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, kw_only=True)
class PriceSuggestion:
    """A suggestion for a person to decide on; changes are over `horizon_days`.

    `announced_from_minor` is the former price the shelf may name, None where the new price is no
    announceable reduction. `expected_margin_change_minor` is None where the cost is unknown.
    """

    item_id: str
    status: Status
    refusal: str | None
    currency: str
    current_price_minor: int
    suggested_price_minor: int
    reference_price: ReferencePrice | None
    announced_from_minor: int | None
    price_elasticity: PriceElasticity
    horizon_days: int
    expected_units_change: Range
    expected_revenue_change_minor: MoneyRange
    expected_margin_change_minor: MoneyRange | None
    guardrails: tuple[Guardrail, ...]
    why: Why


def suggest_price(item: PricedItem) -> PriceSuggestion:
    """The price with the best expected margin among those that are allowed and likely no loss.

    A change must not lose at the lower end of its interval (90 %), and gain on average. Without
    a cost, revenue stands in for margin and the caveats say so.
    """
    refusal = _refusal(item)
    if refusal:
        return _answer(item, "refused", item.current_minor, refusal=refusal)
    wanted = [effect for effect in _effects(item) if _is_gain(effect)]
    wanted.sort(key=lambda effect: (-effect.goal_minor.mean, effect.price_minor))
    for effect in wanted:
        if is_allowed(check_guardrails(_proposal(item, effect.price_minor))):
            return _answer(item, "suggested", effect.price_minor)
    blocked = wanted[0].price_minor if wanted else None
    return _answer(item, "hold", item.current_minor, blocked_minor=blocked)


def _refusal(item: PricedItem) -> str | None:
    if item.elasticity.refusal:
        return item.elasticity.refusal
    return "no-sales" if item.expected_units <= 0 else None


def _effects(item: PricedItem) -> list[PriceEffect]:
    """Effects of all rungs within one step of the current price."""
    step = item.current_minor * item.limits.step_max_ppm // PPM
    rungs = item.limits.ladder.rungs(item.current_minor - step, item.current_minor + step)
    return [_effect(item, price_minor) for price_minor in rungs if price_minor != item.current_minor]


def _effect(item: PricedItem, price_minor: int) -> PriceEffect:
    return price_effect(
        current_minor=item.current_minor,
        proposed_minor=price_minor,
        expected_units=max(item.expected_units, 0.0),
        elasticity=item.elasticity,
        cost_minor=item.cost_minor,
        tax_ppm=item.tax_ppm,
    )


def _is_gain(effect: PriceEffect) -> bool:
    return effect.goal_minor.mean > 0 and effect.goal_minor.lo >= 0


def _proposal(item: PricedItem, price_minor: int) -> Proposal:
    return Proposal(
        current_minor=item.current_minor,
        proposed_minor=price_minor,
        history=item.history,
        applies_at=item.applies_at,
        cost_minor=item.cost_minor,
        tax_ppm=item.tax_ppm,
        opens_at=item.opens_at,
        closes_at=item.closes_at,
        content=item.content,
        packs=item.packs,
        announced_from_minor=_announced_from(item, price_minor),
        limits=item.limits,
    )


def _announced_from(item: PricedItem, price_minor: int) -> int | None:
    """The former price that may be named: only where the new one is truly below the last 30 days."""
    reference = reference_price(item.history, before=item.applies_at)
    is_reduction = price_minor < item.current_minor
    return reference.price_minor if is_reduction and reference and price_minor < reference.price_minor else None


def _answer(
    item: PricedItem, status: Status, price_minor: int, *, refusal: str | None = None, blocked_minor: int | None = None
) -> PriceSuggestion:
    effect = _effect(item, price_minor)
    # A price held back shows the rules of the change that was not made, not of making none.
    guardrails = check_guardrails(_proposal(item, blocked_minor or price_minor))
    return PriceSuggestion(
        item_id=item.item_id,
        status=status,
        refusal=refusal,
        currency=item.currency,
        current_price_minor=item.current_minor,
        suggested_price_minor=price_minor,
        reference_price=reference_price(item.history, before=item.applies_at),
        announced_from_minor=_announced_from(item, price_minor),
        price_elasticity=item.elasticity,
        horizon_days=item.horizon_days,
        expected_units_change=effect.units,
        expected_revenue_change_minor=effect.revenue_minor,
        expected_margin_change_minor=effect.margin_minor,
        guardrails=guardrails,
        why=explain_price(
            status=status,
            refusal=refusal,
            current_minor=item.current_minor,
            price_minor=price_minor,
            blocked_minor=blocked_minor,
            currency=item.currency,
            cost_minor=item.cost_minor,
            expected_units=item.expected_units,
            horizon_days=item.horizon_days,
            elasticity=item.elasticity,
            effect=effect,
            guardrails=guardrails,
            as_of=item.applies_at,
        ),
    )
