"""What no price suggestion may break, one named rule each.

A rule answers passed, broken, or None where something it needs is not known: None never blocks
and never hides, it is shown as not checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from aisle.insights.price.history import PriceHistory, reference_price
from aisle.insights.price.ladder import PriceLadder

PPM = 1_000_000
EVERYONE = "everyone"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The owner's limits; rates in parts per million, the defaults are the house's own."""

    margin_rate_min_ppm: int = 50_000
    step_max_ppm: int = 50_000
    pace_days: int = 7
    ladder: PriceLadder = field(default_factory=PriceLadder)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The same goods in another size: `content` in one base unit for all sizes (grams, pieces)."""

    content: int
    price_minor: int


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A price that might be set for one item in one store.

    `applies_at` is when it would be asked, aware and in the store's own time. `cost_minor` is the
    cost of one priced unit without tax, None when unknown; `tax_ppm` is the tax inside the price.
    `opens_at` and `closes_at` are that day's trading hours, None when unknown. `content` is the
    item's own size, `packs` its other sizes. `announced_from_minor` is the former price that the
    shelf would name, None where nothing is announced. `audience` is who would be asked it.
    """

    current_minor: int
    proposed_minor: int
    history: PriceHistory
    applies_at: datetime
    cost_minor: int | None = None
    tax_ppm: int = 0
    opens_at: time | None = None
    closes_at: time | None = None
    content: int | None = None
    packs: tuple[Pack, ...] = ()
    announced_from_minor: int | None = None
    audience: str = EVERYONE
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        assert self.current_minor > 0 and self.proposed_minor > 0
        assert self.applies_at.tzinfo is not None


@dataclass(frozen=True, kw_only=True)
class Guardrail:
    """What one rule says: `passed` is None where it could not be checked."""

    rule: str
    passed: bool | None
    detail: str


def margin_floor(proposal: Proposal) -> Guardrail:
    """The margin rate after tax is at least the floor."""
    if proposal.cost_minor is None:
        return Guardrail(rule="margin_floor", passed=None, detail="not checked: the cost is not known")
    # Both sides are multiplied out, so that no rounding decides: net = price * PPM / (PPM + tax).
    net = proposal.proposed_minor * PPM
    cost = proposal.cost_minor * (PPM + proposal.tax_ppm)
    floor_ppm = proposal.limits.margin_rate_min_ppm
    passed = (net - cost) * PPM >= floor_ppm * net
    detail = f"margin {(net - cost) / net:.1%} of the net price, floor {floor_ppm / PPM:.1%}"
    return Guardrail(rule="margin_floor", passed=passed, detail=detail)


def step_limit(proposal: Proposal) -> Guardrail:
    """One change moves the price by no more than the step."""
    step = abs(proposal.proposed_minor - proposal.current_minor)
    limit_ppm = proposal.limits.step_max_ppm
    passed = step * PPM <= limit_ppm * proposal.current_minor
    detail = f"changes by {step / proposal.current_minor:.1%}, at most {limit_ppm / PPM:.1%}"
    return Guardrail(rule="step_limit", passed=passed, detail=detail)


def pace(proposal: Proposal) -> Guardrail:
    """No other change lies within the pace, before or already planned after."""
    wait = timedelta(days=proposal.limits.pace_days)
    near = [at for at in proposal.history.changes() if abs(at - proposal.applies_at) < wait]
    unchanged = proposal.proposed_minor == proposal.current_minor
    when = f"another change on {near[-1]:%Y-%m-%d}" if near else "no other change"
    detail = f"{when} within {proposal.limits.pace_days} days"
    return Guardrail(rule="pace", passed=unchanged or not near, detail=detail)


