"""Gamma-Gamma: how much a customer spends per purchase, drawn towards the shop's mean when little is known.

Fader and Hardie (2013), "The Gamma-Gamma model of monetary value". Values of one customer are
Gamma(p, v); v varies over customers as Gamma(q, gamma). Values are in minor units.
"""

from __future__ import annotations

from typing import Self

import numpy as np
import polars as pl
from scipy.special import gammaln

from aisle.insights.lifetime.likelihood import maximise, thin
from aisle.insights.lifetime.summary import Counts, Values


class GammaGamma:
    """After `fit`: `p_, q_, gamma_, log_likelihood_, converged_`."""

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, summary: pl.DataFrame) -> Self:
        """Maximum likelihood over the customers of `summary` who spent anything (see `summarise_customers`)."""
        paying = thin(summary.filter(pl.col("mean_value_minor") > 0), seed=self.seed)
        count, mean = _arrays(paying)
        # Fitted in units of the mean value, so that the search sees numbers near one.
        scale = float(mean.mean())
        best = maximise(lambda p: float(log_likelihoods(count, mean / scale, p).sum()), start=np.array([1.0, 2.0, 1.0]))
        self.p_, self.q_ = best.parameters[:2].tolist()
        self.gamma_ = float(best.parameters[2]) * scale
        self.log_likelihood_ = best.log_likelihood - len(mean) * float(np.log(scale))
        # The mean over customers is p * gamma / (q - 1): below q = 1 there is none.
        self.converged_ = best.converged and self.q_ > 1
        return self

    def predict(self, summary: pl.DataFrame) -> Values:
        """Expected value of a customer's next purchase, in minor units, shape (customers,)."""
        count, mean = _arrays(summary)
        return np.asarray(self.p_ * (self.gamma_ + count * mean) / (self.p_ * count + self.q_ - 1))

    def draw(self, summary: pl.DataFrame, *, purchases: Counts, generator: np.random.Generator) -> Values:
        """Possible total value of `purchases` (customers, paths) in minor units, same shape."""
        count, mean = _arrays(summary)
        shape = purchases.shape
        rate = generator.gamma((self.p_ * count + self.q_)[:, None], 1 / (self.gamma_ + count * mean)[:, None], shape)
        total = generator.gamma(np.maximum(self.p_ * purchases, 1e-9)) / np.maximum(rate, 1e-12)
        return np.where(purchases > 0, total, 0.0)


def log_likelihoods(count: Values, mean: Values, parameters: Values) -> Values:
    """Log-likelihood of each customer's mean value over `count` purchases, shape (customers,)."""
    p, q, gamma = parameters
    shape = p * count
    return np.asarray(
        gammaln(shape + q)
        - gammaln(shape)
        - gammaln(q)
        + q * np.log(gamma)
        + (shape - 1) * np.log(mean)
        + shape * np.log(count)
        - (shape + q) * np.log(gamma + count * mean)
    )


def _arrays(summary: pl.DataFrame) -> tuple[Values, Values]:
    """Purchases that tell of value and their mean; a customer who paid nothing tells nothing."""
    mean = np.asarray(summary["mean_value_minor"].cast(pl.Float64).to_numpy())
    count = np.asarray(summary["purchases"].cast(pl.Float64).to_numpy())
    return np.where(mean > 0, count, 0.0), mean
