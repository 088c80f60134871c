"""Do we know who comes back, how often, and who will bring the money?

`cdnow_sample` is fitted up to 1997-09-30 and judged on the 39 weeks after; `online_retail` up to
2011-08-31 and judged on the next 100 days. The shipped row is the winner of the backtest that the
shop could have run on its own by that day; it never sees the judged days.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from aisle.insights.lifetime import (
    BetaGeometric,
    GammaGamma,
    LifetimeValue,
    PurchaseModel,
    area_under_curve,
    candidate_models,
    purchases_after,
    score,
    summarise_customers,
)
from aisle.insights.lifetime.summary import Values
from aisle.insights.segments import add_ranks, measure_rfm
from bench.harness import Meter, Options, Row, Skipped
from bench.segments import few_customers, load_online_retail

CDNOW, CDNOW_FILE = "cdnow_sample", ("cdnow_sample", "cdnowElog.csv")
CDNOW_CUTOFF, CDNOW_HORIZON_DAYS = dt.date(1997, 9, 30), 39 * 7
RETAIL = "online_retail"
RETAIL_CUTOFF, RETAIL_HORIZON_DAYS = dt.date(2011, 8, 31), 100
QUICK_CUSTOMERS = 600


def run(options: Options) -> list[Row]:
    """Rows of both data sets; either may be missing."""
    rows: list[Row] = []
    for data, judge in ((CDNOW, _run_cdnow), (RETAIL, _run_retail)):
        try:
            rows += judge(options)
        except Skipped as reason:
            options.skip(data, str(reason))
    if not rows:
        raise Skipped("neither cdnow_sample nor online_retail is in the data folder")
    return rows


def load_cdnow(options: Options) -> pl.DataFrame:
    """Purchases of the 2,357 customers as `customer_id, sale_id, business_date, net_sales_minor`."""
    log = pl.read_csv(options.need(*CDNOW_FILE)).with_row_index("sale_id")
    sales = log.select(
        customer_id=pl.col("sampleid").cast(pl.String),
        sale_id=pl.col("sale_id").cast(pl.String),
        business_date=pl.col("date").cast(pl.String).str.to_date("%Y%m%d"),
        net_sales_minor=(pl.col("sales") * 100).round().cast(pl.Int64),
    )
    return few_customers(sales, QUICK_CUSTOMERS) if options.quick else sales


def _run_cdnow(options: Options) -> list[Row]:
    sales = load_cdnow(options)
    summary = summarise_customers(sales, cutoff_date=CDNOW_CUTOFF)
    actual = purchases_after(summary, sales, cutoff_date=CDNOW_CUTOFF, horizon_days=CDNOW_HORIZON_DAYS)
    winner = _winner(sales, cutoff_date=CDNOW_CUTOFF, horizon_days=CDNOW_HORIZON_DAYS)
    with Meter() as meter:
        fitted = BetaGeometric().fit(sales, cutoff_date=CDNOW_CUTOFF)
    rows = [_row("BG/NBD parameters", CDNOW, _parameters(fitted), sales, summary, meter, ours=True)]
    for model in candidate_models():
        with Meter() as meter:
            model.fit(sales, cutoff_date=CDNOW_CUTOFF)
            predicted = _expected(model, summary, CDNOW_HORIZON_DAYS)
        metrics = _purchase_metrics(actual, predicted)
        rows.append(_row(model.name, CDNOW, metrics, sales, summary, meter, ours=model.name == winner))
    past = summary["repeats"].cast(pl.Float64).to_numpy()
    rows.append(_row("past count", CDNOW, _purchase_metrics(actual, past), sales, summary, None))
    return rows


def _run_retail(options: Options) -> list[Row]:
    sales = load_online_retail(options)
    summary = summarise_customers(sales, cutoff_date=RETAIL_CUTOFF)
    actual = purchases_after(summary, sales, cutoff_date=RETAIL_CUTOFF, horizon_days=RETAIL_HORIZON_DAYS)
    future = _net_sales_after(summary, sales)
    winner = _winner(sales, cutoff_date=RETAIL_CUTOFF, horizon_days=RETAIL_HORIZON_DAYS)
    spending = GammaGamma().fit(summary).predict(summary)
    rows = []
    for model in candidate_models():
        with Meter() as meter:
            model.fit(sales, cutoff_date=RETAIL_CUTOFF)
            predicted = _expected(model, summary, RETAIL_HORIZON_DAYS)
        metrics = _value_metrics(actual, future, predicted, predicted * spending)
        metrics |= _purchase_metrics(actual, predicted)
        rows.append(_row(model.name, RETAIL, metrics, sales, summary, meter, ours=model.name == winner))
    for name, ranking in _plain_rankings(sales, summary, future).items():
        metrics = _value_metrics(actual, future, ranking, ranking)
        rows.append(_row(name, RETAIL, metrics, sales, summary, None))
    return rows


def _winner(sales: pl.DataFrame, *, cutoff_date: dt.date, horizon_days: int) -> str:
    """What the product would have shipped on that day."""
    fitted = LifetimeValue(horizon_days=horizon_days).fit(sales, cutoff_date=cutoff_date)
    return fitted.winner_


def _expected(model: PurchaseModel, summary: pl.DataFrame, horizon_days: int) -> Values:
    return np.asarray(model.predict(summary, horizon_days=horizon_days)["expected_purchases"].to_numpy())


def _parameters(model: BetaGeometric) -> dict[str, float]:
    return {"r": model.r_, "alpha": model.alpha_, "a": model.a_, "b": model.b_, "LL": model.log_likelihood_}


def _purchase_metrics(actual: Values, predicted: Values) -> dict[str, float]:
    found = score("", actual, predicted)
    return {
        "MAE": found.mean_absolute_error,
        "RMSE": found.root_mean_squared_error,
        "corr": found.correlation,
        "total_error": found.total_error,
    }


def _value_metrics(actual: Values, future: Values, returns: Values, value: Values) -> dict[str, float]:
    return {"AUC": area_under_curve(actual > 0, returns), "top_decile_share": top_decile_share(value, future)}


def top_decile_share(ranking: Values, future: Values) -> float:
    """Share of all later net sales that the highest-ranked tenth of customers brings; ties keep their order."""
    chosen = np.argsort(-ranking, kind="stable")[: len(ranking) // 10]
    return float(future[chosen].sum() / future.sum())


def _net_sales_after(summary: pl.DataFrame, sales: pl.DataFrame) -> Values:
    end = RETAIL_CUTOFF + dt.timedelta(days=RETAIL_HORIZON_DAYS)
    later = (
        sales.filter(pl.col("business_date") > RETAIL_CUTOFF, pl.col("business_date") <= end)
        .group_by("customer_id")
        .agg(later=pl.col("net_sales_minor").sum())
    )
    found = summary.select("customer_id").join(later, on="customer_id", how="left", maintain_order="left")
    return np.asarray(found["later"].fill_null(0).cast(pl.Float64).to_numpy())


def _plain_rankings(sales: pl.DataFrame, summary: pl.DataFrame, future: Values) -> dict[str, Values]:
    """Baselines, and what nobody can beat: customers sorted by what they did bring."""
    ranks = add_ranks(measure_rfm(sales, as_of=RETAIL_CUTOFF)).select("r", "f", "m").to_numpy()
    return {
        "past spend": summary["net_sales_minor"].cast(pl.Float64).to_numpy(),
        "RFM rank sum": ranks.sum(axis=1),
        "oracle": future,
    }


def _row(
    model: str,
    data: str,
    metrics: dict[str, float],
    sales: pl.DataFrame,
    summary: pl.DataFrame,
    meter: Meter | None,
    *,
    ours: bool = False,
) -> Row:
    return Row(
        model=model,
        data=data,
        metrics=metrics,
        rows=len(sales),
        series=len(summary),
        seconds=meter.seconds if meter else 0.0,
        peak_mb=meter.peak_mb if meter else 0.0,
        ours=ours,
    )
