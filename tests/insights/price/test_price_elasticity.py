"""The elasticity model on sales whose true elasticities are known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from bench.price_baselines import slopes_by_item
from bench.price_store import simulate_price_store

from aisle.insights.price import ElasticityModel
from aisle.insights.price.shrink import PRIOR_MEAN, shrink_slopes

STORE = simulate_price_store(7)
LAST = STORE.frame["date"].max()
assert isinstance(LAST, date)
CUTOFF: date = LAST


def fit(frame: pl.DataFrame = STORE.frame, cutoff_date: date = CUTOFF) -> pl.DataFrame:
    return ElasticityModel().fit(frame, cutoff_date=cutoff_date).elasticities_.sort("item_id")


def weekly(prices: list[float], units: list[float], item_id: str = "lone") -> pl.DataFrame:
    count = len(prices)
    return pl.DataFrame(
        {
            "store_id": ["store"] * count,
            "item_id": [item_id] * count,
            "category": ["apart"] * count,
            "date": [CUTOFF - timedelta(weeks=k) for k in range(count)],
            "units": units,
            "price": prices,
            "promoted": [0.0] * count,
        }
    )


def test_prices_that_chase_demand_do_not_fool_it() -> None:
    found = fit()
    error = found["mean"].to_numpy() - STORE.elasticities
    plain = slopes_by_item(STORE.frame)["slope"].to_numpy() - STORE.elasticities
    assert np.sqrt((error**2).mean()) <= 0.5 * np.sqrt((plain**2).mean())
    lo, hi = found["lo"].to_numpy(), found["hi"].to_numpy()
    held = ((lo <= STORE.elasticities) & (STORE.elasticities <= hi)).mean()
    assert 0.82 <= held <= 0.98


def test_row_order_and_refit_change_nothing() -> None:
    shuffled = STORE.frame.sample(fraction=1, shuffle=True, seed=3)
    assert fit(shuffled).equals(fit())
    model = ElasticityModel()
    first = model.fit(STORE.frame, cutoff_date=CUTOFF).elasticities_
    assert model.fit(STORE.frame, cutoff_date=CUTOFF).elasticities_.equals(first)


def test_rows_after_the_cutoff_change_nothing() -> None:
    cutoff = CUTOFF - timedelta(weeks=20)
    spoilt = STORE.frame.with_columns(pl.when(pl.col("date") > cutoff).then(1e6).otherwise("units").alias("units"))
    assert fit(spoilt, cutoff).equals(fit(STORE.frame, cutoff))


def test_another_category_changes_nothing() -> None:
    more = pl.concat([STORE.frame, weekly([1.0, 2.0, 3.0] * 20, [9.0, 4.0, 1.0] * 20)])
    assert fit(more).filter(pl.col("category") != "apart").equals(fit())


@pytest.mark.parametrize(
    ("prices", "refusal"),
    [
        ([2.00, 2.10] * 20, "thin-variation"),
        ([2.00, 2.01, 2.02] * 15, "thin-variation"),
        ([2.00] * 40, "thin-variation"),
        ([2.00, 2.05, 2.10] * 15, None),
    ],
)
def test_thin_variation_is_refused(prices: list[float], refusal: str | None) -> None:
    units = [20 * (price / 2) ** -2 for price in prices]
    row = fit(weekly(prices, units)).row(0, named=True)
    assert row["refusal"] == refusal
    if refusal:
        assert row["source"] == "prior" and row["mean"] == pytest.approx(PRIOR_MEAN)
    else:
        assert row["source"] == "own" and row["mean"] == pytest.approx(-2, abs=0.2)


@pytest.mark.parametrize(
    "units", [[0.0] * 30, [5.0] * 30, [0.0] * 29 + [1e6], [-3.0] * 30], ids=["zeros", "constant", "spike", "returns"]
)
def test_odd_sales_survive(units: list[float]) -> None:
    found = fit(weekly([1.0, 2.0, 3.0] * 10, units))
    assert found.select(pl.col("mean", "lo", "hi").is_finite().all()).row(0) == (True, True, True)
    assert (found["lo"] <= found["mean"]).all() and (found["mean"] <= found["hi"]).all()


def test_one_week_and_no_week_survive() -> None:
    assert fit(weekly([2.0], [3.0]))["source"].to_list() == ["prior"]
    assert fit(weekly([2.0], [3.0]), CUTOFF - timedelta(weeks=1)).is_empty()


def test_predictions_follow_the_price() -> None:
    prices = [2.00, 2.20, 1.80, 2.10] * 15
    model = ElasticityModel().fit(weekly(prices, [50 * (p / 2) ** -2.5 for p in prices]), cutoff_date=CUTOFF)
    ahead = weekly([2.00], [0.0]).with_columns(pl.lit(CUTOFF + timedelta(weeks=1)).alias("date"))
    dearer = ahead.with_columns(pl.lit(2.20).alias("price"))
    usual, less = (model.predict(frame)["log_units"][0] for frame in (ahead, dearer))
    assert np.exp(usual) == pytest.approx(50, rel=0.03)
    assert less - usual == pytest.approx(-2.5 * np.log(1.1), abs=0.02)
    assert model.predict(ahead.with_columns(pl.lit("unknown").alias("item_id"))).is_empty()


def test_shrinking_weighs_own_data_against_the_category() -> None:
    slopes = np.array([-1.0, -3.0, -2.0, -9.0])
    shrunk = shrink_slopes(slopes, np.array([0.01, 0.01, 0.01, 100.0]))
    assert shrunk.mean[:3] == pytest.approx(slopes[:3], abs=0.05)
    assert shrunk.mean[3] == pytest.approx(shrunk.category_mean, abs=0.1)
    assert shrunk.sd[3] > 4 * shrunk.sd[0]


def test_without_any_data_the_prior_speaks_and_doubt_is_wide() -> None:
    shrunk = shrink_slopes(np.array([0.0]), np.array([np.inf]))
    assert shrunk.mean[0] == PRIOR_MEAN
    assert shrunk.sd[0] > 1 and shrunk.own_weight[0] == 0


def test_an_error_shared_by_all_items_is_not_averaged_away() -> None:
    slopes, variances = np.full(100, -2.0), np.full(100, 0.01)
    plain = shrink_slopes(slopes, variances)
    shared = shrink_slopes(slopes, variances, shared_variance=0.25)
    assert (shared.sd**2 - plain.sd**2) == pytest.approx(0.25)
