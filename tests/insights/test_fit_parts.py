"""The parts of a fit, held against cases counted by hand; and that none of them looks ahead."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.insights.cube.series import SERIES_SCHEMA, hash_series
from aisle.insights.fit import backtest as backtests
from aisle.insights.fit.hours import _shares
from aisle.insights.fit.measures import Window, coverage, measure
from aisle.insights.fit.orders import reach
from aisle.insights.fit.shocks import LEVEL_SPREAD_PRIOR, Shocks, learn_shocks
from aisle.insights.numbers import ForecastNumbers, sampled_quantiles, summarise_paths
from aisle.insights.replenishment import Policy
from aisle.insights.rules import HORIZON_DAYS_MAX, QUANTILE_LEVELS, count_history_days, cutoff_date_of, is_stale
from tests.books import TEST_NOW

LEVELS = len(QUANTILE_LEVELS)
CUTOFF = date(2026, 11, 19)


def window_of(actual: list[float], mean: list[float], naive: list[float], counted: list[bool]) -> Window:
    """A window of one series whose quantiles are its mean."""
    quantiles = np.repeat(np.array([mean])[..., None], LEVELS, axis=2)
    return Window(np.array([actual]), np.array([mean]), quantiles, np.array([naive]), np.array([4.0]),
                  np.array(counted), 4.0)  # fmt: skip


def test_measures_of_a_window_counted_by_hand() -> None:
    window = window_of([2.0, 0.0, 6.0, 9.0], [3.0, 1.0, 4.0, 0.0], [0.0, 0.0, 2.0, 0.0], [True, True, True, False])
    (found,) = measure(window)
    # Errors are 1, 1 and -2 on 8 units; the naive ones -2, 0 and -4. The fourth day was not traded.
    assert found["wape"] == 0.5
    assert found["bias"] == 0.0
    assert found["rmsse"] == round(float(np.sqrt(2.0 / 4.0)), 4)
    assert found["fva"] == round(1 - 4 / 6, 4)
    assert found["observations"] == 3


def test_a_window_without_a_sale_has_no_shares() -> None:
    (found,) = measure(window_of([0.0], [1.0], [0.0], [True]))
    assert (found["wape"], found["bias"], found["fva"]) == (None, None, None)
    (found,) = measure(window_of([0.0], [1.0], [0.0], [False]))
    assert (found["rmsse"], found["observations"]) == (None, 0)


def test_coverage_spreads_what_sits_on_a_quantile() -> None:
    quantiles = np.array([[[0, 0, 0, 0, 1, 1, 2, 2, 3]]], dtype=float)
    # Zero lies between nothing and the median's level: all of it below .9. Two sits between .75 and .975.
    assert coverage(np.array([[0.0]]), quantiles, 0.9) == 1.0
    assert coverage(np.array([[2.0]]), quantiles, 0.9) == pytest.approx((0.9 - 0.75) / (0.975 - 0.75))
    assert coverage(np.array([[4.0]]), quantiles, 0.9) == 0.0


def test_calibrated_counts_are_covered_as_promised() -> None:
    random = np.random.default_rng(0)
    sold = random.poisson(1.3, size=(1, 4_000)).astype(float)
    drawn = np.quantile(random.poisson(1.3, 200_000), QUANTILE_LEVELS, method="inverted_cdf")
    found = coverage(sold, np.tile(drawn, (1, 4_000, 1)), 0.9).mean()
    assert 0.87 < found < 0.93
    assert (sold <= drawn[6]).mean() > 0.94, "counting 'at most the quantile' would have claimed too much"


@given(st.integers(0, 2**32 - 1))
def test_numbers_survive_packing(seed: int) -> None:
    random = np.random.default_rng(seed)
    mean = random.gamma(1.0, 3.0, HORIZON_DAYS_MAX)
    paths = random.poisson(mean, size=(40, HORIZON_DAYS_MAX)).astype(np.float32)
    numbers = summarise_paths(mean, sampled_quantiles(paths), paths)
    whole = ForecastNumbers(numbers.mean, numbers.quantiles, numbers.totals, numbers.weeks, paths)
    for packed in (numbers, whole):
        back = ForecastNumbers.unpack(packed.pack())
        assert np.array_equal(back.mean, packed.mean), "means add up only if they are kept exactly"
        assert np.array_equal(back.totals, packed.totals)
        assert np.array_equal(back.weeks, packed.weeks)
        assert (back.paths is None) == (packed.paths is None)
    assert np.all(np.diff(numbers.totals, axis=1) >= 0)
    assert np.array_equal(numbers.totals[6], numbers.weeks[0])


def test_totals_come_from_paths() -> None:
    paths = np.zeros((2, HORIZON_DAYS_MAX), dtype=np.float32)
    paths[0, 0] = paths[1, 1] = 10
    numbers = summarise_paths(paths.mean(axis=0), sampled_quantiles(paths), paths)
    # Each day may bring ten, but never both of them: after two days ten are sold on every path.
    assert numbers.quantiles[:2, -1].tolist() == [10, 10]
    assert numbers.totals[1].tolist() == [10.0] * LEVELS


def test_common_factors_have_mean_one_and_the_spread_they_were_taught() -> None:
    shocks = Shocks(level=0.1, day=0.2)
    factors = shocks.draw(paths=4_000, days=28, seed=1)
    assert factors.mean() == pytest.approx(1.0, abs=0.01)
    assert np.log(factors).std() == pytest.approx(np.hypot(0.1, 0.2), rel=0.05)
    assert np.array_equal(factors, shocks.draw(paths=4_000, days=28, seed=1))
    flat = np.full(28, 100.0)
    assert learn_shocks(flat, flat).day < 0.2 < learn_shocks(flat * np.tile([0.5, 1.5], 14), flat).day
    assert learn_shocks(flat[:3], flat[:3]).level == LEVEL_SPREAD_PRIOR


def test_a_long_lead_time_goes_through_the_paths_again() -> None:
    paths = np.arange(2 * HORIZON_DAYS_MAX, dtype=np.float32).reshape(2, -1)
    found = reach(paths, Policy(lead_time_days=100, review_period_days=7))
    assert found.shape == (2, 114)
    assert np.array_equal(found[:, HORIZON_DAYS_MAX:], paths[:, : 114 - HORIZON_DAYS_MAX])


def test_shares_of_hours_leave_odd_receipts_out() -> None:
    units = np.zeros((7, 24))
    units[:, 9], units[:, 10], units[0, 3] = 600, 400, 1
    shares = _shares(units, np.arange(7))
    assert shares.sum(axis=1) == pytest.approx(np.ones(7))
    assert shares[0, 3] == 0


def history(days: int, *, seed: int = 0, last: float = 1.0) -> pl.DataFrame:
    """Series of three items; the last four weeks may be multiplied."""
    random = np.random.default_rng(seed)
    rows = []
    for item in ("apple", "bread", "cheese"):
        for offset in range(days):
            day = CUTOFF - timedelta(days=days - 1 - offset)
            units = float(random.poisson(4) + 1) * (last if offset >= days - 28 else 1.0)
            rows.append((item, "store", item, "food", day, units, 100.0 * last, False, None))
    return pl.DataFrame(rows, schema=SERIES_SCHEMA, orient="row")


def test_a_backtest_does_not_see_what_it_is_judged_by() -> None:
    asked = {"cutoff_date": CUTOFF, "mode": "floor", "seed": 1, "history_days": 84}
    calm = backtests.run_backtest(history(84), **asked)  # type: ignore[arg-type]
    wild = backtests.run_backtest(history(84, last=50.0), **asked)  # type: ignore[arg-type]
    assert calm is not None and wild is not None
    assert np.array_equal(calm.mean, wild.mean) and np.array_equal(calm.quantiles, wild.quantiles)
    assert wild.window.actual.sum() == pytest.approx(50 * calm.window.actual.sum())
    assert calm.cutoff_date == CUTOFF - timedelta(days=28)


def test_too_little_history_has_no_backtest() -> None:
    asked = {"cutoff_date": CUTOFF, "mode": "floor", "seed": 1}
    assert backtests.run_backtest(history(50), history_days=50, **asked) is None  # type: ignore[arg-type]


def test_the_hash_tells_one_history_from_another() -> None:
    assert hash_series(history(30)) == hash_series(history(30))
    assert hash_series(history(30)) != hash_series(history(30, seed=1))
    assert hash_series(history(30)) != hash_series(history(31))


def test_days_that_are_whole() -> None:
    today = date(2026, 11, 20)
    assert cutoff_date_of(today, today) == date(2026, 11, 19)
    assert cutoff_date_of(date(2011, 12, 9), today) == date(2011, 12, 9)
    assert count_history_days(date(2026, 11, 13), today, today) == 7
    assert count_history_days(today, today, today) == 0
    assert is_stale(TEST_NOW, TEST_NOW + timedelta(hours=37)) and not is_stale(TEST_NOW, TEST_NOW + timedelta(hours=36))
