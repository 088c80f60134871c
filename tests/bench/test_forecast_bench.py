"""The forecast bench itself: its baselines by hand, and nothing of a fold's future in its choices."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from bench import baselines, forecast
from bench.data import SalesData, top_series
from bench.harness import Options, Skipped

LAST = date(2026, 3, 31)


def frame(**units_by_item: list[float]) -> pl.DataFrame:
    """Series of one store whose last day is `LAST`."""
    return pl.concat(
        pl.DataFrame(
            {
                "series_id": f"s/{item}",
                "store_id": "s",
                "item_id": item,
                "category": "",
                "date": [LAST - timedelta(days=back) for back in range(len(units) - 1, -1, -1)],
                "units": units,
                "price": 1.0,
            }
        )
        for item, units in units_by_item.items()
    )


def test_without_data_the_bench_is_skipped_and_says_what_is_missing(tmp_path: Path) -> None:
    options = Options(data_dir=tmp_path)
    with pytest.raises(Skipped, match="m5"):
        forecast.run(options)
    assert set(options.skipped) == {"m5", "online_retail"}


def test_the_largest_series_are_chosen_by_what_was_sold_before_the_cutoff() -> None:
    late = frame(early=[9.0] * 10 + [0.0] * 28, late=[1.0] * 10 + [99.0] * 28)
    assert top_series(late, LAST - timedelta(days=28), count=1) == ["s/early"]
    assert top_series(late, LAST, count=1) == ["s/late"]


def test_windows_do_not_overlap_and_the_newest_ends_with_the_data() -> None:
    units = [float(day) for day in range(1, 101)]
    data = SalesData(frame(a=units), pl.DataFrame(), LAST)
    newest, before = (forecast.make_fold(data, window, Options()) for window in (0, 1))
    assert newest.actual[0].tolist() == units[-28:]
    assert before.actual[0].tolist() == units[-56:-28]
    assert before.history[0].tolist() == units[:-56]


def test_baselines_from_hand_worked_cases() -> None:
    history = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]])
    assert baselines.seasonal_naive(history, 9)[0].tolist() == [1, 2, 3, 4, 5, 6, 7, 1, 2]
    assert baselines.last_mean(history, 2, days=2)[0].tolist() == [6.5, 6.5]
    flat = np.full((1, 56), 3.0)
    assert baselines.ses_weekday(flat, 3, np.array([0]))[0] == pytest.approx([3.0, 3.0, 3.0])
    weekly = np.tile([2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 16.0], 8)[None, :]
    assert baselines.ses_weekday(weekly, 7, np.array([0]))[0] == pytest.approx(weekly[0, :7])


def test_dispersion_is_the_excess_over_poisson() -> None:
    random = np.random.default_rng(0)
    mean = np.full((200, 200), 4.0)
    sold = random.poisson(mean * random.gamma(2.0, 0.5, mean.shape)).astype(np.float64)
    assert baselines.fit_dispersion(sold, mean) == pytest.approx(0.5, abs=0.05)


def test_negative_binomial_quantiles_grow_with_level_and_mean() -> None:
    found = baselines.negative_binomial_quantiles(np.array([[1.0, 10.0]]), 0.5, (0.1, 0.5, 0.9))
    assert found.shape == (3, 1, 2)
    assert (np.diff(found, axis=0) >= 0).all()
    assert (found[:, 0, 1] >= found[:, 0, 0]).all()
