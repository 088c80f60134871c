from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from aisle.insights.lifetime import VALUE_SCHEMA, LifetimeValue, candidate_models
from tests.insights.lifetime.crowds import FIRST_DATE, sales_frame, stopping_crowd

CUTOFF = FIRST_DATE + dt.timedelta(days=240)


@pytest.fixture(scope="module")
def sales() -> pl.DataFrame:
    return stopping_crowd(customers=600)


@pytest.fixture(scope="module")
def fitted(sales: pl.DataFrame) -> LifetimeValue:
    return LifetimeValue(horizon_days=120).fit(sales, cutoff_date=CUTOFF)


def test_the_backtests_winner_is_shipped_and_all_are_shown(fitted: LifetimeValue) -> None:
    assert fitted.winner_ == fitted.backtest_[0].model
    assert fitted.predict()["model"].unique().to_list() == [fitted.winner_]
    assert fitted.compare()["model"].to_list() == [score.model for score in fitted.backtest_]
    assert set(fitted.models_) == {model.name for model in candidate_models()}


def test_one_row_per_known_customer_with_ordered_quantiles(sales: pl.DataFrame, fitted: LifetimeValue) -> None:
    value = fitted.predict()

    known = sales.filter(pl.col("business_date") <= CUTOFF)["customer_id"].unique().sort()
    assert dict(value.schema) == VALUE_SCHEMA
    assert value["customer_id"].equals(known)
    assert value.null_count().sum_horizontal().item() == 0
    low, middle, high = pl.col("p10_minor"), pl.col("p50_minor"), pl.col("p90_minor")
    assert value.select(((low >= 0) & (low <= middle) & (middle <= high)).all()).item()
    assert (value["expected_value_minor"] >= 0).all()


def test_the_interval_holds_what_customers_then_bring(sales: pl.DataFrame, fitted: LifetimeValue) -> None:
    """P90 should be passed by one customer in ten; the median by no more than half."""
    end = CUTOFF + dt.timedelta(days=120)
    later = sales.filter(pl.col("business_date") > CUTOFF, pl.col("business_date") <= end)
    brought = later.group_by("customer_id").agg(brought=pl.col("net_sales_minor").sum())
    both = fitted.predict().join(brought, on="customer_id", how="left").with_columns(pl.col("brought").fill_null(0))

    above_p90 = both.select((pl.col("brought") > pl.col("p90_minor")).sum() / pl.len()).item()
    total = both.select(pl.col("expected_value_minor").sum() / pl.col("brought").sum()).item()

    assert 0.05 < above_p90 < 0.15
    assert 0.75 < total < 1.25


def test_one_seed_gives_equal_frames_in_any_row_order(sales: pl.DataFrame, fitted: LifetimeValue) -> None:
    shuffled = sales.sample(fraction=1.0, shuffle=True, seed=5)

    again = LifetimeValue(horizon_days=120).fit(shuffled, cutoff_date=CUTOFF)

    assert again.predict().equals(fitted.predict())
    assert again.backtest_ == fitted.backtest_


def test_an_erased_customer_vanishes(sales: pl.DataFrame) -> None:
    erased = sales.filter(pl.col("customer_id") != "c00000")

    found = LifetimeValue(horizon_days=120, paths=50).fit(erased, cutoff_date=CUTOFF)

    assert "c00000" in sales["customer_id"].to_list()
    assert "c00000" not in found.predict()["customer_id"].to_list()
    assert "c00000" not in found.summary_["customer_id"].to_list()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "there are 0 so far"),
        ([(f"c{n}", str(n), FIRST_DATE, 100) for n in range(500)], "customers who came back"),
        (
            [(f"c{n % 40}", str(n), FIRST_DATE + dt.timedelta(days=200 + n // 40), 100) for n in range(400)],
            "84 days of sales; there are 40 so far",
        ),
    ],
)
def test_too_little_history_is_a_state_with_a_reason(rows: list[tuple[str, str, dt.date, int]], says: str) -> None:
    found = LifetimeValue().fit(sales_frame(rows), cutoff_date=CUTOFF)

    assert found.state_ == "not_enough_history"
    assert says in found.notes_[0]
    assert found.predict().is_empty()
    assert dict(found.predict().schema) == VALUE_SCHEMA
