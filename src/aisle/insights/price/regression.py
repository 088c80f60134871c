"""Weighted ridge regression inside series, with errors that may be shared by a whole week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
TINY = 1e-9
PULL_MAX = 0.9


@dataclass(frozen=True)
class Fit:
    """Coefficients (columns,) and the sampling variance of the first one."""

    coefficients: Floats
    first_variance: float


def group_means(values: Floats, groups: Codes, weights: Floats) -> Floats:
    """Weighted mean of `values` (rows,) per group number (groups,)."""
    total = np.maximum(np.bincount(groups, weights), TINY)
    return np.asarray(np.bincount(groups, weights * values) / total)


def fit_ridge(target: Floats, columns: Floats, *, weights: Floats, weeks: Codes, penalties: Floats) -> Fit:
    """Regress `target` (rows,) on `columns` (rows, k), both already centred inside their series.

    `penalties` (k,) are relative: 1 adds a column's own sum of squares to the diagonal, so they
    mean the same for a price and a flag. The variance of the first coefficient is clustered by
    week, because stores of a chain share a week's surprises and are no independent evidence.
    """
    gram = columns.T @ (columns * weights[:, None])
    diagonal = np.diag(gram)
    ridge = penalties * diagonal + TINY * (float(diagonal.max(initial=0.0)) + TINY)
    inverse = np.linalg.inv(gram + np.diag(ridge))
    coefficients = np.asarray(inverse @ (columns.T @ (weights * target)))
    # A row that pulls the fit towards itself shows too small a residual (HC3 correction).
    pull = np.minimum((columns @ inverse * columns).sum(axis=1) * weights, PULL_MAX)
    residuals = (target - columns @ coefficients) / (1 - pull)
    influence = (columns @ inverse[0]) * weights * residuals
    of_week = np.unique(weeks, return_inverse=True)[1]
    clusters = int(of_week.max(initial=0)) + 1
    # Few weeks fit any line: the usual small-sample correction, and no end to doubt below it.
    free = clusters - 1 - min(int((penalties < 1).sum()), clusters - 1)
    spread = float((np.bincount(of_week, influence) ** 2).sum())
    variance = spread * clusters / free if free > 0 else float("inf")
    return Fit(coefficients, max(variance, TINY))
