"""Each measure against a case small enough to work out by hand."""

import math

import numpy as np
import pytest
from bench import measures


def test_rmsse_divides_by_the_day_to_day_change_since_the_first_sale() -> None:
    history = np.array([[0.0, 0.0, 2.0, 4.0, 1.0]])  # changes 2 and -3: mean square 6.5
    scores = measures.rmsse(np.array([[3.0, 5.0]]), np.array([[1.0, 5.0]]), history)
    assert scores[0] == pytest.approx(math.sqrt(2.0 / 6.5))


def test_a_series_that_never_changes_has_no_scale() -> None:
    history = np.array([[2.0, 2.0, 2.0], [0.0, 0.0, 0.0], [0.0, 0.0, 5.0]])
    assert np.isnan(measures.difference_scale(history)).all()


def test_wrmsse_weighs_by_dollars_and_averages_levels() -> None:
    history = np.array([[1.0, 2.0, 1.0], [1.0, 3.0, 1.0]])  # scales 1 and 4; of the sum 9
    actual, predicted = np.array([[1.0], [1.0]]), np.array([[3.0], [2.0]])
    keys = {"store": np.array([0, 0]), "item": np.array([0, 1])}
    score = measures.wrmsse(actual, predicted, history, np.array([30.0, 10.0]), keys, levels=((), ("store", "item")))
    assert score.levels["total"] == pytest.approx(3 / 3)
    assert score.levels["store-item"] == pytest.approx(0.75 * 2.0 + 0.25 * 0.5)
    assert score.mean == pytest.approx((1.0 + 1.625) / 2)


def test_m5_has_twelve_levels_and_each_is_scored() -> None:
    keys = {name: np.array([0, 1]) for name in ("state", "store", "category", "department", "item")}
    history = np.array([[1.0, 2.0, 1.0], [2.0, 1.0, 4.0]])
    actual = np.array([[1.0], [2.0]])
    score = measures.wrmsse(actual, actual, history, np.ones(2), keys)
    assert len(score.levels) == 12
    assert score.mean == 0.0


def test_wape_and_bias() -> None:
    actual, predicted = np.array([[4.0, 0.0], [2.0, 2.0]]), np.array([[2.0, 1.0], [2.0, 5.0]])
    assert measures.wape(actual, predicted) == pytest.approx(6 / 8)
    assert measures.bias(actual, predicted) == pytest.approx(2 / 8)


def test_wql_is_twice_the_pinball_loss_over_the_sum_sold() -> None:
    actual = np.array([[10.0]])
    quantiles = np.array([[[8.0]], [[13.0]]])
    # Level .1 too low by 2: 2 * .1 * 2; level .9 too high by 3: 2 * .1 * 3; mean .5, over 10.
    assert measures.wql(actual, quantiles, levels=(0.1, 0.9)) == pytest.approx(0.05)


def test_a_flat_median_makes_wql_the_wape() -> None:
    actual, predicted = np.array([[3.0, 1.0]]), np.array([[1.0, 2.0]])
    assert measures.wql(actual, predicted[None], levels=(0.5,)) == measures.wape(actual, predicted)


def test_pit_coverage_of_a_true_model_is_its_level_although_demand_is_whole() -> None:
    random = np.random.default_rng(0)
    sold = (random.random(40_000) < 0.4).astype(float)  # P(0) = .6, so "<= quantile" would say 1
    below, upto = np.where(sold == 0, 0.0, 0.6), np.where(sold == 0, 0.6, 1.0)
    assert measures.pit_coverage(below, upto, 0.9, seed=1) == pytest.approx(0.9, abs=0.01)


def test_paired_interval_holds_the_difference_and_excludes_zero_when_it_is_clear() -> None:
    random = np.random.default_rng(0)
    theirs = random.random(400)
    statistic = measures.ratio_difference(theirs - 0.1, theirs, np.ones((400, 1)))
    low, high = measures.bootstrap_interval(statistic, 400, seed=0)
    assert low == pytest.approx(-0.1)
    assert high == pytest.approx(-0.1)
