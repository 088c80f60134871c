from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.insights.lifetime import history_of, purchases_after, summarise_customers
from tests.insights.lifetime.crowds import FIRST_DATE, sales_frame


def day(number: int) -> dt.date:
    return FIRST_DATE + dt.timedelta(days=number)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ada", "ben", "cyd"]),
        st.integers(0, 20).map(str),
        st.integers(0, 60).map(day),
        st.integers(-900, 9_000),
    ),
    max_size=30,
)


def test_a_customer_counted_by_hand() -> None:
    sales = sales_frame(
        [
            ("ada", "1", day(0), 1_000),
            ("ada", "2", day(7), 2_000),
            ("ada", "3", day(7), 3_000),  # the same day: one purchase
            ("ada", "4", day(9), -600),  # a return: no purchase
            ("ada", "5", day(21), 600),
            ("ada", "6", day(29), 9_999),  # after the cut-off
        ]
    )

    row = summarise_customers(sales, cutoff_date=day(28)).row(0, named=True)

    assert row == {
        "customer_id": "ada",
        "purchases": 3,
        "active_days": 21,
        "age_days": 28,
        "net_sales_minor": 6_000,
        "repeats": 2,
        "mean_value_minor": 2_000.0,
    }


def test_history_is_in_weeks() -> None:
    summary = summarise_customers(sales_frame([("ada", "1", day(0), 1), ("ada", "2", day(14), 1)]), cutoff_date=day(21))

    history = history_of(summary)

    assert (history.repeats.tolist(), history.active.tolist(), history.age.tolist()) == ([1.0], [2.0], [3.0])


def test_purchases_after_count_days_within_the_horizon() -> None:
    sales = sales_frame(
        [
            ("ada", "1", day(0), 100),
            ("ben", "2", day(0), 100),
            ("ada", "3", day(10), 100),  # the cut-off itself belongs to the past
            ("ada", "4", day(11), 100),
            ("ada", "5", day(11), 100),
            ("ada", "6", day(15), 100),
            ("ada", "7", day(16), 100),  # past the horizon
            ("ben", "8", day(12), -100),
            ("new", "9", day(12), 100),  # nobody knew them at the cut-off
        ]
    )
    summary = summarise_customers(sales, cutoff_date=day(10))

    later = purchases_after(summary, sales, cutoff_date=day(10), horizon_days=5)

    assert dict(zip(summary["customer_id"], later.tolist(), strict=True)) == {"ada": 2.0, "ben": 0.0}


@given(ROWS, st.integers(0, 60))
def test_time_is_in_order_and_row_order_and_erasure_are_harmless(
    rows: list[tuple[str, str, dt.date, int]], cutoff: int
) -> None:
    sales = sales_frame(rows)
    summary = summarise_customers(sales, cutoff_date=day(cutoff))

    assert summary.equals(summarise_customers(sales.reverse(), cutoff_date=day(cutoff)))
    assert (summary["active_days"] <= summary["age_days"]).all()
    assert (summary["repeats"] >= 0).all()
    without = pl.col("customer_id") != "ada"
    assert summarise_customers(sales.filter(without), cutoff_date=day(cutoff)).equals(summary.filter(without))


def test_a_last_purchase_after_the_cutoff_is_refused() -> None:
    broken = pl.DataFrame({"repeats": [1], "active_days": [9], "age_days": [8]})

    with pytest.raises(AssertionError, match="outside the known time"):
        history_of(broken)
