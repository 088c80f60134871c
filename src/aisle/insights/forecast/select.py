"""Which model speaks for which demand class, decided on windows before the cut-off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aisle.insights.forecast.classes import CLASS_NAMES
from aisle.insights.forecast.panel import Codes, Flags, Floats, sum_groups

# The two best models share the word when the second is at most this much worse: one window's
# winner is often the next one's loser, and the mean of two is steadier than either.
CLOSE_SHARE = 0.05
CLASS_SERIES_MIN = 5
DEFAULT_RULE = "level_weekday"

Weights = dict[str, float]


@dataclass(frozen=True)
class Window:
    """One past window: what was sold and what each candidate had said.

    `actual` and `counted` are (S, days); `counted` marks cells that may be judged; each of
    `means` is (S, days).
    """

    actual: Floats
    counted: Flags
    means: dict[str, Floats]


def choose_weights(windows: list[Window], scale: Floats, classes: Codes, store: Codes) -> dict[str, Weights]:
    """Weights of the candidates per demand class; they add up to 1.

    A class with few series follows the choice over all series. `scale` (S,) is the series'
    mean squared day-to-day change in training.
    """
    everyone = _weigh(windows, scale, np.ones(len(classes), dtype=np.bool_), store)
    chosen: dict[str, Weights] = {}
    for code, name in enumerate(CLASS_NAMES):
        members = classes == code
        enough = int(members.sum()) >= CLASS_SERIES_MIN
        chosen[name] = _weigh(windows, scale, members, store) if enough else everyone
    return chosen


def _weigh(windows: list[Window], scale: Floats, members: Flags, store: Codes) -> Weights:
    if not windows or not members.any():
        return {DEFAULT_RULE: 1.0}
    names = [name for name in windows[0].means if all(name in window.means for window in windows)]
    scores = {name: _score(windows, name, scale, members, store) for name in names}
    ranked = sorted((score, name) for name, score in scores.items() if np.isfinite(score))
    if not ranked:
        return {DEFAULT_RULE: 1.0}
    if len(ranked) > 1 and ranked[1][0] <= ranked[0][0] * (1 + CLOSE_SHARE):
        return {ranked[0][1]: 0.5, ranked[1][1]: 0.5}
    return {ranked[0][1]: 1.0}


def _score(windows: list[Window], name: str, scale: Floats, members: Flags, store: Codes) -> float:
    """A forecast must be right per item and in sum: RMSSE of the series plus that of store totals."""
    parts = []
    for window in windows:
        counted = window.counted[members]
        error = np.where(counted, window.actual[members] - window.means[name][members], 0.0)
        days = np.maximum(counted.sum(axis=1), 1)
        own = np.sqrt((error**2).sum(axis=1) / days / np.maximum(scale[members], 1e-9))
        own = own[(scale[members] > 0) & counted.any(axis=1)]
        if not len(own):
            continue
        totals, errors = (
            sum_groups(part, _renumber(store[members]))
            for part in (np.where(counted, window.actual[members], 0.0), error)
        )
        together = np.sqrt((errors**2).mean(axis=1)) / np.maximum(np.abs(np.diff(totals, axis=1)).mean(axis=1), 1e-9)
        alive = totals.sum(axis=1) > 0
        parts.append(own.mean() + (together[alive].mean() if alive.any() else 0.0))
    return float(np.mean(parts)) if parts else np.inf


def _renumber(codes: Codes) -> Codes:
    return np.unique(codes, return_inverse=True)[1].reshape(-1).astype(np.int64)


def blend(means: dict[str, Floats], weights: dict[str, Weights], classes: Codes) -> Floats:
    """Each series' forecast by the weights of its class, (S, days)."""
    result = np.zeros_like(next(iter(means.values())))
    for code, name in enumerate(CLASS_NAMES):
        members = classes == code
        for model, weight in weights[name].items():
            result[members] += weight * means[model][members]
    return result