def larger_pack_not_dearer(proposal: Proposal) -> Guardrail:
    """Per unit of content, no larger pack costs more than a smaller one."""
    if not proposal.packs:
        return Guardrail(rule="larger_pack_not_dearer", passed=True, detail="there is no other size")
    if proposal.content is None:
        detail = "not checked: the size of this item is not known"
        return Guardrail(rule="larger_pack_not_dearer", passed=None, detail=detail)
    own = Pack(content=proposal.content, price_minor=proposal.proposed_minor)
    wrong = [pack for pack in proposal.packs if _is_larger_dearer(own, pack) or _is_larger_dearer(pack, own)]
    detail = f"out of line with the size of {wrong[0].content}" if wrong else "in line with the other sizes"
    return Guardrail(rule="larger_pack_not_dearer", passed=not wrong, detail=detail)


def _is_larger_dearer(smaller: Pack, larger: Pack) -> bool:
    if smaller.content >= larger.content:
        return False
    return larger.price_minor * smaller.content > smaller.price_minor * larger.content


def never_up_in_trading_hours(proposal: Proposal) -> Guardrail:
    """A price does not rise between a shopper's shelf and the till."""
    rule = "never_up_in_trading_hours"
    if proposal.proposed_minor <= proposal.current_minor:
        return Guardrail(rule=rule, passed=True, detail="the price does not rise")
    if proposal.opens_at is None or proposal.closes_at is None:
        return Guardrail(rule=rule, passed=None, detail="not checked: the trading hours are not known")
    passed = not _is_open(proposal.applies_at.time(), proposal.opens_at, proposal.closes_at)
    detail = f"rises at {proposal.applies_at:%H:%M}, open {proposal.opens_at:%H:%M} to {proposal.closes_at:%H:%M}"
    return Guardrail(rule=rule, passed=passed, detail=detail)


def _is_open(at: time, opens_at: time, closes_at: time) -> bool:
    """Whether a shop is open; closing before opening means past midnight, equal means always open."""
    if opens_at < closes_at:
        return opens_at <= at < closes_at
    return at >= opens_at or at < closes_at


def same_price_for_all(proposal: Proposal) -> Guardrail:
    """Whoever asks, the price is the same."""
    passed = proposal.audience == EVERYONE
    return Guardrail(rule="same_price_for_all", passed=passed, detail=f"asked of {proposal.audience}")


def prior_30_day_lowest(proposal: Proposal) -> Guardrail:
    """An announced reduction names no more than the lowest price of the prior 30 days, and is below it."""
    rule = "prior_30_day_lowest"
    if proposal.announced_from_minor is None:
        return Guardrail(rule=rule, passed=True, detail="no reduction is announced")
    reference = reference_price(proposal.history, before=proposal.applies_at)
    if reference is None:
        return Guardrail(rule=rule, passed=False, detail="no price was asked in the prior 30 days")
    lowest = reference.price_minor
    passed = proposal.announced_from_minor <= lowest and proposal.proposed_minor < proposal.announced_from_minor
    detail = f"lowest of the prior 30 days {lowest}, since {reference.lowest_since:%Y-%m-%d} (minor units)"
    return Guardrail(rule=rule, passed=passed, detail=detail)


def ladder(proposal: Proposal) -> Guardrail:
    """The price is one the shop writes."""
    passed = proposal.limits.ladder.holds(proposal.proposed_minor)
    return Guardrail(
        rule="ladder", passed=passed, detail="on the price ladder" if passed else "not on the price ladder"
    )


RULES: tuple[Callable[[Proposal], Guardrail], ...] = (
    margin_floor,
    step_limit,
    pace,
    larger_pack_not_dearer,
    never_up_in_trading_hours,
    same_price_for_all,
    prior_30_day_lowest,
    ladder,
)


def check_guardrails(proposal: Proposal) -> tuple[Guardrail, ...]:
    """What every rule says, in a fixed order."""
    return tuple(rule(proposal) for rule in RULES)


def is_allowed(guardrails: tuple[Guardrail, ...]) -> bool:
    """Whether no rule is broken; what could not be checked does not block."""
    return all(guardrail.passed is not False for guardrail in guardrails)
