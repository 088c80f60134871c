"""The mean of two models that err in different ways.

A counting model knows how customers fade and nothing of this year's trade; the regression knows
the trade and little of fading. Their mean is seldom the best on any window and seldom far from it,
which is what a shop with one short history needs.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

import numpy as np
import polars as pl

from aisle.insights.lifetime.bg_nbd import BetaGeometric
from aisle.insights.lifetime.purchases import PurchaseModel
from aisle.insights.lifetime.return_regression import ReturnRegression
from aisle.insights.lifetime.summary import Counts, History, Values


class Blend(PurchaseModel):
    """After `fit`: `counting_, regression_` (both fitted), `converged_` (both are)."""

    name = "BG/NBD and regression"

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, sales: pl.DataFrame, *, cutoff_date: dt.date) -> Self:
        """Fit both parts."""
        self.counting_ = BetaGeometric(seed=self.seed).fit(sales, cutoff_date=cutoff_date)
        self.regression_ = ReturnRegression().fit(sales, cutoff_date=cutoff_date)
        self.converged_ = self.counting_.converged_ and self.regression_.converged_
        return self

    def alive(self, history: History) -> Values:
        """Mean of what the parts call being there."""
        return (self.counting_.alive(history) + self.regression_.alive(history)) / 2

    def expected(self, history: History, *, weeks: float) -> Values:
        """Mean expected purchases in the next `weeks`."""
        return (self.counting_.expected(history, weeks=weeks) + self.regression_.expected(history, weeks=weeks)) / 2

    def draw(self, history: History, *, weeks: float, paths: int, generator: np.random.Generator) -> Counts:
        """Each path from either part with even chances, so the mean is that of `expected`."""
        counting = self.counting_.draw(history, weeks=weeks, paths=paths, generator=generator)
        regression = self.regression_.draw(history, weeks=weeks, paths=paths, generator=generator)
        return np.where(generator.random(counting.shape) < 0.5, counting, regression)
