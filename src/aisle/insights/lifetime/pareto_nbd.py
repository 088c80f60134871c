"""Pareto/NBD: customers buy at random at their own rate and stop at a moment nobody sees.

Schmittlein, Morrison and Colombo (1987), "Counting your customers", Management Science 33(1);
likelihood in the form of Fader and Hardie (2005), "A note on deriving the Pareto/NBD model".
Rates vary as Gamma(r, alpha), the hazard of stopping as Gamma(s, beta). Time is in weeks.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

import numpy as np
import polars as pl
from scipy.special import expit, gammaln, logsumexp

from aisle.insights.lifetime.likelihood import maximise, thin
from aisle.insights.lifetime.purchases import PurchaseModel
from aisle.insights.lifetime.summary import Counts, History, Values, history_of, summarise_customers

NEGLIGIBLE_EXPONENT = 45.0
_ROOTS, _WEIGHTS = np.polynomial.legendre.leggauss(32)
NODES = (_ROOTS + 1) / 2  # moved from [-1, 1] to [0, 1]
LOG_WEIGHTS = np.log(_WEIGHTS / 2)


class ParetoNbd(PurchaseModel):
    """After `fit`: `r_, alpha_, s_, beta_, log_likelihood_, converged_`."""

    name = "Pareto/NBD"

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, sales: pl.DataFrame, *, cutoff_date: dt.date) -> Self:
        """Maximum likelihood over the customers of `sales` known by `cutoff_date`."""
        summary = summarise_customers(sales, cutoff_date=cutoff_date)
        history = history_of(thin(summary, seed=self.seed))
        age = max(float(history.age.mean()), 1.0)
        best = maximise(
            lambda p: float(log_likelihoods(history, p).sum()),
            start=np.array([1.0, age, 1.0, age]),
        )
        self.r_, self.alpha_, self.s_, self.beta_ = best.parameters.tolist()
        self.log_likelihood_, self.converged_ = best.log_likelihood, best.converged
        return self

    def alive(self, history: History) -> Values:
        """Chance that a customer has not stopped by the cut-off."""
        parameters = np.array([self.r_, self.alpha_, self.s_, self.beta_])
        return np.asarray(expit(_log_alive(history, parameters) - _log_stopped(history, parameters)))

    def expected(self, history: History, *, weeks: float) -> Values:
        """Expected purchases in the next `weeks` (Fader and Hardie 2005, equation 41)."""
        s = self.s_ + 1e-9 if self.s_ == 1 else self.s_
        rate = (self.r_ + history.repeats) / (self.alpha_ + history.age)
        known = self.beta_ + history.age
        # Weeks the customer is expected to stay a customer, out of `weeks`.
        staying = -np.expm1((s - 1) * np.log(known / (known + weeks))) * known / (s - 1)
        return np.asarray(self.alive(history) * rate * staying)

    def draw(self, history: History, *, weeks: float, paths: int, generator: np.random.Generator) -> Counts:
        """Purchases in the next `weeks`, shape (customers, paths), from each customer's posterior."""
        shape = (len(history.repeats), paths)
        rate = generator.gamma((self.r_ + history.repeats)[:, None], 1 / (self.alpha_ + history.age)[:, None], shape)
        hazard = generator.gamma(self.s_, 1 / (self.beta_ + history.age)[:, None], shape)
        remaining = np.minimum(generator.standard_exponential(shape) / np.maximum(hazard, 1e-12), weeks)
        living = generator.random(shape) < self.alive(history)[:, None]
        return np.where(living, generator.poisson(rate * remaining), 0)


def log_likelihoods(history: History, parameters: Values) -> Values:
    """Log-likelihood of each customer for `r, alpha, s, beta`, shape (customers,)."""
    r, alpha, s, beta = parameters
    buying = gammaln(r + history.repeats) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return np.asarray(buying + np.logaddexp(_log_alive(history, parameters), _log_stopped(history, parameters)))


def _log_alive(history: History, parameters: Values) -> Values:
    """Part of the likelihood in which the customer is still there at the cut-off."""
    r, alpha, s, beta = parameters
    return np.asarray(-(r + history.repeats) * np.log(alpha + history.age) - s * np.log(beta + history.age))


def _log_stopped(history: History, parameters: Values) -> Values:
    """Part in which the customer stopped between the last purchase and the cut-off.

    The integral of s (alpha+t)^-(r+x) (beta+t)^-(s+1) over t between the two moments. The papers
    give it as a difference of two hypergeometric functions, which overflows for busy customers
    and loses its digits when the moments are close; Gauss-Legendre over log(alpha+t) does neither.
    """
    r, alpha, s, beta = parameters
    with np.errstate(divide="ignore"):
        start, width = np.log(alpha + history.active), np.log((alpha + history.age) / (alpha + history.active))
        # Past this the integrand has fallen by e^-45, so the nodes go where the mass is.
        width = np.minimum(width, NEGLIGIBLE_EXPONENT / np.maximum(r + history.repeats - 1, 1e-3))
        logs = start[:, None] + width[:, None] * NODES
        log_terms = (
            (1 - r - history.repeats)[:, None] * logs - (s + 1) * np.log(np.exp(logs) + (beta - alpha)) + LOG_WEIGHTS
        )
        return np.asarray(np.log(s) + np.log(width) + logsumexp(log_terms, axis=1))
