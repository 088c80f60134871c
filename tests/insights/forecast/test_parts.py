"""The engine's parts: classes, choice of model, distribution, levels and past accuracy."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from aisle.insights.forecast.accuracy import rolling_accuracy
from aisle.insights.forecast.classes import CLASS_NAMES, demand_classes
from aisle.insights.forecast.distribution import Distribution, fit_distribution
from aisle.insights.forecast.explain import explain_series
from aisle.insights.forecast.floor import smoothed_level, warm_cold_series
from aisle.insights.forecast.levels import sum_means
from aisle.insights.forecast.panel import build_panel, find_closed_weekdays, find_open_days
from aisle.insights.forecast.select import Window, choose_weights
from tests.insights.forecast.shops import END, series_frame


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([3.0, 3.0, 4.0, 3.0] * 15, "smooth"),
        ([1.0, 1.0, 1.0, 20.0] * 15, "erratic"),
        ([2.0, 0.0, 2.0, 0.0] * 15, "intermittent"),
        ([1.0, 0.0, 30.0, 0.0, 0.0, 1.0] * 10, "lumpy"),
        ([3.0] * 20, "cold"),
    ],
)
def test_demand_classes(units: list[float], expected: str) -> None:
    panel = build_panel(series_frame("s/a", units), cutoff_date=END)
    assert CLASS_NAMES[demand_classes(panel)[0]] == expected


def test_smoothing_over_seen_days_only_equals_the_recursion() -> None:
    units = np.array([[4.0, 8.0, 2.0, 6.0]], dtype=np.float32)
    seen = np.array([[True, True, False, True]])
    weights = 0.9 ** np.array([3, 2, 0])
    expected = (weights * np.array([4.0, 8.0, 6.0])).sum() / weights.sum()
    assert smoothed_level(units, seen, np.ones((1, 7)), 0.1)[0] == pytest.approx(expected)


def test_a_cold_series_leans_on_its_group_and_less_with_each_day() -> None:
    level, group = np.array([10.0, 20.0, 1.0]), np.array([0, 0, 0])
    early, late = (warm_cold_series(level, np.array([90, 90, days]), group)[2] for days in (1, 20))
    assert early == pytest.approx(1 / 8 * 1 + 7 / 8 * 15)
    assert 1 < late < early < 15


def test_a_stock_out_is_not_taken_for_no_demand() -> None:
    units = [6.0] * 60 + [0.0] * 10
    frame = series_frame("s/a", units).with_columns(pl.Series("in_stock_share", [1.0] * 60 + [0.0] * 10))
    panel = build_panel(frame, cutoff_date=END)
    level = smoothed_level(panel.units, panel.seen, np.ones((1, 7)), 0.1)
    assert level[0] == pytest.approx(6.0)


def test_a_busy_store_without_any_sale_was_closed_but_a_quiet_one_was_not() -> None:
    products_sold = np.array([[50.0, 0.0, 60.0], [1.0, 0.0, 2.0]])
    never = np.zeros((2, 7), dtype=np.bool_)
    assert find_open_days(products_sold, never).tolist() == [[True, False, True], [True, True, True]]


def test_a_closed_weekday_needs_proof() -> None:
    sold = np.tile([True] * 6 + [False], 3)[None, :]
    assert find_closed_weekdays(sold)[0].tolist() == [False] * 6 + [True]
    assert not find_closed_weekdays(sold[:, -14:]).any(), "two weeks are too few"
    seldom = np.tile([True, False, True, False, False, False, False], 3)[None, :]
    assert not find_closed_weekdays(seldom).any(), "a quiet shop may miss three Sundays by chance"


def window(actual: float, **means: float) -> Window:
    shape = (8, 14)
    sold = np.tile([actual - 1, actual + 1], (8, 7)).astype(np.float64)
    return Window(sold, np.ones(shape, dtype=np.bool_), {n: np.full(shape, m) for n, m in means.items()})


def test_the_clearly_better_model_speaks_alone_and_close_ones_together() -> None:
    classes, store = np.zeros(8, dtype=np.int64), np.zeros(8, dtype=np.int64)
    scale = np.ones(8)
    clear = choose_weights([window(10, good=10, bad=20)], scale, classes, store)
    close = choose_weights([window(10, good=10, near=10.01, bad=20)], scale, classes, store)
    assert clear["smooth"] == {"good": 1.0}
    assert close["smooth"] == {"good": 0.5, "near": 0.5}


def test_without_a_window_the_default_rule_speaks() -> None:
    classes = np.zeros(8, dtype=np.int64)
    assert choose_weights([], np.ones(8), classes, classes)["smooth"] == {"level_weekday": 1.0}


@given(mean=st.floats(0.01, 50), level=st.floats(0.01, 0.99))
def test_quantiles_are_those_of_the_negative_binomial(mean: float, level: float) -> None:
    found = Distribution().quantiles(np.array([mean]), np.array([level]))[0, 0]
    # The mean is rounded to one per cent, so the level may move by about as much.
    low, high = (stats.nbinom.ppf(level, 1.0, 1 / (1 + mean * factor)) for factor in (0.99, 1.01))
    assert low <= found <= high


def test_a_large_mean_keeps_its_quantiles_in_proportion() -> None:
    below, above = Distribution().quantiles(np.array([59.0, 61.0]), np.array([0.5, 0.9]))
    assert np.all(np.abs(above / below - 61 / 59) < 0.05)


def test_calibration_halves_the_miss_where_demand_is_no_negative_binomial() -> None:
    random = np.random.default_rng(0)
    mean = np.full((200, 56), 8.0)
    # One day in ten is a bulk order.
    bulk = random.random(mean.shape) < 0.1
    sold = random.poisson(np.where(bulk, 44.0, 4.0)).astype(np.float64)
    learnt = fit_distribution(sold, mean, np.ones(mean.shape, dtype=np.bool_), seed=0)

    def worst_miss(shape: Distribution) -> float:
        below, upto = shape.cdf(mean, sold - 1), shape.cdf(mean, sold)
        transform = below + random.random(mean.shape) * (upto - below)
        return max(abs(float((transform <= level).mean()) - level) for level in (0.1, 0.5, 0.9, 0.975))

    assert worst_miss(learnt) < worst_miss(Distribution(dispersions=learnt.dispersions)) / 2


def test_days_that_move_together_are_found() -> None:
    random = np.random.default_rng(1)
    mean = np.full((300, 28), 8.0)
    every = np.ones(mean.shape, dtype=np.bool_)
    shared = random.poisson(mean * random.gamma(4, 0.25, (300, 1))).astype(np.float64)
    alone = random.poisson(mean).astype(np.float64)
    assert fit_distribution(shared, mean, every, 0).day_correlation > 0.4
    assert fit_distribution(alone, mean, every, 0).day_correlation < 0.05


def test_a_mean_of_zero_has_no_spread() -> None:
    assert Distribution().quantiles(np.array([0.0]), np.array([0.5, 0.99])).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize(("sold", "said"), [(612.4, "612"), (4.21, "4.2"), (0.05, "0.05"), (12_345.0, "12,345")])
def test_the_summary_says_plain_numbers(sold: float, said: str) -> None:
    names = ("mean_28", "mean_7", "sold_share", "days_since_sale", "age_days")
    features = dict.fromkeys(names, 0.0) | {"mean_28": sold}
    facts = {"state": "ready", "demand_class": "smooth", "model": "trees"}
    why = explain_series(facts, features, np.full(7, sold), END)
    assert why["summary"] == f"Sold {said} a day over the last four weeks."
    assert why["inputs"][0]["value"] == pytest.approx(sold)


def test_levels_add_up() -> None:
    days = [date(2026, 4, 1) + timedelta(days=n) for n in range(3)]
    random = np.random.default_rng(0)
    ids = ["a/1", "a/2", "b/1"]
    forecast = pl.DataFrame({"series_id": np.repeat(ids, 3), "date": days * 3, "mean": random.random(9)})
    series = pl.DataFrame(
        {"series_id": ids, "store_id": ["a", "a", "b"], "item_id": ["1", "2", "1"], "category": ["x", "y", "x"]}
    )
    sums = {level: sum_means(forecast, series, level) for level in ("product", "category", "store", "all")}
    for table in sums.values():
        assert table["mean"].sum() == pytest.approx(forecast["mean"].sum(), abs=1e-9)
    assert [len(table) for table in sums.values()] == [9, 9, 6, 3]


def test_past_accuracy_from_a_hand_worked_case() -> None:
    found = rolling_accuracy(
        actual=[4, 0, 6], mean=[5, 1, 4], upper_p90=[4, 3, 5], naive=[8, 0, 2], history=[0, 2, 4, 2]
    )
    assert found.wape == pytest.approx(4 / 10)
    assert found.bias == pytest.approx(0.0)
    assert found.rmsse == pytest.approx(np.sqrt((6 / 3) / 4))
    assert found.coverage_p90 == pytest.approx((1 + 0.5) / 3)
    assert found.fva == pytest.approx(1 - 4 / 8)
    assert (found.window_days, found.observations) == (3, 3)


def test_accuracy_that_cannot_be_told_is_none() -> None:
    found = rolling_accuracy(actual=[0, 0], mean=[0, 1], upper_p90=[1, 1], naive=[0, 0], history=[0, 0])
    assert (found.wape, found.bias, found.rmsse, found.fva) == (None, None, None, None)
