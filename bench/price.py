"""How well price explains sales, and whether elasticities survive prices that follow demand.

`dominicks_oj`: fit on weeks up to 135, judge weeks 136-160 with their prices known, mean over
brands. `simulated`: a store whose elasticities are known because we chose them, and whose prices
rise in weeks of high demand, as prices in shops do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aisle.insights.price import ElasticityModel
from bench.harness import Meter, Options, Row, Skipped
from bench.price_baselines import BRANDS, cross_price_columns, predict_by_regression, slopes_by_item
from bench.price_store import PriceStore, simulate_price_store

Floats = NDArray[np.float64]
Predict = Callable[[pl.DataFrame, pl.DataFrame], Floats]

WEEK_ZERO = date(1989, 9, 14)
WEEK_FIT_LAST = 135
FLAGS = ("promoted", "featured")


def run(options: Options) -> list[Row]:
    """Rows of both data sets; orange juice is skipped where it is not at hand."""
    rows: list[Row] = []
    try:
        rows += judge_orange_juice(read_orange_juice(options))
    except Skipped as reason:
        options.skip("dominicks_oj", str(reason))
    seeds = options.seeds[:1] if options.quick else options.seeds
    return rows + judge_simulated([simulate_price_store(seed) for seed in seeds])


def read_orange_juice(options: Options) -> pl.DataFrame:
    """Weekly sales in the model's form, with all eleven prices of the store and week beside them."""
    raw = pl.read_parquet(options.need("dominicks_oj", "orangeJuice_yx.parquet"))
    return raw.select(
        pl.col("store").cast(pl.String).alias("store_id"),
        pl.col("brand").cast(pl.String).alias("item_id"),
        pl.lit("orange juice").alias("category"),
        (pl.lit(WEEK_ZERO) + pl.duration(weeks=pl.col("week"))).alias("date"),
        pl.col("week"),
        pl.col("logmove").exp().alias("units"),
        pl.coalesce(pl.when(pl.col("brand") == k).then(pl.col(f"price{k}")) for k in BRANDS).alias("price"),
        pl.col("deal").cast(pl.Float64).alias("promoted"),
        pl.col("feat").alias("featured"),
        *(pl.col(f"price{k}") for k in BRANDS),
    ).sort("item_id", "store_id", "date")


def judge_orange_juice(frame: pl.DataFrame) -> list[Row]:
    """Baselines, what ships, and the same without week effects (better ahead, blinder to shocks)."""
    models: list[tuple[str, Predict, bool]] = [
        ("store mean", lambda past, ahead: predict_by_regression(past, ahead, []), False),
        ("own price", lambda past, ahead: predict_by_regression(past, ahead, ["own"]), False),
        ("cross prices, deal, feature", _with_all_prices, False),
        ("shrunk, without week effects", lambda past, ahead: _predict_ours(past, ahead, week_effects=False), False),
        ("shrunk log-log", lambda past, ahead: _predict_ours(past, ahead, week_effects=True), True),
    ]
    return [_judge_model(frame, name, predict, ours) for name, predict, ours in models]


def _with_all_prices(past: pl.DataFrame, ahead: pl.DataFrame) -> Floats:
    return predict_by_regression(past, ahead, [*cross_price_columns(), *FLAGS])


def _predict_ours(past: pl.DataFrame, ahead: pl.DataFrame, *, week_effects: bool) -> Floats:
    last = past["date"].max()
    assert isinstance(last, date)
    model = ElasticityModel(flags=FLAGS, week_effects=week_effects).fit(past, cutoff_date=last)
    keys = ahead.select("store_id", "item_id", "date")
    found = keys.join(model.predict(ahead), on=keys.columns, how="left", maintain_order="left")
    return found["log_units"].to_numpy()


def _judge_model(frame: pl.DataFrame, name: str, predict: Predict, ours: bool) -> Row:
    past = frame.filter(pl.col("week") <= WEEK_FIT_LAST)
    ahead = frame.filter(pl.col("week") > WEEK_FIT_LAST)
    with Meter() as meter:
        predicted = predict(past, ahead)
    actual = np.log(ahead["units"].to_numpy())
    brand = ahead["item_id"].to_numpy()
    scores = np.array([_score(actual[brand == one], predicted[brand == one]) for one in np.unique(brand)])
    return Row(
        model=name,
        data="dominicks_oj",
        metrics={"R2": float(scores[:, 0].mean()), "MAE": float(scores[:, 1].mean())},
        rows=len(frame),
        series=frame.select("store_id", "item_id").n_unique(),
        seconds=meter.seconds,
        peak_mb=meter.peak_mb,
        ours=ours,
    )


def _score(actual: Floats, predicted: Floats) -> tuple[float, float]:
    """R2 against the mean of the judged weeks, and mean absolute error, of log units."""
    error = actual - predicted
    explained = 1 - float((error**2).sum() / ((actual - actual.mean()) ** 2).sum())
    return explained, float(np.abs(error).mean())


def judge_simulated(stores: list[PriceStore]) -> list[Row]:
    """Distance from the true elasticities, and how often the 90 % interval holds them."""
    with Meter() as plain_meter:
        plain = [slopes_by_item(store.frame)["slope"].to_numpy() for store in stores]
    with Meter() as meter:
        tables = [_fit_simulated(store.frame) for store in stores]
    truth = np.concatenate([store.elasticities for store in stores])
    found = pl.concat(tables)
    lo, hi = found["lo"].to_numpy(), found["hi"].to_numpy()
    rows = sum(len(store.frame) for store in stores)
    return [
        Row(
            model="regression per item",
            data="simulated",
            metrics={"RMSE": _rmse(np.concatenate(plain), truth)},
            seconds=plain_meter.seconds,
            peak_mb=plain_meter.peak_mb,
            rows=rows,
            series=truth.size,
            windows=len(stores),
        ),
        Row(
            model="shrunk log-log",
            data="simulated",
            metrics={
                "RMSE": _rmse(found["mean"].to_numpy(), truth),
                "coverage_90": float(((lo <= truth) & (truth <= hi)).mean()),
            },
            seconds=meter.seconds,
            peak_mb=meter.peak_mb,
            ours=True,
            rows=rows,
            series=truth.size,
            windows=len(stores),
        ),
    ]


def _fit_simulated(frame: pl.DataFrame) -> pl.DataFrame:
    last = frame["date"].max()
    assert isinstance(last, date)
    return ElasticityModel().fit(frame, cutoff_date=last).elasticities_.sort("item_id")


def _rmse(found: Floats, truth: Floats) -> float:
    return float(np.sqrt(((found - truth) ** 2).mean()))
