"""Shrink noisy slopes towards their category, and categories towards a prior: closed form.

Normal-normal empirical Bayes. The variance between items is DerSimonian and Laird's moment
estimate, itself steadied by a prior worth a few items, so that two items that happen to agree
do not make the whole category look alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Own-price elasticities of groceries lie around -2.5 in most published collections.
PRIOR_MEAN, PRIOR_SD = -2.5, 1.0
BETWEEN_SD, BETWEEN_WEIGHT_ITEMS = 0.6, 4.0


@dataclass(frozen=True)
class Shrunk:
    """Posterior of each item's slope: `mean`, `sd` and the weight of its own data, all (items,).

    `category_mean` and `category_sd` are the posterior of the category's mean, `between_sd` how
    much its items differ.
    """

    mean: Floats
    sd: Floats
    own_weight: Floats
    category_mean: float
    category_sd: float
    between_sd: float


def shrink_slopes(slopes: Floats, variances: Floats, *, shared_variance: float = 0.0) -> Shrunk:
    """Shrink one category's `slopes` (items,), whose sampling `variances` may be infinite (no data).

    `shared_variance` is that of an error all slopes have in common (a week effect that took too
    much or too little): averaging over items does not lessen it.
    """
    assert slopes.shape == variances.shape and (variances > 0).all()
    known = np.isfinite(variances)
    between = _between_variance(slopes[known], variances[known])
    precision = (1 / (variances[known] + between)).sum() + 1 / PRIOR_SD**2
    weighted = (slopes[known] / (variances[known] + between)).sum() + PRIOR_MEAN / PRIOR_SD**2
    category_mean, category_variance = float(weighted / precision), float(1 / precision)
    own_weight = np.where(known, between / (between + variances), 0.0)
    mean = own_weight * np.where(known, slopes, 0.0) + (1 - own_weight) * category_mean
    # Own doubt left after shrinking, plus the part of the category's doubt that was taken over.
    variance = (1 - own_weight) * between + (1 - own_weight) ** 2 * category_variance + shared_variance
    return Shrunk(
        mean=mean,
        sd=np.sqrt(variance),
        own_weight=own_weight,
        category_mean=category_mean,
        category_sd=(category_variance + shared_variance) ** 0.5,
        between_sd=between**0.5,
    )


def _between_variance(slopes: Floats, variances: Floats) -> float:
    items = slopes.size
    prior = BETWEEN_WEIGHT_ITEMS * BETWEEN_SD**2
    if items < 2:
        return prior / BETWEEN_WEIGHT_ITEMS
    weights = 1 / variances
    centre = (weights * slopes).sum() / weights.sum()
    excess = (weights * (slopes - centre) ** 2).sum() - (items - 1)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    moment = max(float(excess / scale), 0.0) if scale > 0 else 0.0
    return (prior + items * moment) / (BETWEEN_WEIGHT_ITEMS + items)
