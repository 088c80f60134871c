from __future__ import annotations

import dataclasses
import datetime as dt
import json
import statistics

import polars as pl
import pytest

from aisle.insights.segments import CustomerSegments, ValueSpread
from aisle.insights.segments.segmentation import CUSTOMERS_MIN, MEMBERS_SCHEMA
from tests.insights.segments.shops import TODAY, mixed_shop, receipts


@pytest.fixture(scope="module")
def sales() -> pl.DataFrame:
    return mixed_shop()


@pytest.fixture(scope="module")
def fitted(sales: pl.DataFrame) -> CustomerSegments:
    return CustomerSegments().fit(sales, cutoff_date=TODAY)


def test_the_four_kinds_get_their_names(fitted: CustomerSegments) -> None:
    kinds = fitted.members_.with_columns(kind=pl.col("customer_id").str.split("-").list.first())
    usual = kinds.group_by("kind").agg(pl.col("segment").mode().first(), hits=pl.len()).sort("kind")

    assert dict(usual.select("kind", "segment").rows()) == {
        "fresh": "new",
        "gone": "one_visit",
        "loyal": "loyal_big",
        "slipping": "big_slipping",
    }


def test_shares_add_up_and_the_biggest_stands_first(fitted: CustomerSegments) -> None:
    segments = fitted.segments_

    assert sum(segment.customers for segment in segments) == len(fitted.members_) == 320
    assert sum(segment.share_of_customers for segment in segments) == pytest.approx(1)
    assert sum(segment.share_of_net_sales for segment in segments) == pytest.approx(1)
    assert segments == sorted(segments, key=lambda segment: -segment.share_of_net_sales)
    assert segments[0].segment == "loyal_big"


def test_the_sentence_is_made_of_the_numbers_beside_it(fitted: CustomerSegments) -> None:
    segment = fitted.segments_[0]
    inputs = {row["name"]: row["value"] for row in segment.why.inputs}

    assert segment.description == segment.why.summary
    assert segment.description.startswith(f"{segment.customers} customers (")
    assert f"has come {segment.centroid.frequency} times" in segment.description
    assert inputs == {
        "customers": segment.customers,
        "recency_days": segment.centroid.recency_days,
        "frequency": segment.centroid.frequency,
        "monetary_minor": segment.centroid.monetary_minor,
    }
    json.dumps(dataclasses.asdict(segment), allow_nan=False)


def test_the_centroid_is_the_median_customer(fitted: CustomerSegments) -> None:
    segment = fitted.segments_[0]
    members = fitted.members_.filter(pl.col("segment") == segment.segment)

    assert segment.centroid.monetary_minor == round(statistics.median(members["monetary_minor"].to_list()))


def test_row_order_is_irrelevant_and_one_seed_gives_equal_bytes(sales: pl.DataFrame, fitted: CustomerSegments) -> None:
    again = CustomerSegments().fit(sales.sample(fraction=1.0, shuffle=True, seed=9), cutoff_date=TODAY)

    assert again.members_.equals(fitted.members_)
    assert again.segments_ == fitted.segments_
    assert fitted.clusters_ is not None
    assert again.clusters_ is not None
    assert again.clusters_.centroids.tobytes() == fitted.clusters_.centroids.tobytes()


def test_sales_after_the_cutoff_change_nothing(sales: pl.DataFrame, fitted: CustomerSegments) -> None:
    later = receipts(*[(f"loyal-{number:03d}", f"later/{number}", -5, 99_999) for number in range(80)])

    assert CustomerSegments().fit(pl.concat([sales, later]), cutoff_date=TODAY).segments_ == fitted.segments_


def test_an_erased_customer_vanishes_although_the_last_run_knew_them(
    sales: pl.DataFrame, fitted: CustomerSegments
) -> None:
    kept = sales.filter(pl.col("customer_id") != "loyal-000")

    after = CustomerSegments().fit(kept, cutoff_date=TODAY, previous=fitted.memory_)

    assert "loyal-000" not in after.members_["customer_id"].to_list()
    assert after.memory_ is not None
    assert "loyal-000" not in after.memory_.members["customer_id"].to_list()
    assert sum(s.change_since_last_run.customers_before for s in after.segments_ if s.change_since_last_run) == 319


def test_names_and_places_survive_a_week(sales: pl.DataFrame, fitted: CustomerSegments) -> None:
    next_week = CustomerSegments().fit(sales, cutoff_date=TODAY + dt.timedelta(days=7), previous=fitted.memory_)

    assert {s.segment for s in next_week.segments_} == {s.segment for s in fitted.segments_}
    for segment in next_week.segments_:
        assert segment.change_since_last_run is not None
        assert segment.change_since_last_run.joined == 0
        assert segment.change_since_last_run.moved_in <= 5


def test_lifetime_value_is_spread_over_the_members(sales: pl.DataFrame, fitted: CustomerSegments) -> None:
    loyal = fitted.members_.filter(pl.col("segment") == "loyal_big")["customer_id"]
    lifetime = pl.DataFrame({"customer_id": loyal, "expected_value_minor": [100 * n for n in range(len(loyal))]})

    found = CustomerSegments().fit(sales, cutoff_date=TODAY, lifetime=lifetime).segments_

    values = {segment.segment: segment.clv_minor for segment in found}
    last = 100 * (len(loyal) - 1)
    assert values["loyal_big"] == ValueSpread(p10=round(last * 0.1), p50=round(last * 0.5), p90=round(last * 0.9))
    assert values["one_visit"] is None


@pytest.mark.parametrize(
    ("shop", "says"),
    [
        (receipts(), f"at least {CUSTOMERS_MIN} customers"),
        (receipts(*[(f"c{n}", str(n), n, 100) for n in range(CUSTOMERS_MIN - 1)]), "there are 199 so far"),
        (receipts(*[(f"c{n}", str(n), n % 28, 100 + n) for n in range(300)]), "there are 27 so far"),
        (receipts(*[(f"c{n}", str(n), 40, 100) for n in range(300)]), "bought alike"),
        (receipts(*[(None, str(n), n % 90, 100 + n) for n in range(300)]), "there are 0 so far"),
    ],
)
def test_too_little_history_is_a_state_with_a_reason(shop: pl.DataFrame, says: str) -> None:
    found = CustomerSegments().fit(shop, cutoff_date=TODAY)

    assert found.state_ == "not_enough_history"
    assert says in found.notes_[0]
    assert found.segments_ == []
    assert found.members_.is_empty()
    assert dict(found.members_.schema) == MEMBERS_SCHEMA
