"""BG/NBD: customers buy at random at their own rate and may stop after any purchase.

Fader, Hardie and Lee (2005), "Counting your customers the easy way: an alternative to the
Pareto/NBD model", Marketing Science 24(2). Rates vary as Gamma(r, alpha), the chance to stop
after a purchase as Beta(a, b). Time is in weeks.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

import numpy as np
import polars as pl
from scipy.special import betaln, expit, gammaln, hyp2f1

from aisle.insights.lifetime.likelihood import maximise, thin
from aisle.insights.lifetime.purchases import PurchaseModel
from aisle.insights.lifetime.summary import Counts, History, Values, history_of, summarise_customers


class BetaGeometric(PurchaseModel):
    """After `fit`: `r_, alpha_, a_, b_, log_likelihood_, converged_`."""

    name = "BG/NBD"

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, sales: pl.DataFrame, *, cutoff_date: dt.date) -> Self:
        """Maximum likelihood over the customers of `sales` known by `cutoff_date`."""
        summary = summarise_customers(sales, cutoff_date=cutoff_date)
        history = history_of(thin(summary, seed=self.seed))
        start = np.array([1.0, max(float(history.age.mean()), 1.0), 1.0, 1.0])
        best = maximise(lambda p: float(log_likelihoods(history, p).sum()), start=start)
        self.r_, self.alpha_, self.a_, self.b_ = best.parameters.tolist()
        self.log_likelihood_, self.converged_ = best.log_likelihood, best.converged
        return self

    def alive(self, history: History) -> Values:
        """Chance that a customer has not stopped; 1 for those who bought once (none could stop unseen)."""
        return np.asarray(expit(-self._log_odds_stopped(history)))

    def expected(self, history: History, *, weeks: float) -> Values:
        """Expected purchases in the next `weeks` (equation 10 of the paper).

        The hypergeometric function of the paper overflows for busy customers; Euler's
        transformation gives the same value from numbers of ordinary size.
        """
        r, alpha, a, b = self.r_, self.alpha_, self.a_, self.b_
        a = a + 1e-6 if abs(a - 1) < 1e-6 else a  # 0/0 at exactly 1
        repeats = history.repeats
        z = weeks / (alpha + history.age + weeks)
        hyper = np.exp((a - 1) * np.log1p(-z)) * hyp2f1(a + b - 1 - r, a - 1, a + b + repeats - 1, z)
        unstopped = (a + b + repeats - 1) / (a - 1) * (1 - hyper)
        return np.asarray(np.maximum(unstopped * self.alive(history), 0.0))

    def draw(self, history: History, *, weeks: float, paths: int, generator: np.random.Generator) -> Counts:
        """Purchases in the next `weeks`, shape (customers, paths), from each customer's posterior."""
        shape = (len(history.repeats), paths)
        rate = generator.gamma((self.r_ + history.repeats)[:, None], 1 / (self.alpha_ + history.age)[:, None], shape)
        stop = generator.beta(self.a_, (self.b_ + history.repeats)[:, None], shape)
        wanted = generator.poisson(rate * weeks)
        until_stop = generator.geometric(np.clip(stop, 1e-9, 1.0))
        living = generator.random(shape) < self.alive(history)[:, None]
        return np.where(living, np.minimum(wanted, until_stop), 0)

    def _log_odds_stopped(self, history: History) -> Values:
        ratio = np.log(self.alpha_ + history.age) - np.log(self.alpha_ + history.active)
        odds = np.log(self.a_) - np.log(self.b_ + np.maximum(history.repeats, 1) - 1)
        return np.where(history.repeats > 0, odds + (self.r_ + history.repeats) * ratio, -np.inf)


def log_likelihoods(history: History, parameters: Values) -> Values:
    """Log-likelihood of each customer for `r, alpha, a, b` (equation 6 of the paper), shape (customers,)."""
    r, alpha, a, b = parameters
    repeats = history.repeats
    buying = gammaln(r + repeats) - gammaln(r) + r * np.log(alpha)
    staying = betaln(a, b + repeats) - betaln(a, b) - (r + repeats) * np.log(alpha + history.age)
    earlier = np.maximum(repeats, 1) - 1
    stopping = betaln(a + 1, b + earlier) - betaln(a, b) - (r + repeats) * np.log(alpha + history.active)
    return np.asarray(buying + np.logaddexp(staying, np.where(repeats > 0, stopping, -np.inf)))
