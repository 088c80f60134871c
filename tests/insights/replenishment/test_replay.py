"""The replay behind the ordering bench, on demand worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from bench.replenish import LEAD_TIME_DAYS, REPLAY_DAYS, replay, stock_at_fill

WEEKS = REPLAY_DAYS // 7


def test_enough_for_the_lead_time_loses_nothing_and_ends_empty() -> None:
    # One a day and a level of 7: what was sold on a day is back seven days later, just in time.
    fill, on_hand = replay(np.ones((3, REPLAY_DAYS)), np.full((3, WEEKS), LEAD_TIME_DAYS))
    assert (fill, on_hand) == (1.0, 0.0)


def test_spare_units_stay_on_hand() -> None:
    assert replay(np.ones((1, REPLAY_DAYS)), np.full((1, WEEKS), LEAD_TIME_DAYS + 4)) == (1.0, 4.0)


def test_unmet_demand_is_lost_not_owed() -> None:
    # A level of 6 turns over once in seven days, so one day in seven goes without.
    fill, _ = replay(np.ones((1, REPLAY_DAYS)), np.full((1, WEEKS), LEAD_TIME_DAYS - 1))
    assert fill == pytest.approx(6 / 7)


def test_stock_is_read_where_the_curve_crosses_the_fill() -> None:
    fills, on_hand = np.array([0.90, 1.00, 0.96]), np.array([1.0, 5.0, 3.0])
    assert stock_at_fill(fills, on_hand, 0.93) == pytest.approx(2.0)
    assert np.isnan(stock_at_fill(fills, on_hand, 0.80))
