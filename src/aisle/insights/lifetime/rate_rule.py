"""The plain rule: people go on as before, unless they have been silent for too long.

Wuebben and von Wangenheim (2008), "Instant customer base analysis: managerial heuristics often
get it right", Journal of Marketing 72(3), found such rules hard to beat, so every shop sees them
beside the models.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

import numpy as np
import polars as pl

from aisle.insights.lifetime.purchases import PurchaseModel
from aisle.insights.lifetime.summary import DAYS_PER_WEEK, Counts, History, Values, history_of, summarise_customers

# A gap longer than all but one in twenty customers' own mean gap is taken for goodbye.
HIATUS_QUANTILE = 0.95
HIATUS_DAYS_DEFAULT = 180.0


class RateRule(PurchaseModel):
    """After `fit`: `hiatus_days_` (silence that means gone) and `repeat_rate_` (per week, over all customers)."""

    name = "plain rule"

    def fit(self, sales: pl.DataFrame, *, cutoff_date: dt.date) -> Self:
        """Learn how long this shop's customers usually pause."""
        history = history_of(summarise_customers(sales, cutoff_date=cutoff_date))
        again = history.repeats > 0
        gaps = history.active[again] / history.repeats[again]
        weeks = np.quantile(gaps, HIATUS_QUANTILE) if len(gaps) else HIATUS_DAYS_DEFAULT / DAYS_PER_WEEK
        self.hiatus_days_ = float(weeks) * DAYS_PER_WEEK
        self.repeat_rate_ = float(history.repeats.sum() / max(float(history.age.sum()), 1.0))
        self.converged_ = True
        return self

    def alive(self, history: History) -> Values:
        """1 while the silence is within the hiatus, else 0."""
        silent_days = (history.age - history.active) * DAYS_PER_WEEK
        return np.where(silent_days <= self.hiatus_days_, 1.0, 0.0)

    def expected(self, history: History, *, weeks: float) -> Values:
        """Own repeat rate so far times `weeks`, for those still there; a first-day customer gets the shop's rate."""
        own = history.repeats / np.maximum(history.age, 1 / DAYS_PER_WEEK)
        rate = np.where(history.age > 0, own, self.repeat_rate_)
        return np.asarray(rate * weeks * self.alive(history))

    def draw(self, history: History, *, weeks: float, paths: int, generator: np.random.Generator) -> Counts:
        """Purchases in the next `weeks`, shape (customers, paths).

        The rule states no doubt of its own, so the rate is drawn as if the repeats were Poisson with
        Jeffreys' prior: a customer seen once may return, although the rule expects nothing of them.
        """
        shape = (len(history.repeats), paths)
        known = np.maximum(history.age, 1 / self.repeat_rate_ if self.repeat_rate_ > 0 else DAYS_PER_WEEK)
        rate = generator.gamma((history.repeats + 0.5)[:, None], 1.0 / known[:, None], shape)
        return np.asarray(generator.poisson(rate * weeks * self.alive(history)[:, None]))
