"""Regression on what the same shop's customers did after an earlier date.

The counting models describe an ideal customer; this one asks no more than that the next months
resemble the last ones. Its inputs are how often, how recently and for how long a customer has
bought; its target the purchases in the last part of the history.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

import numpy as np
import polars as pl
from sklearn.linear_model import PoissonRegressor
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from aisle.insights.lifetime.outcome import purchases_after
from aisle.insights.lifetime.purchases import PurchaseModel
from aisle.insights.lifetime.summary import DAYS_PER_WEEK, Counts, History, Values, history_of, summarise_customers

WINDOW_SHARE = 1 / 3  # of the history is the target
CUSTOMERS_MIN = 100
PENALTY = 0.01
SMOOTHING_WEEKS = 4.0
RETURN_RATE_MAX = 7.0  # purchases a week: a purchase is a day


class ReturnRegression(PurchaseModel):
    """After `fit`: `coefficients_` (intercept first), `centre_, scale_` (of the features), `window_weeks_`,
    `dispersion_` (variance = mean + dispersion * mean²), `converged_`."""

    name = "return regression"

    def __init__(self, *, window_days_max: int = 365) -> None:
        self.window_days_max = window_days_max

    def fit(self, sales: pl.DataFrame, *, cutoff_date: dt.date) -> Self:
        """Poisson regression of the purchases after an earlier date on the customers known by then."""
        history_days = int(summarise_customers(sales, cutoff_date=cutoff_date)["age_days"].to_numpy().max())
        window_days = max(min(self.window_days_max, int(history_days * WINDOW_SHARE)), 1)
        earlier = cutoff_date - dt.timedelta(days=window_days)
        self.window_weeks_ = window_days / DAYS_PER_WEEK
        known = summarise_customers(sales, cutoff_date=earlier)
        bought = purchases_after(known, sales, cutoff_date=earlier, horizon_days=window_days)
        self.converged_ = len(known) >= CUSTOMERS_MIN and float(bought.sum()) > 0
        if self.converged_:
            self._regress(history_of(known), bought)
        return self

    def alive(self, history: History) -> Values:
        """Chance of at least one purchase within the window the regression was fitted on."""
        mean = self.expected(history, weeks=self.window_weeks_)
        if self.dispersion_ < 1e-6:
            return np.asarray(-np.expm1(-mean))
        return np.asarray(1 - (1 + self.dispersion_ * mean) ** (-1 / self.dispersion_))

    def expected(self, history: History, *, weeks: float) -> Values:
        """Expected purchases in the next `weeks`, in proportion to the window's."""
        features = (_features(history) - self.centre_) / self.scale_
        in_window = np.exp(np.minimum(self.coefficients_[0] + features @ self.coefficients_[1:], 50.0))
        return np.asarray(np.minimum(in_window / self.window_weeks_, RETURN_RATE_MAX) * weeks)

    def draw(self, history: History, *, weeks: float, paths: int, generator: np.random.Generator) -> Counts:
        """Negative binomial around the expectation, shape (customers, paths)."""
        mean = self.expected(history, weeks=weeks)[:, None]
        shape = (len(mean), paths)
        if self.dispersion_ < 1e-6:
            return np.asarray(generator.poisson(mean, shape))
        rate = generator.gamma(1 / self.dispersion_, 1.0, shape) * self.dispersion_ * mean
        return np.asarray(generator.poisson(rate))

    def _regress(self, history: History, bought: Values) -> None:
        features = _features(history)
        self.centre_ = features.mean(axis=0)
        spread = features.std(axis=0)
        self.scale_ = np.where(spread > 1e-9, spread, 1.0)
        # One thread: several would add up in any order, and the same sales must give equal bytes.
        with threadpool_limits(limits=1):
            model = PoissonRegressor(alpha=PENALTY, max_iter=1_000).fit((features - self.centre_) / self.scale_, bought)
        self.coefficients_ = np.concatenate([[model.intercept_], model.coef_])
        mean = self.expected(history, weeks=self.window_weeks_)
        excess = float(((bought - mean) ** 2 - mean).sum())
        self.dispersion_ = max(excess / float((mean**2).sum()), 0.0)


def _features(history: History) -> Values:
    """Shape (customers, 7). `overdue` compares the silence with the customer's own mean gap."""
    silent = history.age - history.active
    again = history.repeats > 0
    gap = history.active / np.maximum(history.repeats, 1)
    overdue = np.where(again, silent / (gap + SMOOTHING_WEEKS), 0.0)
    return np.column_stack(
        [
            np.log1p(silent),
            np.log1p(history.repeats),
            np.log1p(history.age),
            np.log1p(history.repeats) - np.log(history.age + SMOOTHING_WEEKS),
            silent / (history.age + SMOOTHING_WEEKS),
            np.log1p(overdue),
            again.astype(np.float64),
        ]
    )
