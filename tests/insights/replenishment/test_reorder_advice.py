"""Reorder advice on demand whose right answer is plain to see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aisle.insights.replenishment import (
    ExpiringLot,
    OpenOrder,
    Policy,
    ReorderAdvice,
    StockPosition,
    advise,
    sample_from_history,
)

TODAY = date(2026, 11, 20)  # a Friday
STEADY = np.full((500, 28), 10)  # ten a day, without doubt
POLICY = Policy(lead_time_days=3, review_period_days=7)


def advise_steady(on_hand: int | None, policy: Policy = POLICY, **position: object) -> ReorderAdvice:
    item = replace(StockPosition(product_id="p", on_hand=on_hand), **position)  # type: ignore[arg-type]
    return advise(item=item, demand_paths=STEADY, policy=policy, today=TODAY)


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_order_covers_lead_time_and_review() -> None:
    advice = advise_steady(35)
    assert (advice.kind, advice.order_up_to, advice.suggested_quantity) == ("reorder", 100, 65)
    assert advice.reorder_point == 30
    assert advice.expected_lost_units == 65


def test_depletion_is_the_day_whose_sales_empty_the_shelf() -> None:
    assert advise_steady(30).depletion_date.p50 == day(2)
    assert advise_steady(31).depletion_date.p50 == day(3)
    assert advise_steady(0).depletion_date.p10 == TODAY
    assert advise_steady(1_000).depletion_date.p90 is None


def test_depletion_quantiles_are_first_passage_not_quantiles_of_days() -> None:
    slow_or_fast = np.concatenate([np.full((400, 28), 1), np.full((100, 28), 10)])
    item = StockPosition(product_id="p", on_hand=20)
    found = advise(item=item, demand_paths=slow_or_fast, policy=POLICY, today=TODAY).depletion_date
    assert (found.p10, found.p50, found.p90) == (day(1), day(19), day(19))


def test_a_delivery_on_its_way_puts_depletion_off_and_is_ordered_once() -> None:
    advice = advise_steady(35, open_orders=(OpenOrder(quantity=40, arrives_on=day(2)),))
    assert advice.depletion_date.p50 == day(7)
    assert advice.suggested_quantity == 25


def test_a_delivery_after_the_shelf_is_empty_does_not_undo_lost_sales() -> None:
    advice = advise_steady(10, open_orders=(OpenOrder(quantity=200, arrives_on=day(4)),))
    assert advice.depletion_date.p50 == TODAY
    assert advice.expected_lost_units == 30


def test_an_order_that_comes_too_late_is_not_counted_on() -> None:
    assert advise_steady(35, open_orders=(OpenOrder(quantity=40, arrives_on=day(20)),)).suggested_quantity == 65


def test_committed_units_are_not_there_to_sell() -> None:
    advice = advise_steady(35, committed=5)
    assert (advice.available, advice.suggested_quantity) == (30, 70)


@pytest.mark.parametrize(
    ("on_hand", "order_by", "urgency"),
    [(0, 0, "now"), (30, 0, "now"), (50, 2, "this_week"), (89, 5, "this_week"), (99, 6, "this_week")],
)
def test_order_by_is_the_last_day_that_still_comes_in_time(on_hand: int, order_by: int, urgency: str) -> None:
    advice = advise_steady(on_hand)
    assert (advice.order_by_date, advice.urgency) == (day(order_by), urgency)


def test_nothing_is_ordered_when_stock_lasts() -> None:
    advice = advise_steady(150)
    assert (advice.kind, advice.suggested_quantity, advice.urgency) == ("none", 0, "later")
    assert advice.order_by_date == day(12)


def test_packs_and_minimum_order_round_up() -> None:
    assert advise_steady(35, replace(POLICY, pack_size=12)).parts.packs == 6
    assert advise_steady(98, replace(POLICY, pack_size=6, minimum_order=20)).suggested_quantity == 24
    assert advise_steady(150, replace(POLICY, pack_size=6, minimum_order=20)).suggested_quantity == 0


def test_shelf_minimum_is_still_there_at_the_next_delivery() -> None:
    assert advise_steady(35, replace(POLICY, shelf_minimum=8)).order_up_to == 108


def test_delivery_days_stretch_what_an_order_must_cover() -> None:
    # Friday + 3 is a Monday; deliveries come on Thursdays, so today's arrives in 6 days, the next in 13.
    advice = advise_steady(35, replace(POLICY, delivery_weekdays=frozenset({4})))
    assert (advice.reorder_point, advice.order_up_to) == (60, 130)


def test_short_shelf_life_limits_the_order_and_shows_waste() -> None:
    short = advise_steady(0, replace(POLICY, shelf_life_days=2))
    assert short.order_up_to == 50
    packs = advise_steady(0, replace(POLICY, shelf_life_days=2, pack_size=80))
    assert packs.expected_waste_units == 30


def test_lots_that_expire_unsold_are_replaced() -> None:
    lots = (ExpiringLot(quantity=35, expires_on=day(1)),)
    advice = advise_steady(60, expiring_lots=lots)
    assert (advice.parts.expiring, advice.suggested_quantity) == (15, 55)
    assert advice.expected_waste_units == 15
    assert advise_steady(60, expiring_lots=(ExpiringLot(quantity=35, expires_on=day(5)),)).parts.expiring == 0


def test_late_suppliers_raise_the_level() -> None:
    late = replace(POLICY, lead_time_chances=((3, 0.8), (6, 0.2)))
    assert advise_steady(35, late).order_up_to == 130
    assert advise_steady(35, replace(late, service_level=0.5)).order_up_to == 100  # the median order is punctual


def test_unit_costs_replace_the_service_level() -> None:
    assert advise_steady(0, replace(POLICY, shortage_cost_minor=300, excess_cost_minor=100)).service_level == 0.75
    assert advise_steady(0, replace(POLICY, shortage_cost_minor=300, excess_cost_minor=None)).service_level == 0.95


@pytest.mark.parametrize("on_hand", [None, -4])
def test_unknown_or_negative_stock_is_counted_first(on_hand: int | None) -> None:
    advice = advise_steady(on_hand)
    assert (advice.kind, advice.suggested_quantity, advice.urgency) == ("count_first", 0, "now")
    assert advice.available is None and advice.depletion_date.p50 is None
    assert "Count first" in advice.why.summary


def test_too_few_sampled_days_is_an_error() -> None:
    with pytest.raises(AssertionError, match="at least 10 days"):
        advise(item=StockPosition(product_id="p", on_hand=1), demand_paths=STEADY[:, :9], policy=POLICY, today=TODAY)


def test_summary_names_the_numbers_of_its_inputs() -> None:
    advice = advise_steady(35, replace(POLICY, pack_size=12))
    named = {fact["name"]: fact["value"] for fact in advice.why.inputs}
    assert (
        advice.why.summary
        == "Sells about 10 a day; 35 on the shelf last until about 23 Nov. Order 72 (6 packs) by 20 Nov."
    )
    assert (named["units_a_day"], named["on_shelf"], named["ordered"], named["packs"]) == (10, 35, 72, 6)
    assert sum(float(driver["effect"] or 0) for driver in advice.why.drivers) == advice.suggested_quantity


positions = st.builds(
    StockPosition,
    product_id=st.just("p"),
    on_hand=st.integers(0, 200),
    committed=st.integers(0, 20),
    open_orders=st.lists(
        st.builds(OpenOrder, quantity=st.integers(0, 60), arrives_on=st.dates(TODAY, day(30)) | st.none()), max_size=3
    ).map(tuple),
)
policies = st.builds(
    Policy,
    lead_time_days=st.integers(0, 8),
    review_period_days=st.integers(1, 7),
    service_level=st.floats(0.5, 0.99),
    pack_size=st.integers(1, 24),
    minimum_order=st.integers(0, 30),
    shelf_minimum=st.integers(0, 10),
    shelf_life_days=st.none() | st.integers(1, 20),
    delivery_weekdays=st.frozensets(st.integers(1, 7), min_size=1),
)


@settings(max_examples=150, deadline=None)
@given(positions, policies, st.floats(0, 8), st.integers(0, 3))
def test_the_sum_adds_up_and_promises_hold(item: StockPosition, policy: Policy, rate: float, seed: int) -> None:
    history = np.random.default_rng(seed).poisson(rate, 90)
    paths = sample_from_history(history, days=28, seed=seed, paths=200)
    advice = advise(item=item, demand_paths=paths, policy=policy, today=TODAY)
    parts = advice.parts
    total = parts.expected + parts.spare + parts.expiring - parts.on_shelf - parts.on_order
    assert parts.needed == max(total, 0)
    assert parts.ordered == parts.packs * policy.pack_size == advice.suggested_quantity
    assert parts.ordered >= parts.needed
    assert parts.ordered == 0 or parts.ordered >= policy.minimum_order
    assert (advice.kind == "reorder") == (parts.ordered > 0)
    assert advice.expected_lost_units >= 0 and advice.expected_waste_units >= 0
    known = [found for found in vars(advice.depletion_date).values() if found is not None]
    assert known == sorted(known)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 150), st.integers(1, 50))
def test_more_stock_never_asks_for_more_or_sooner(on_hand: int, extra: int) -> None:
    paths = sample_from_history(np.arange(90) % 7, days=28, seed=5)
    fewer, more = (
        advise(item=StockPosition(product_id="p", on_hand=stock), demand_paths=paths, policy=POLICY, today=TODAY)
        for stock in (on_hand, on_hand + extra)
    )
    assert more.suggested_quantity <= fewer.suggested_quantity
    assert more.expected_lost_units <= fewer.expected_lost_units
    assert (more.order_by_date or date.max) >= (fewer.order_by_date or date.max)


def test_lead_time_can_be_longer_than_doubtful_stock_lasts() -> None:
    advice = advise_steady(5, replace(POLICY, lead_time_days=14))
    assert (advice.urgency, advice.order_by_date) == ("now", TODAY)
