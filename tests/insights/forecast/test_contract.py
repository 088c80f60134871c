"""What every forecasting model must hold, whatever it predicts."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from aisle.insights.forecast import BadFrame, ForecastEngine, NotFitted
from aisle.insights.forecast.floor import FLOOR_NAMES, floor_rules
from aisle.insights.forecast.panel import Floats, build_panel
from tests.insights.forecast.shops import END, awkward_shop, busy_units, series_frame, small_shop

HORIZON = 28


def make_engine(mode: str) -> ForecastEngine:
    return ForecastEngine(mode=mode, rounds=20, rows_max=5_000, threads=1)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shop() -> pl.DataFrame:
    return small_shop()


@pytest.fixture(scope="module", params=["floor", "full"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def fitted(mode: str, shop: pl.DataFrame) -> ForecastEngine:
    return make_engine(mode).fit(shop, cutoff_date=END)


def quantile_table(forecast: pl.DataFrame) -> Floats:
    return forecast.select(pl.col("^q_.*$")).to_numpy()


def test_a_clone_fitted_again_says_the_same_bytes(fitted: ForecastEngine, shop: pl.DataFrame) -> None:
    clone = ForecastEngine(**fitted.parameters()).fit(shop, cutoff_date=END)  # type: ignore[arg-type]
    assert clone.parameters() == fitted.parameters()
    assert clone.predict(horizon_days=HORIZON).equals(fitted.predict(horizon_days=HORIZON))


def test_the_order_of_rows_and_rows_after_the_cutoff_do_not_matter(
    fitted: ForecastEngine, mode: str, shop: pl.DataFrame
) -> None:
    later = shop.filter(pl.col("date") == END).with_columns(
        pl.col("date") + timedelta(days=3), pl.lit(9_999.0).alias("units")
    )
    shuffled = pl.concat([shop, later]).sample(fraction=1.0, shuffle=True, seed=1)
    again = make_engine(mode).fit(shuffled, cutoff_date=END)
    assert again.predict(horizon_days=HORIZON).equals(fitted.predict(horizon_days=HORIZON))


def test_a_saved_engine_answers_as_before(fitted: ForecastEngine, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    loaded = ForecastEngine.load(tmp_path)
    assert loaded.parameters() == fitted.parameters()
    assert loaded.predict(horizon_days=HORIZON).equals(fitted.predict(horizon_days=HORIZON))
    assert loaded.explain("s/03") == fitted.explain("s/03")
    assert loaded.sample(horizon_days=7, paths=5, seed=0).equals(fitted.sample(horizon_days=7, paths=5, seed=0))


def test_quantiles_never_cross_and_nothing_is_negative(fitted: ForecastEngine) -> None:
    forecast = fitted.predict(horizon_days=91)
    table = quantile_table(forecast)
    assert (np.diff(table, axis=1) >= 0).all()
    assert (table >= 0).all()
    assert (forecast["mean"] >= 0).all()
    assert len(forecast) == 12 * 91


def test_awkward_series_survive_and_stay_finite(mode: str) -> None:
    engine = make_engine(mode).fit(awkward_shop(), cutoff_date=END)
    forecast = engine.predict(horizon_days=HORIZON)
    numbers = forecast.select("mean", pl.col("^q_.*$")).to_numpy()
    assert np.isfinite(numbers).all()
    assert (np.diff(numbers[:, 1:], axis=1) >= 0).all()
    states = dict(engine.series().select("series_id", "state").iter_rows())
    assert states["s/zeros"] == "not_enough_history"
    assert states["s/single"] == "cold"
    assert "s/zeros" not in forecast["series_id"]
    constant = forecast.filter(pl.col("series_id") == "t/constant")["mean"]
    assert constant.is_between(6, 8).all()


def test_a_weekday_on_which_the_store_never_trades_is_zero_and_flagged(mode: str) -> None:
    engine = make_engine(mode).fit(awkward_shop(), cutoff_date=END)
    closed = engine.predict(horizon_days=14).filter(pl.col("series_id") == "s/closed")
    sundays = pl.col("date").dt.weekday() == 7
    assert closed.filter(sundays)["closed"].all()
    assert closed.filter(sundays).select("mean", "q_0.975").to_numpy().sum() == 0
    assert not closed.filter(~sundays)["closed"].any()
    assert closed.filter(~sundays)["mean"].min() > 20  # type: ignore[operator]


def test_a_week_of_one_product_gets_a_wide_labelled_answer(mode: str) -> None:
    engine = make_engine(mode).fit(series_frame("s/a", [3, 0, 2, 4, 1, 5, 3]), cutoff_date=END)
    forecast = engine.predict(horizon_days=7)
    assert engine.series()["state"].to_list() == ["cold"]
    assert engine.explain("s/a")["confidence"] == "low"
    assert forecast["mean"].mean() == pytest.approx(18 / 7, rel=0.3)
    assert (forecast["q_0.975"] > 3 * forecast["mean"]).all()


def test_a_store_of_three_days_is_not_forecast() -> None:
    engine = ForecastEngine(mode="floor").fit(series_frame("s/a", [3, 1, 2]), cutoff_date=END)
    assert engine.series()["state"].to_list() == ["not_enough_history"]
    assert engine.predict(horizon_days=7).is_empty()
    assert engine.sample(horizon_days=7, paths=3, seed=0).is_empty()
    assert "not enough history for a forecast" in engine.explain("s/a")["caveats"]


@pytest.mark.parametrize("name", ["seasonal_naive", "recent_mean", "imapa"])
def test_an_unrelated_series_leaves_a_per_series_rule_alone(name: str) -> None:
    assert name in FLOOR_NAMES
    alone = series_frame("s/a", busy_units(4, 100, 1))
    beside = pl.concat([alone, series_frame("z/b", busy_units(40, 90, 2), category="other")])
    first, second = (floor_rules(build_panel(frame, cutoff_date=END), (name,))[name][0] for frame in (alone, beside))
    assert np.array_equal(first, second)


def test_paths_depend_on_the_seed_and_the_series_alone(fitted: ForecastEngine) -> None:
    def draw(seed: int, *series_ids: str) -> Floats:
        return fitted.sample_paths(horizon_days=14, paths=20, seed=seed, series_ids=list(series_ids))

    both, one = draw(5, "s/08", "s/03"), draw(5, "s/03")
    assert both.shape == (2, 20, 14)
    assert np.array_equal(both[1], one[0])
    assert not np.array_equal(draw(6, "s/03"), one)


def test_paths_follow_the_predicted_quantiles(fitted: ForecastEngine) -> None:
    paths = fitted.sample_paths(horizon_days=7, paths=4_000, seed=0, series_ids=["s/10"])[0]
    forecast = fitted.predict(horizon_days=7).filter(pl.col("series_id") == "s/10")
    share = (paths <= forecast["q_0.9"].to_numpy()).mean(axis=0)
    assert np.abs(share - 0.9).max() < 0.03


def test_levels_are_learnt_where_there_is_much_to_learn(fitted: ForecastEngine) -> None:
    forecast = fitted.predict(horizon_days=7).filter(pl.col("series_id") == "s/11")
    saturday = forecast.filter(pl.col("date").dt.weekday() == 6)["mean"].item()
    assert saturday == pytest.approx(0.2 * 1.6**11 * 1.6, rel=0.15)


def test_asking_before_fitting_or_too_far_is_refused(fitted: ForecastEngine) -> None:
    with pytest.raises(NotFitted):
        ForecastEngine().predict(horizon_days=7)
    with pytest.raises(BadFrame, match="1 to 91"):
        fitted.predict(horizon_days=92)


def test_a_day_the_store_says_it_will_close_is_zero(fitted: ForecastEngine) -> None:
    tomorrow = END + timedelta(days=1)
    known = pl.DataFrame({"store_id": ["s"], "date": [tomorrow], "closed": [True]})
    forecast = fitted.predict(horizon_days=2, known=known)
    shut = pl.col("date") == tomorrow
    assert forecast.filter(shut)["closed"].all()
    assert forecast.filter(shut)["mean"].sum() == 0
    assert forecast.filter(~shut)["mean"].sum() > 0


def test_one_series_day_twice_is_refused(shop: pl.DataFrame) -> None:
    with pytest.raises(BadFrame, match="two rows"):
        make_engine("floor").fit(pl.concat([shop, shop.head(1)]), cutoff_date=END)
