"""Prices know no person: neither by a column nor by an import."""

from __future__ import annotations

from datetime import date

import grimp
import polars as pl
import pytest

from aisle.insights.price import BadFrame, ElasticityModel, PersonalData

WEEK = date(2026, 1, 5)
FRAME = pl.DataFrame(
    {
        "store_id": ["s"],
        "item_id": ["i"],
        "category": ["c"],
        "date": [WEEK],
        "units": [3.0],
        "price": [1.99],
        "promoted": [0],
    }
)


@pytest.mark.parametrize(
    "column", ["customer_id", "customer", "Customer ID", "loyalty_card", "shopper", "member_no", "user_id", "email"]
)
def test_a_frame_that_knows_who_bought_is_refused(column: str) -> None:
    frame = FRAME.with_columns(pl.lit("someone").alias(column))
    with pytest.raises(PersonalData, match=column):
        ElasticityModel().fit(frame, cutoff_date=WEEK)
    fitted = ElasticityModel().fit(FRAME, cutoff_date=WEEK)
    with pytest.raises(PersonalData, match=column):
        fitted.predict(frame)


def test_the_module_never_reaches_customers_nor_a_database() -> None:
    graph = grimp.build_graph("aisle", include_external_packages=True, cache_dir=None)
    assert graph.chain_exists("aisle.insights.price", "polars", as_packages=True), "the check must see imports"
    for forbidden in ("aisle.customers", "aisle.identity", "aisle.insights.segments", "sqlalchemy", "fastapi"):
        if forbidden in graph.modules:
            assert not graph.chain_exists("aisle.insights.price", forbidden, as_packages=True)


def test_missing_columns_and_repeated_rows_are_named() -> None:
    with pytest.raises(BadFrame, match="promoted"):
        ElasticityModel().fit(FRAME.drop("promoted"), cutoff_date=WEEK)
    with pytest.raises(BadFrame, match="more than one row"):
        ElasticityModel().fit(pl.concat([FRAME, FRAME]), cutoff_date=WEEK)
