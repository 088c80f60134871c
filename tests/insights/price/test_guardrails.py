"""Each guardrail by itself, on both sides of its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from aisle.insights.price import Limits, Pack, PriceHistory, PriceLadder, PricePoint, Proposal, check_guardrails
from aisle.insights.price import guardrails as rules

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def history_of(*prices: tuple[float, int]) -> PriceHistory:
    """Prices set so many days before `NOW`, oldest first."""
    return PriceHistory(
        tuple(PricePoint(valid_from=NOW - timedelta(days=days), price_minor=price) for days, price in prices)
    )


PROPOSAL = Proposal(current_minor=1000, proposed_minor=1000, history=history_of((90, 1000)), applies_at=NOW)


def propose(price_minor: int = 1000, **changes: object) -> Proposal:
    return replace(PROPOSAL, proposed_minor=price_minor, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("price", "cost", "tax_ppm", "passed"),
    [
        (1000, 950, 0, True),
        (1000, 951, 0, False),
        (1200, 950, 200_000, True),
        (1200, 951, 200_000, False),
        (1000, None, 0, None),
    ],
)
def test_margin_floor(price: int, cost: int | None, tax_ppm: int, passed: bool | None) -> None:
    assert rules.margin_floor(propose(price, cost_minor=cost, tax_ppm=tax_ppm)).passed is passed


@pytest.mark.parametrize(("price", "passed"), [(1050, True), (1051, False), (950, True), (949, False), (1000, True)])
def test_step_limit(price: int, passed: bool) -> None:
    assert rules.step_limit(propose(price)).passed is passed


@pytest.mark.parametrize(
    ("last_change_days", "passed"), [(7, True), (6.99, False), (0.5, False), (-3, False), (-7, True), (40, True)]
)
def test_pace(last_change_days: float, passed: bool) -> None:
    history = history_of((90, 900), (last_change_days, 1000))
    assert rules.pace(propose(990, history=history)).passed is passed


def test_pace_ignores_repeats_and_leaves_a_kept_price_alone() -> None:
    assert rules.pace(propose(990, history=history_of((90, 1000), (2, 1000)))).passed
    assert rules.pace(propose(1000, history=history_of((90, 900), (2, 1000)))).passed


@pytest.mark.parametrize(
    ("price", "pack", "passed"),
    [
        (1000, Pack(content=1000, price_minor=2000), True),
        (1000, Pack(content=1000, price_minor=2001), False),
        (999, Pack(content=1000, price_minor=2000), False),
        (1000, Pack(content=250, price_minor=500), True),
        (1001, Pack(content=250, price_minor=500), False),
        (1001, Pack(content=500, price_minor=900), True),
    ],
)
def test_larger_pack_not_dearer(price: int, pack: Pack, passed: bool) -> None:
    assert rules.larger_pack_not_dearer(propose(price, content=500, packs=(pack,))).passed is passed
    assert rules.larger_pack_not_dearer(propose(price, packs=(pack,))).passed is None


@pytest.mark.parametrize(
    ("at", "price", "passed"),
    [
        (time(6), 1010, True),
        (time(8), 1010, False),
        (time(19, 59), 1010, False),
        (time(20), 1010, True),
        (time(12), 990, True),
        (time(12), 1000, True),
    ],
)
def test_never_up_in_trading_hours(at: time, price: int, passed: bool) -> None:
    proposal = propose(price, applies_at=datetime.combine(NOW, at, UTC), opens_at=time(8), closes_at=time(20))
    assert rules.never_up_in_trading_hours(proposal).passed is passed


@pytest.mark.parametrize(("hour", "passed"), [(23, False), (1, False), (3, True), (17, True)])
def test_never_up_in_hours_past_midnight(hour: int, passed: bool) -> None:
    proposal = propose(1010, applies_at=NOW.replace(hour=hour), opens_at=time(18), closes_at=time(2))
    assert rules.never_up_in_trading_hours(proposal).passed is passed


def test_never_up_cannot_be_checked_without_hours() -> None:
    assert rules.never_up_in_trading_hours(propose(1010)).passed is None


def test_same_price_for_all() -> None:
    assert rules.same_price_for_all(propose()).passed is True
    assert rules.same_price_for_all(propose(audience="segment:regular")).passed is False


@pytest.mark.parametrize(
    ("price", "announced", "passed"),
    [(880, 900, True), (880, 901, False), (880, 1000, False), (900, 900, False), (950, None, True)],
)
def test_prior_30_day_lowest(price: int, announced: int | None, passed: bool) -> None:
    history = history_of((90, 800), (40, 900), (10, 1000))
    proposal = propose(price, history=history, announced_from_minor=announced)
    assert rules.prior_30_day_lowest(proposal).passed is passed


def test_a_reduction_of_something_never_sold_cannot_be_announced() -> None:
    assert rules.prior_30_day_lowest(propose(900, history=PriceHistory(()), announced_from_minor=1000)).passed is False


@pytest.mark.parametrize(("price", "passed"), [(999, True), (995, True), (1000, True), (998, False), (57, True)])
def test_ladder(price: int, passed: bool) -> None:
    assert rules.ladder(propose(price)).passed is passed


def test_ladder_can_be_the_shops_own() -> None:
    limits = Limits(ladder=PriceLadder(endings=(99,), modulus=100, free_below_minor=0))
    assert rules.ladder(propose(1099, limits=limits)).passed is True
    assert rules.ladder(propose(1095, limits=limits)).passed is False
    assert limits.ladder.rungs(150, 400) == [199, 299, 399]


def test_every_rule_answers_under_its_own_name() -> None:
    assert [guardrail.rule for guardrail in check_guardrails(PROPOSAL)] == [
        "margin_floor",
        "step_limit",
        "pace",
        "larger_pack_not_dearer",
        "never_up_in_trading_hours",
        "same_price_for_all",
        "prior_30_day_lowest",
        "ladder",
    ]
