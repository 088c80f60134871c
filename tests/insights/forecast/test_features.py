"""Features know nothing of the future, and are what plain SQL says they are."""

import sqlite3
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from aisle.insights.forecast.features import (
    FutureLeak,
    build_origin,
    check_no_future,
    row_features,
    series_features,
    weekday_means,
)
from aisle.insights.forecast.floor import FLOOR_NAMES, floor_rules
from aisle.insights.forecast.known import read_known
from aisle.insights.forecast.panel import Floats, Panel, build_panel
from tests.insights.forecast.shops import END, small_shop

CUT = 150


def rules_at_cut(panel: Panel) -> dict[str, Floats]:
    return floor_rules(panel.until(CUT), FLOOR_NAMES)


def features_at_cut(panel: Panel) -> dict[str, Floats]:
    return series_features(panel.until(CUT))


def rows_at_cut(panel: Panel) -> dict[str, Floats]:
    past = panel.until(CUT)
    keys = panel.keys
    known = read_known(None, series=keys.series_ids, stores=keys.stores, start=panel.start, days=panel.days)
    rows, ahead = np.repeat(np.arange(12), 28), np.tile(np.arange(28), 12)
    return row_features(keys, build_origin(past), known, rows, ahead, 28)


BUILDERS = [rules_at_cut, features_at_cut, rows_at_cut]


@pytest.fixture(scope="module")
def panel() -> Panel:
    return build_panel(small_shop(), cutoff_date=END)


@pytest.mark.parametrize("builder", BUILDERS)
def test_no_builder_sees_a_day_after_its_origin(builder: object, panel: Panel) -> None:
    check_no_future(builder, panel, CUT, seed=0)  # type: ignore[arg-type]


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_planted_leak_fails_loudly_in_every_builder(builder: object, panel: Panel) -> None:
    def leaking(full: Panel) -> dict[str, Floats]:
        built: dict[str, Floats] = builder(full)  # type: ignore[operator]
        name = next(iter(built))
        return built | {name: built[name] + full.units[0, CUT + 3]}

    with pytest.raises(FutureLeak):
        check_no_future(leaking, panel, CUT, seed=0)


def test_an_origin_a_day_too_late_is_a_leak(panel: Panel) -> None:
    with pytest.raises(FutureLeak, match="mean_7"):
        check_no_future(lambda full: series_features(full.until(CUT + 1)), panel, CUT, seed=0)


@pytest.fixture(scope="module")
def cube() -> sqlite3.Connection:
    """The shop's days as a SQL table, absent days filled as zero by the query's calendar."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create table cube (series text, item text, category text, day text, units real)")
    rows = small_shop().select("series_id", "item_id", "category", pl.col("date").cast(pl.String), "units").rows()
    connection.executemany("insert into cube values (?, ?, ?, ?, ?)", rows)
    return connection


def ask(cube: sqlite3.Connection, expression: str, days: int) -> Floats:
    since = (END - timedelta(days=days - 1)).isoformat()
    query = f"select {expression} from cube where day >= ? group by series order by series"
    return np.array([row[0] for row in cube.execute(query, (since,))], dtype=np.float64)


@pytest.mark.parametrize("days", [7, 28, 56, 112])
def test_means_equal_plain_sql(cube: sqlite3.Connection, panel: Panel, days: int) -> None:
    # A series counts from its first sale on; the query says so as well.
    query = """
        select avg(c.units) from cube c
        join (select series, min(day) as first from cube where units > 0 group by series) f using (series)
        where c.day >= f.first and c.day >= ? group by c.series order by c.series
    """
    since = (END - timedelta(days=days - 1)).isoformat()
    expected = [row[0] for row in cube.execute(query, (since,))]
    np.testing.assert_allclose(series_features(panel)[f"mean_{days}"], expected, rtol=1e-6)


def test_share_of_days_with_a_sale_and_days_since_equal_plain_sql(cube: sqlite3.Connection, panel: Panel) -> None:
    features = series_features(panel)
    np.testing.assert_allclose(features["sold_share"], ask(cube, "avg(units > 0)", 28))
    since = f"julianday('{END}') - julianday(max(case when units > 0 then day end))"
    expected = np.minimum(np.nan_to_num(ask(cube, since, 400), nan=56), 56)
    np.testing.assert_allclose(features["days_since_sale"], expected)


def test_spread_equals_plain_sql(cube: sqlite3.Connection, panel: Panel) -> None:
    variance = ask(cube, "avg(units * units) - avg(units) * avg(units)", 28)
    np.testing.assert_allclose(series_features(panel)["spread"], np.sqrt(variance), rtol=1e-5, atol=1e-6)


def test_group_trend_equals_plain_sql(cube: sqlite3.Connection, panel: Panel) -> None:
    query = """
        select category, sum(case when day > date(:end, '-7 days') then units end) / 7.0
             / (sum(case when day > date(:end, '-28 days') then units end) / 28.0)
        from cube group by category
    """
    expected = dict(cube.execute(query, {"end": END.isoformat()}).fetchall())
    found = series_features(panel)["group_trend_7"]
    categories = panel.keys.series["category"].to_list()
    np.testing.assert_allclose(found, [expected[category] for category in categories], rtol=1e-6)


def test_weekday_means_equal_plain_sql(cube: sqlite3.Connection, panel: Panel) -> None:
    found = weekday_means(panel, 4)
    for offset in range(7):
        weekday = (END + timedelta(days=offset + 1)).isoweekday() % 7
        expected = ask(cube, f"avg(case when strftime('%w', day) = '{weekday}' then units end)", 28)
        np.testing.assert_allclose(found[:, offset], expected, rtol=1e-6)
