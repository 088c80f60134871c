"""Maximum likelihood for models whose parameters are all positive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import OptimizeResult, minimize

from aisle.insights.lifetime.summary import Values

# A parameter that runs to e^±12 has left what any shop shows; the bound keeps numbers finite.
LOG_BOUND = 12.0
REST_GAIN = 1e-4
# More customers than this no longer move four parameters by anything that matters.
FIT_CUSTOMERS_MAX = 10_000


@dataclass(frozen=True, kw_only=True)
class Maximum:
    """Best `parameters`, their `log_likelihood`, and whether the search came to rest.

    A parameter may rest on its bound: where nobody ever seems to stop, the chance to stop is 0.
    """

    parameters: Values
    log_likelihood: float
    converged: bool


def maximise(log_likelihood: Callable[[Values], float], *, start: Values) -> Maximum:
    """Parameters (all above 0) with the highest `log_likelihood`, searched in log space."""

    def loss(logs: Values) -> float:
        value = -log_likelihood(np.exp(logs))
        return value if np.isfinite(value) else 1e300

    first = _search(loss, np.log(start))
    # A second search from where the first ended: on a flat top the line search may give up with
    # an error although nothing is left to gain, and then the second one gains nothing.
    second = _search(loss, first.x)
    rested = bool(second.success) or float(first.fun - second.fun) < REST_GAIN
    return Maximum(parameters=np.exp(second.x), log_likelihood=-float(second.fun), converged=rested)


def _search(loss: Callable[[Values], float], start: Values) -> OptimizeResult:
    bounds = [(-LOG_BOUND, LOG_BOUND)] * len(start)
    return minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-12, "gtol": 1e-6})


def thin(summary: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """At most `FIT_CUSTOMERS_MAX` customers, drawn by seed and kept in order."""
    if len(summary) <= FIT_CUSTOMERS_MAX:
        return summary
    chosen = np.random.default_rng(seed).choice(len(summary), FIT_CUSTOMERS_MAX, replace=False)
    return summary[np.sort(chosen)]
