"""Prices know no person: neither by a column nor by an import."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

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
    forbidden = ("aisle.customers", "aisle.identity", "aisle.insights.segments", "sqlalchemy", "fastapi", "httpx")
    code = f"import sys, aisle.insights.price; print([name for name in {forbidden!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_missing_columns_and_repeated_rows_are_named() -> None:
    with pytest.raises(BadFrame, match="promoted"):
        ElasticityModel().fit(FRAME.drop("promoted"), cutoff_date=WEEK)
    with pytest.raises(BadFrame, match="more than one row"):
        ElasticityModel().fit(pl.concat([FRAME, FRAME]), cutoff_date=WEEK)
