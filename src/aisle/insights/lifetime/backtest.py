"""Which model of purchases would have served this shop best so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import rankdata

from aisle.insights.lifetime.outcome import purchases_after
from aisle.insights.lifetime.purchases import PurchaseModel
from aisle.insights.lifetime.summary import Values, summarise_customers


@dataclass(frozen=True, kw_only=True)
class Score:
    """How well one model foretold the purchases of the held-out days, over all known customers.

    `mean_absolute_error` and `root_mean_squared_error` are in purchases; `total_error` is
    predicted over actual purchases less 1; `returns_auc` the chance that a customer who came
    back was ranked above one who did not (.5 = blind).
    """

    model: str
    mean_absolute_error: float
    root_mean_squared_error: float
    correlation: float
    total_error: float
    returns_auc: float


def backtest(
    models: Sequence[PurchaseModel], sales: pl.DataFrame, *, cutoff_date: dt.date, horizon_days: int
) -> list[Score]:
    """Fit each model on sales up to `cutoff_date` and score it on the `horizon_days` after.

    Best first, by root mean squared error: what is predicted is a mean, and that is the measure a
    right mean minimises. A model whose fit did not come to rest is left out.
    """
    summary = summarise_customers(sales, cutoff_date=cutoff_date)
    actual = purchases_after(summary, sales, cutoff_date=cutoff_date, horizon_days=horizon_days)
    scores = []
    for model in models:
        if model.fit(sales, cutoff_date=cutoff_date).converged_:
            predicted = model.predict(summary, horizon_days=horizon_days)["expected_purchases"].to_numpy()
            scores.append(score(model.name, actual, predicted))
    return sorted(scores, key=lambda found: found.root_mean_squared_error)


def score(model: str, actual: Values, predicted: Values) -> Score:
    """Measures of `predicted` against `actual` purchases, both of shape (customers,)."""
    error = predicted - actual
    total = float(actual.sum())
    return Score(
        model=model,
        mean_absolute_error=float(np.abs(error).mean()),
        root_mean_squared_error=float(np.sqrt((error**2).mean())),
        correlation=_correlation(actual, predicted),
        total_error=float(predicted.sum()) / total - 1 if total > 0 else float("nan"),
        returns_auc=area_under_curve(actual > 0, predicted),
    )


def area_under_curve(positive: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], ranking: Values) -> float:
    """Area under the ROC curve by the rank sum (Mann and Whitney 1947); nan when all are of one kind."""
    hits = int(positive.sum())
    misses = len(positive) - hits
    if hits == 0 or misses == 0:
        return float("nan")
    rank_sum = float(rankdata(ranking)[positive].sum())
    return (rank_sum - hits * (hits + 1) / 2) / (hits * misses)


def _correlation(actual: Values, predicted: Values) -> float:
    if float(np.ptp(actual)) == 0 or float(np.ptp(predicted)) == 0:
        return 0.0
    return float(np.corrcoef(actual, predicted)[0, 1])
