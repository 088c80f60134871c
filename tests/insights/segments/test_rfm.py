from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from aisle.insights.segments import RANKS, add_ranks, measure_rfm
from tests.insights.segments.shops import TODAY, receipts

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ada", "ben", "cyd", "dee"]),
        st.integers(0, 30).map(str),
        st.integers(0, 400),
        st.integers(-5_000, 50_000),
    ),
    max_size=40,
)


def test_measures_are_those_counted_by_hand() -> None:
    sales = receipts(
        ("ada", "s1", 40, 1_000),
        ("ada", "s2", 10, 2_500),
        ("ada", "s3", 2, -500),  # a return: less money, no visit
        ("ben", "s4", 5, 300),
        ("ben", "s4", 5, 200),  # two lines of one sale are one visit
        (None, "s5", 1, 9_999),
        ("cyd", "s6", 3, -800),  # never bought anything
        ("dee", "s7", -1, 700),  # tomorrow
    )

    rows = measure_rfm(sales, as_of=TODAY).rows()

    assert rows == [("ada", 10, 40, 2, 3_000), ("ben", 5, 5, 1, 500)]


def test_the_best_customer_ranks_one_and_ties_share_their_mean() -> None:
    rfm = measure_rfm(receipts(("ada", "1", 1, 900), ("ben", "2", 9, 500), ("cyd", "3", 9, 100)), as_of=TODAY)

    ranked = add_ranks(rfm).select("customer_id", *RANKS).rows()

    assert ranked == [("ada", 1.0, 0.5, 1.0), ("ben", 0.25, 0.5, 0.5), ("cyd", 0.25, 0.5, 0.0)]


def test_one_customer_alone_stands_in_the_middle() -> None:
    ranked = add_ranks(measure_rfm(receipts(("ada", "1", 1, 900)), as_of=TODAY))

    assert ranked.select(RANKS).row(0) == (0.5, 0.5, 0.5)


@given(ROWS, st.randoms(use_true_random=False))
def test_ranks_lie_between_zero_and_one_whatever_the_order_of_rows(
    rows: list[tuple[str, str, int, int]], random: object
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    ranked = add_ranks(measure_rfm(receipts(*rows), as_of=TODAY))

    assert ranked.equals(add_ranks(measure_rfm(receipts(*shuffled), as_of=TODAY)))
    for rank in RANKS:
        values = ranked[rank]
        assert values.is_between(0.0, 1.0).all()
        assert len(values) == 0 or abs(float(values.to_numpy().mean()) - 0.5) < 1e-9


@given(ROWS)
def test_an_erased_customer_vanishes(rows: list[tuple[str, str, int, int]]) -> None:
    sales = receipts(*rows)
    erased = measure_rfm(sales.filter(pl.col("customer_id") != "ada"), as_of=TODAY)

    assert erased.equals(measure_rfm(sales, as_of=TODAY).filter(pl.col("customer_id") != "ada"))
