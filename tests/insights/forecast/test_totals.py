"""Group totals forecast directly, and products brought into line with them."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from aisle.insights.forecast.known import Known, read_known
from aisle.insights.forecast.panel import Panel, build_panel
from aisle.insights.forecast.totals import bring_into_line, learn_day_effects, predict_totals
from tests.insights.forecast.shops import END, series_frame

DAYS = 168


def paid_shop() -> tuple[Panel, Known, list[bool]]:
    """Thirty products that sell half as much again on food-stamp days; and 28 days ahead of them."""
    days = [END - timedelta(days=back) for back in range(DAYS - 1, -29, -1)]
    paid = [day.day in (3, 4, 9, 15, 16) for day in days]
    random = np.random.default_rng(0)
    level = np.where(paid[:DAYS], 15.0, 10.0)
    frame = pl.concat(series_frame(f"s/{n:02d}", list(random.poisson(level).astype(float))) for n in range(30))
    known = pl.DataFrame({"store_id": "s", "date": days, "snap": [float(one) for one in paid]})
    panel = build_panel(frame, cutoff_date=END)
    read = read_known(known, series=panel.keys.series_ids, stores=["s"], start=panel.start, days=DAYS + 28)
    return panel, read, paid[DAYS:]


def test_the_effect_of_a_known_day_is_found() -> None:
    panel, known, paid = paid_shop()
    totals = predict_totals(learn_day_effects(panel, known), panel.keys, known, END, 28)[0]
    assert totals[np.array(paid)].mean() == pytest.approx(450, rel=0.05)
    assert totals[~np.array(paid)].mean() == pytest.approx(300, rel=0.05)


def test_a_short_history_has_no_total_and_leaves_products_alone() -> None:
    panel = build_panel(series_frame("s/a", [3.0] * 40), cutoff_date=END)
    known = read_known(None, series=["s/a"], stores=["s"], start=panel.start, days=40)
    totals = predict_totals(learn_day_effects(panel, known), panel.keys, known, END, 7)
    assert np.isnan(totals).all()
    means = np.full((1, 7), 3.0)
    assert np.array_equal(bring_into_line(means, totals, panel.keys.group), means)


def test_products_add_up_to_their_total_in_their_old_shares() -> None:
    means, group = np.array([[1.0], [3.0], [5.0]]), np.array([0, 0, 1])
    lined = bring_into_line(means, np.array([[6.0], [5.0]]), group)
    assert lined[:, 0].tolist() == [1.5, 4.5, 5.0]


def test_an_absurd_total_is_held_at_three_times() -> None:
    lined = bring_into_line(np.array([[1.0], [0.0]]), np.array([[50.0], [9.0]]), np.array([0, 1]))
    assert lined[:, 0].tolist() == [3.0, 0.0]
