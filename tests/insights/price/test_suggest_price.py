"""Suggestions: best allowed rung, held back or refused, and always explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aisle.insights.price import (
    Pack,
    PricedItem,
    PriceElasticity,
    PriceHistory,
    PricePoint,
    PriceSuggestion,
    price_effect,
    reference_price,
    suggest_price,
)

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
STEADY = PriceHistory((PricePoint(valid_from=NOW - timedelta(days=90), price_minor=1000),))


def elasticity_of(mean: float, half: float = 0.2, refusal: str | None = None) -> PriceElasticity:
    return PriceElasticity(
        mean=mean,
        lo=mean - half,
        hi=mean + half,
        level=0.9,
        source="own",
        price_points=8,
        variation=0.2,
        refusal=refusal,
    )


ITEM = PricedItem(
    item_id="tea",
    currency="EUR",
    current_minor=1000,
    expected_units=100,
    horizon_days=28,
    elasticity=elasticity_of(-1.2),
    history=STEADY,
    applies_at=NOW,
    cost_minor=600,
    opens_at=time(8),
    closes_at=time(20),
)


def suggest(**changes: object) -> PriceSuggestion:
    return suggest_price(replace(ITEM, **changes))  # type: ignore[arg-type]


def test_a_price_few_react_to_goes_up_by_one_step() -> None:
    found = suggest()
    assert (found.status, found.suggested_price_minor) == ("suggested", 1050)
    # Margin a unit 450 on 100 * 1.05^-1.2 units, against 400 on 100.
    assert found.expected_margin_change_minor is not None
    assert found.expected_margin_change_minor.mean == pytest.approx(45_000 * 1.05**-1.2 - 40_000, abs=10)
    assert found.expected_units_change.mean == pytest.approx(100 * (1.05**-1.2 - 1), abs=0.05)
    assert all(guardrail.passed for guardrail in found.guardrails)


def test_a_price_many_react_to_goes_down() -> None:
    found = suggest(elasticity=elasticity_of(-5), cost_minor=500)
    assert (found.status, found.suggested_price_minor, found.announced_from_minor) == ("suggested", 950, 1000)


def test_the_best_rung_lies_between_when_the_optimum_does() -> None:
    # The best price is cost * e / (e + 1): 600 * 2.43 / 1.43, about 1019.
    found = suggest(elasticity=elasticity_of(-2.43, half=0.0))
    assert found.suggested_price_minor in (1019, 1020)


def test_doubt_holds_the_price() -> None:
    found = suggest(elasticity=elasticity_of(-2.0, half=2.0))
    assert (found.status, found.suggested_price_minor) == ("hold", 1000)
    assert found.expected_units_change.mean == 0
    assert "no price within one step is clearly better" in found.why.summary


def test_thin_variation_and_no_sales_are_refused() -> None:
    thin = suggest(elasticity=elasticity_of(-1.2, refusal="thin-variation"))
    assert (thin.status, thin.refusal, thin.suggested_price_minor) == ("refused", "thin-variation", 1000)
    assert suggest(expected_units=0).refusal == "no-sales"


def test_a_recent_change_holds_the_next_and_says_so() -> None:
    history = PriceHistory((*STEADY.points, PricePoint(valid_from=NOW - timedelta(days=3), price_minor=1010)))
    found = suggest(history=history)
    assert (found.status, found.suggested_price_minor) == ("hold", 1000)
    assert [rail.rule for rail in found.guardrails if rail.passed is False] == ["pace"]
    assert "breaks pace" in found.why.summary


def test_another_size_limits_how_far_a_price_goes() -> None:
    found = suggest(content=1000, packs=(Pack(content=500, price_minor=510),))
    assert (found.status, found.suggested_price_minor) == ("suggested", 1020)


def test_prices_do_not_rise_while_the_shop_is_open() -> None:
    assert suggest(applies_at=NOW.replace(hour=12)).status == "hold"
    assert suggest(applies_at=NOW.replace(hour=12), elasticity=elasticity_of(-5), cost_minor=500).status == "suggested"


def test_a_reduction_above_the_prior_low_is_made_without_announcing_one() -> None:
    points = ((90, 900), (12, 1000))
    history = PriceHistory(
        tuple(PricePoint(valid_from=NOW - timedelta(days=day), price_minor=price) for day, price in points)
    )
    found = suggest(history=history, elasticity=elasticity_of(-5), cost_minor=500)
    assert found.reference_price is not None and found.reference_price.price_minor == 900
    assert (found.suggested_price_minor, found.announced_from_minor) == (950, None)


def test_without_a_cost_revenue_is_optimised_and_it_says_so() -> None:
    found = suggest(cost_minor=None, elasticity=elasticity_of(-3))
    assert found.suggested_price_minor == 950
    assert found.expected_margin_change_minor is None
    assert found.expected_revenue_change_minor.mean > 0
    assert found.why.confidence == "low"
    assert any("cost is not known" in caveat for caveat in found.why.caveats)
    assert "revenue" in found.why.summary and "margin" not in found.why.summary


def test_tax_belongs_to_no_margin() -> None:
    # 20 % tax inside: 1000 is 833 net, and a cost of 800 leaves less than the floor.
    found = suggest(tax_ppm=200_000, cost_minor=800, elasticity=elasticity_of(-1.5))
    assert (found.status, found.suggested_price_minor) == ("suggested", 1050)
    assert suggest(tax_ppm=200_000, cost_minor=840, elasticity=elasticity_of(-1.5)).status == "hold"


def test_summary_names_the_numbers_beside_it() -> None:
    found = suggest()
    margin = found.expected_margin_change_minor
    assert margin is not None
    assert found.why.summary == (
        f"Raise the price from 10.00 EUR to 10.50 EUR: units change by about {found.expected_units_change.mean:+.1f}, "
        f"margin by about {margin.mean / 100:.2f} EUR "
        f"({margin.lo / 100:.2f} EUR to {margin.hi / 100:.2f} EUR) over 28 days."
    )
    named = {fact["name"]: fact["value"] for fact in found.why.inputs}
    assert (named["current_price_minor"], named["suggested_price_minor"], named["cost_minor"]) == (1000, 1050, 600)


items = st.builds(
    lambda current, cost, mean, half, units, tax, days: replace(
        ITEM,
        current_minor=current,
        cost_minor=cost,
        elasticity=elasticity_of(mean, half),
        expected_units=units,
        tax_ppm=tax,
        history=PriceHistory(
            tuple(
                PricePoint(valid_from=NOW - timedelta(days=day), price_minor=current + step)
                for day, step in sorted(days.items(), reverse=True)
            )
        ),
    ),
    st.integers(1, 50_000),
    st.none() | st.integers(0, 50_000),
    st.floats(-6, 1),
    st.floats(0, 2),
    st.floats(0, 1_000),
    st.sampled_from([0, 70_000, 200_000]),
    st.dictionaries(st.integers(0, 60), st.integers(0, 100), max_size=5),
)


@settings(max_examples=300, deadline=None)
@given(items)
def test_no_suggestion_breaks_a_guardrail(item: PricedItem) -> None:
    found = suggest_price(item)
    if found.status != "suggested":
        assert found.suggested_price_minor == item.current_minor
        return
    assert all(guardrail.passed is not False for guardrail in found.guardrails)
    goal = found.expected_margin_change_minor or found.expected_revenue_change_minor
    assert goal.mean > 0 and goal.lo >= 0 and goal.lo <= goal.hi
    assert abs(found.suggested_price_minor - item.current_minor) * 20 <= item.current_minor
    if found.announced_from_minor is not None:
        reference = reference_price(item.history, before=item.applies_at)
        assert reference is not None
        assert found.suggested_price_minor < found.announced_from_minor <= reference.price_minor


def test_expected_change_is_the_mean_over_the_elasticitys_doubt() -> None:
    elasticity = elasticity_of(-2, half=1.0)
    effect = price_effect(
        current_minor=1000, proposed_minor=900, expected_units=100, elasticity=elasticity, cost_minor=500
    )
    draws = np.random.default_rng(0).normal(-2, elasticity.sd, 200_000)
    units = 100 * 0.9**draws
    assert effect.units.mean == pytest.approx(units.mean() - 100, abs=0.1)
    assert effect.units.lo == pytest.approx(np.quantile(units, 0.05) - 100, abs=0.1)
    assert effect.units.hi == pytest.approx(np.quantile(units, 0.95) - 100, abs=0.1)
    assert effect.margin_minor is not None
    assert effect.margin_minor.lo == pytest.approx(np.quantile(400 * units, 0.05) - 50_000, abs=60)
