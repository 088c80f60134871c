"""Levels and sampled demand, held against closed forms and an independent library."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.insights.replenishment import (
    critical_ratio,
    expected_cost,
    interval_sums,
    level_from_history,
    order_up_to_level,
    sample_from_history,
)

with warnings.catch_warnings():
    # Its docstrings hold escapes that Python warns of when it first compiles them.
    warnings.simplefilter("ignore")
    from stockpyl.newsvendor import newsvendor_normal


def test_newsvendor_level_and_cost_agree_with_the_known_answer() -> None:
    demand = np.random.default_rng(0).normal(120, 10, 1_000_000)
    ratio = critical_ratio(shortage_cost=18, excess_cost=2)
    level = order_up_to_level(demand, ratio)
    known_level, known_cost = newsvendor_normal(2, 18, 120, 10)
    assert (known_level, known_cost) == pytest.approx((132.8155, 35.0997), abs=1e-3)
    assert level == pytest.approx(known_level, abs=0.1)
    assert expected_cost(demand, level, shortage_cost=18, excess_cost=2) == pytest.approx(known_cost, abs=0.2)


def test_level_over_lead_time_and_review_agrees_with_the_known_base_stock() -> None:
    paths = np.random.default_rng(1).normal(50, 8, (400_000, 5))
    known_level, known_cost = newsvendor_normal(0.18, 0.70, 50, 8, lead_time=4)
    level = order_up_to_level(paths.sum(axis=1), critical_ratio(shortage_cost=0.70, excess_cost=0.18))
    assert level == pytest.approx(known_level, abs=0.3)
    assert expected_cost(paths.sum(axis=1), level, shortage_cost=0.70, excess_cost=0.18) == pytest.approx(
        known_cost, rel=0.01
    )


@pytest.mark.parametrize(
    ("ratio", "level"), [(0.05, 1), (0.1, 1), (0.11, 2), (0.5, 5), (0.9, 9), (0.91, 10), (0.99, 10)]
)
def test_level_is_the_smallest_sample_not_exceeded_with_that_chance(ratio: float, level: int) -> None:
    assert order_up_to_level(np.array([7, 3, 10, 1, 2, 9, 4, 5, 6, 8]), ratio) == level


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=300), st.floats(0.01, 0.99))
def test_no_lower_sample_reaches_the_ratio(demand: list[int], ratio: float) -> None:
    sample = np.array(demand)
    level = order_up_to_level(sample, ratio)
    assert (sample <= level).mean() >= ratio - 1e-9
    assert level == sample.min() or (sample < level).mean() < ratio + 1e-9


def test_interval_sums_are_all_running_sums() -> None:
    assert interval_sums(np.array([1, 2, 3, 4]), days=2).tolist() == [3, 5, 7]
    assert level_from_history(np.array([1, 2, 3, 4]), days=2, ratio=0.99) == 7


def test_sampled_demand_keeps_the_mean_and_spread_of_history() -> None:
    history = np.random.default_rng(2).negative_binomial(2, 2 / (2 + 6), 400)
    paths = sample_from_history(history, days=7, seed=3, paths=20_000)
    assert paths.mean() == pytest.approx(history[-100:].mean(), rel=0.1)
    assert paths.var() == pytest.approx(history.var(), rel=0.35)
    # Doubt about the level makes days of one path move together: sums vary more than lone days say.
    assert paths.sum(axis=1).var() > 7 * paths.var() * 0.99


def test_sampled_demand_is_repeatable_and_seeded() -> None:
    history = np.arange(60) % 5
    first = sample_from_history(history, days=5, seed=1)
    assert first.shape == (500, 5)
    assert np.array_equal(first, sample_from_history(history, days=5, seed=1))
    assert not np.array_equal(first, sample_from_history(history, days=5, seed=2))


@pytest.mark.parametrize(
    "history", [np.zeros(50), np.array([3.0]), np.full(20, np.nan), np.full(30, 4.0), np.array([0.0] * 49 + [1e6])]
)
def test_odd_histories_give_finite_demand(history: np.ndarray) -> None:
    paths = sample_from_history(history, days=14, seed=0)
    assert (paths >= 0).all() and np.isfinite(paths).all()


def test_unusable_days_do_not_pull_demand_down() -> None:
    history = np.tile([10.0, np.nan], 50)
    assert sample_from_history(history, days=7, seed=0).mean() == pytest.approx(10, rel=0.05)
