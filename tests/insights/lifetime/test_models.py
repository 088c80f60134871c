"""One contract for all models of purchases."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from aisle.insights.lifetime import PurchaseModel, RateRule, candidate_models, history_of, summarise_customers
from aisle.insights.lifetime.summary import DAYS_PER_WEEK
from tests.insights.lifetime.crowds import FIRST_DATE, history, sales_frame, stopping_crowd

CUTOFF = FIRST_DATE + dt.timedelta(days=300)
NAMES = [model.name for model in candidate_models()]


@pytest.fixture(scope="module")
def sales() -> pl.DataFrame:
    return stopping_crowd(customers=400)


def fresh(name: str) -> PurchaseModel:
    return next(model for model in candidate_models() if model.name == name)


@pytest.mark.parametrize("name", NAMES)
def test_refit_row_order_and_later_sales_change_nothing(name: str, sales: pl.DataFrame) -> None:
    known = sales.filter(pl.col("business_date") <= CUTOFF).sample(fraction=1.0, shuffle=True, seed=2)
    summary = summarise_customers(sales, cutoff_date=CUTOFF)

    first = fresh(name).fit(sales, cutoff_date=CUTOFF)
    second = fresh(name).fit(known, cutoff_date=CUTOFF)

    assert first.predict(summary, horizon_days=90).equals(second.predict(summary, horizon_days=90))
    drawn = [m.sample(summary, horizon_days=90, paths=5, seed=1).tobytes() for m in (first, second)]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("name", NAMES)
def test_answers_stay_within_what_is_possible(name: str, sales: pl.DataFrame) -> None:
    model = fresh(name).fit(sales, cutoff_date=CUTOFF)
    odd = history((0, 0, 0), (0, 0, 500), (250, 40, 40), (250, 1, 500), (1, 0.1, 0.2))

    alive = model.alive(odd)
    short, long = model.expected(odd, weeks=4), model.expected(odd, weeks=40)

    assert model.converged_
    assert np.all((alive >= 0) & (alive <= 1))
    assert np.all(np.isfinite(long))
    assert np.all((short >= 0) & (short <= long))


@pytest.mark.parametrize("name", [name for name in NAMES if name != RateRule.name])
def test_simulated_purchases_agree_with_the_expectation(name: str, sales: pl.DataFrame) -> None:
    model = fresh(name).fit(sales, cutoff_date=CUTOFF)
    summary = summarise_customers(sales, cutoff_date=CUTOFF)

    drawn = model.sample(summary, horizon_days=91, paths=600, seed=3)

    expected = model.expected(history_of(summary), weeks=91 / DAYS_PER_WEEK)
    assert drawn.mean() == pytest.approx(float(expected.mean()), rel=0.03)


def test_the_plain_rule_by_hand() -> None:
    """Twice at a gap of 10 days and once 30 days ago: gaps of 10 days, hiatus 10 days."""
    start = FIRST_DATE
    sales = sales_frame(
        [
            ("ada", "1", start, 100),
            ("ada", "2", start + dt.timedelta(days=10), 100),
            ("ben", "3", start, 100),
        ]
    )
    rule = RateRule().fit(sales, cutoff_date=start + dt.timedelta(days=20))
    summary = summarise_customers(sales, cutoff_date=start + dt.timedelta(days=20))

    predicted = rule.predict(summary, horizon_days=40).rows()

    assert rule.hiatus_days_ == pytest.approx(10)
    assert predicted == [("ada", pytest.approx(2.0), 1.0), ("ben", 0.0, 0.0)]
