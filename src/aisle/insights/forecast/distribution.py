"""Quantiles and paths around an expected value.

Demand of a day is negative binomial around its mean, with a dispersion learnt per volume; a
conformal step then moves the levels so that past windows were covered as promised (Chernozhukov,
Wuethrich and Zhu 2021, "Distributional conformal prediction"). The whole distribution depends
on the mean alone, so it is tabled once per mean, and quantiles cannot cross.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import special

from aisle.insights.forecast.panel import Codes, Flags, Floats

# Borders of the volume classes, in expected units of a day.
VOLUME_BORDERS = (0.25, 1.0, 4.0, 16.0)
VOLUMES = len(VOLUME_BORDERS) + 1
# Geometric middle of each class, where its dispersion holds exactly.
VOLUME_CENTRES = (0.12, 0.5, 2.0, 8.0, 32.0)
DISPERSION_PRIOR = 1.0
DISPERSIONS = np.geomspace(0.02, 20.0, 40)
CLASS_CELLS_MIN = 300
FIT_CELLS_MAX = 40_000
# Means are told apart to one per cent; the table's quantiles are those of the rounded mean.
MEAN_STEP = 0.01
MEAN_MIN = 1e-3
# Above this mean whole numbers no longer matter and a gamma stands in for the negative binomial.
COUNT_MEAN_MAX = 60.0
LEVEL_KNOTS = np.concatenate([[0.0, 0.005, 0.01, 0.025], np.arange(0.05, 0.96, 0.05), [0.975, 0.99, 0.995, 1.0]])
# The conformal correction counts as much as its cells against this many of trust in the model.
LEVEL_PRIOR_CELLS = 500.0
COLD_DISPERSION_FACTOR = 2.0


@dataclass(frozen=True)
class Distribution:
    """Learnt shape of demand around its mean.

    `dispersions` (volumes,): variance = mean + dispersion * mean^2. `levels` (volumes, knots):
    the level to ask of the negative binomial for each of `LEVEL_KNOTS`. `day_correlation`
    says how much of a day's surprise is shared by the whole horizon.
    """

    dispersions: Floats = field(default_factory=lambda: np.full(VOLUMES, DISPERSION_PRIOR))
    levels: Floats = field(default_factory=lambda: np.tile(LEVEL_KNOTS, (VOLUMES, 1)))
    day_correlation: float = 0.2

    def dispersion(self, mean: Floats, cold: Flags | bool = False) -> Floats:
        """Dispersion at a mean: straight between the volume classes on the log scale."""
        found = np.interp(np.log(np.maximum(mean, MEAN_MIN)), np.log(VOLUME_CENTRES), self.dispersions)
        return np.asarray(np.where(cold, COLD_DISPERSION_FACTOR * found, found))

    def cdf(self, mean: Floats, units: Floats) -> Floats:
        """P(demand <= units) after the conformal correction; same shapes in and out."""
        raw = negative_binomial_cdf(units, mean, self.dispersion(mean))
        result = np.empty_like(raw)
        volume = volume_of(mean)
        for code in range(VOLUMES):
            here = volume == code
            result[here] = np.interp(raw[here], self.levels[code], LEVEL_KNOTS)
        return result

    def quantiles(self, mean: Floats, levels: Floats, cold: Flags | None = None) -> Floats:
        """Quantiles of cells, (n, levels), whole units; `mean` and `cold` are (n,).

        A mean of zero (a closed day) has no spread.
        """
        if not len(mean):
            return np.zeros((0, len(levels)))
        cold = np.zeros(len(mean), dtype=np.bool_) if cold is None else cold
        steps = mean_steps(mean)
        distinct, inverse = np.unique(np.stack([steps, cold]), axis=1, return_inverse=True)
        means, are_cold = np.exp(distinct[0] * MEAN_STEP), distinct[1].astype(np.bool_)
        asked = np.stack([self._raw_levels(m, levels) for m in means])
        table = self._invert(means, asked, are_cold)
        return np.asarray(np.where(mean[:, None] > 0, table[inverse.reshape(-1)], 0.0))

    def draw(self, mean: Floats, uniforms: Floats, cold: Flags) -> Floats:
        """Demand at uniform levels: `mean` and `cold` (n,), `uniforms` (n, paths); same shape."""
        result = np.zeros_like(uniforms)
        keys = mean_steps(mean) * 2 + cold
        for key in np.unique(keys[mean > 0]):
            here = (keys == key) & (mean > 0)
            middle = float(np.exp((key // 2) * MEAN_STEP))
            asked = self._raw_levels(middle, uniforms[here].reshape(-1))
            one = self._invert(np.array([middle]), asked[None, :], np.array([bool(key % 2)]))
            result[here] = one.reshape(-1, uniforms.shape[1])
        return result

    def _raw_levels(self, mean: float, levels: Floats) -> Floats:
        return np.asarray(np.interp(levels, LEVEL_KNOTS, self.levels[int(volume_of(np.array([mean]))[0])]))

    def _invert(self, means: Floats, levels: Floats, cold: Flags) -> Floats:
        """Quantiles of raw levels, (means, levels)."""
        dispersions = self.dispersion(means, cold)
        rows = zip(means, levels, dispersions, strict=True)
        return np.stack([_quantiles_of_one(float(m), asked, float(d)) for m, asked, d in rows])


def volume_of(mean: Floats) -> Codes:
    """Volume class of each mean."""
    return np.searchsorted(VOLUME_BORDERS, mean, side="right").astype(np.int64)


def mean_steps(mean: Floats) -> Codes:
    """Place of each mean on the one-per-cent scale."""
    return np.rint(np.log(np.maximum(mean, MEAN_MIN)) / MEAN_STEP).astype(np.int64)


def negative_binomial_cdf(units: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """P(Y <= units) for variance mean + dispersion * mean^2; 0 below zero units."""
    size = 1 / dispersion
    mean = np.maximum(mean, MEAN_MIN)
    inside = special.betainc(size, np.maximum(np.floor(units), 0) + 1, size / (size + mean))
    return np.asarray(np.where(units < 0, 0.0, inside))


def _quantiles_of_one(mean: float, levels: Floats, dispersion: float) -> Floats:
    """Quantiles of one distribution at many levels."""
    # The last level is held below 1, whose quantile is infinite.
    levels = np.clip(levels, 0.0, 1 - 1e-6)
    variance = mean + dispersion * mean**2
    if mean > COUNT_MEAN_MAX:
        return np.asarray(np.rint(special.gammaincinv(mean**2 / variance, levels) * variance / mean))
    largest = int(mean + 20 * np.sqrt(variance)) + 20
    cdf = negative_binomial_cdf(np.arange(largest + 1.0), np.array([mean]), np.array([dispersion]))
    return np.minimum(np.searchsorted(cdf, levels, side="left"), largest).astype(np.float64)


def fit_distribution(actual: Floats, mean: Floats, counted: Flags, seed: int) -> Distribution:
    """Learn dispersions, levels and day correlation from past windows, all (S, days).

    Only `counted` cells with a mean above 0 teach. Volumes with few cells keep the priors.
    """
    teach = counted & (mean > 0)
    units, means = actual[teach], mean[teach]
    volume, random = volume_of(means), np.random.default_rng(seed)
    dispersions = np.array([_fit_dispersion(units[volume == v], means[volume == v], random) for v in range(VOLUMES)])
    shaped = Distribution(dispersions=dispersions)
    transforms = _transforms(shaped, units, means, random)
    levels = np.stack([_fit_levels(transforms[volume == v]) for v in range(VOLUMES)])
    full = np.full(actual.shape, np.nan)
    full[teach] = special.ndtri(np.clip(transforms, 1e-4, 1 - 1e-4))
    return Distribution(dispersions=dispersions, levels=levels, day_correlation=_fit_correlation(full))


def _fit_dispersion(units: Floats, means: Floats, random: np.random.Generator) -> float:
    """Maximum likelihood on a grid; the prior where there is little to learn from."""
    if len(units) < CLASS_CELLS_MIN:
        return DISPERSION_PRIOR
    if len(units) > FIT_CELLS_MAX:
        chosen = random.choice(len(units), FIT_CELLS_MAX, replace=False)
        units, means = units[chosen], means[chosen]
    sizes = 1 / DISPERSIONS
    likelihoods = [_log_likelihood(units, means, float(size)) for size in sizes]
    return float(DISPERSIONS[int(np.argmax(likelihoods))])


def _log_likelihood(units: Floats, means: Floats, size: float) -> float:
    chance = size / (size + means)
    terms = special.gammaln(units + size) - special.gammaln(size) + size * np.log(chance)
    return float((terms + units * np.log1p(-chance)).sum())


def _transforms(shape: Distribution, units: Floats, means: Floats, random: np.random.Generator) -> Floats:
    """Randomised probability integral transforms: uniform where the shape is right."""
    dispersion = shape.dispersion(means)
    below = negative_binomial_cdf(units - 1, means, dispersion)
    upto = negative_binomial_cdf(units, means, dispersion)
    return np.asarray(below + random.random(len(units)) * (upto - below))


def _fit_levels(transforms: Floats) -> Floats:
    if len(transforms) < CLASS_CELLS_MIN:
        return LEVEL_KNOTS
    trust = len(transforms) / (len(transforms) + LEVEL_PRIOR_CELLS)
    learnt = trust * np.quantile(transforms, LEVEL_KNOTS) + (1 - trust) * LEVEL_KNOTS
    learnt[0], learnt[-1] = 0.0, 1.0
    return np.maximum.accumulate(learnt)


def _fit_correlation(scores: Floats) -> float:
    """Shared part of a series' daily surprises, from the variance of their mean."""
    days = (~np.isnan(scores)).sum(axis=1)
    full = days >= 7
    if full.sum() < 20:
        return 0.2
    means, sizes = np.nanmean(scores[full], axis=1), days[full]
    expected_alone = (1 / sizes).mean()
    return float(np.clip((means.var() - expected_alone) / (1 - expected_alone), 0.0, 0.9))
