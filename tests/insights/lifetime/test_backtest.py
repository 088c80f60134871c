from __future__ import annotations

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest

from aisle.insights.lifetime import area_under_curve, backtest, candidate_models, score
from tests.insights.lifetime.crowds import FIRST_DATE, stopping_crowd


def test_area_under_curve_by_hand() -> None:
    """Of the four pairs (came back, did not) three are ordered rightly and one is tied."""
    area = area_under_curve(np.array([True, True, False, False]), np.array([3.0, 2.0, 2.0, 1.0]))

    assert area == pytest.approx(3.5 / 4)


def test_area_under_curve_needs_both_kinds() -> None:
    assert math.isnan(area_under_curve(np.array([True, True]), np.array([1.0, 2.0])))


def test_score_by_hand() -> None:
    found = score("rule", np.array([0.0, 1.0, 3.0]), np.array([1.0, 1.0, 1.0]))

    assert found.mean_absolute_error == pytest.approx(1.0)
    assert found.root_mean_squared_error == pytest.approx(math.sqrt(5 / 3))
    assert found.correlation == 0.0
    assert found.total_error == pytest.approx(-0.25)
    assert found.returns_auc == pytest.approx(0.5)


def test_best_first_and_blind_to_what_comes_after_the_horizon() -> None:
    sales = stopping_crowd(customers=400)
    cutoff = FIRST_DATE + dt.timedelta(days=200)
    end = cutoff + dt.timedelta(days=100)

    scores = backtest(candidate_models(), sales, cutoff_date=cutoff, horizon_days=100)

    assert [s.root_mean_squared_error for s in scores] == sorted(s.root_mean_squared_error for s in scores)
    assert {s.model for s in scores} == {m.name for m in candidate_models()}
    known = sales.filter(pl.col("business_date") <= end)
    assert backtest(candidate_models(), known, cutoff_date=cutoff, horizon_days=100) == scores
