"""What a forecast is worth: the scores of one window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aisle.insights.forecast.panel import Panel
from bench import measures
from bench.data import SalesData
from bench.measures import Array, Codes

HORIZON = 28
VOLUME_BORDERS = (0.25, 1.0, 4.0)


@dataclass(frozen=True)
class Fold:
    """One window: history (S, days) and actual (S, 28) of the series of `panel`, in its order."""

    data: SalesData
    panel: Panel
    history: Array
    actual: Array
    seed: int
    quick: bool


@dataclass(frozen=True)
class Answer:
    """A model's means (S, 28), quantiles (levels, S, 28) and randomised transform bounds."""

    means: Array
    quantiles: Array | None = None
    below: Array | None = None
    upto: Array | None = None


def score_m5(fold: Fold, answer: Answer) -> dict[str, float]:
    """The measures of the M5 competition: twelve levels weighted by dollars, and what every window gets."""
    keys = _m5_keys(fold.panel)
    dollars = np.nan_to_num(fold.panel.prices[:, -2 * HORIZON : -HORIZON]) * fold.history[:, -HORIZON:]
    score = measures.wrmsse(fold.actual, answer.means, fold.history, dollars.sum(axis=1), keys)
    found = {"WRMSSE": score.mean}
    for short, level in (("L1", "total"), ("L3", "store"), ("L9", "store-department"), ("L12", "store-item")):
        found[short] = score.levels[level]
    return found | _score_common(fold, answer)


def score_retail(fold: Fold, answer: Answer) -> dict[str, float]:
    """Mean RMSSE over the codes, and what every window gets."""
    scores = measures.rmsse(fold.actual, answer.means, fold.history)
    return {"RMSSE": float(np.nanmean(scores))} | _score_common(fold, answer)


def _score_common(fold: Fold, answer: Answer) -> dict[str, float]:
    found = {
        "WAPE": measures.wape(fold.actual, answer.means),
        "bias": measures.bias(fold.actual, answer.means),
    }
    if answer.quantiles is not None:
        found["WQL"] = measures.wql(fold.actual, answer.quantiles)
    if answer.below is not None and answer.upto is not None:
        found |= _coverage(fold, answer.means, answer.below, answer.upto)
    return found


def _coverage(fold: Fold, means: Array, below: Array, upto: Array) -> dict[str, float]:
    """Randomised coverage of P90: over all cells, and the extremes over volume classes."""
    volume = np.searchsorted(VOLUME_BORDERS, means.mean(axis=1))
    found = [
        measures.pit_coverage(below[volume == code], upto[volume == code], 0.9, fold.seed) for code in np.unique(volume)
    ]
    return {
        "P90": measures.pit_coverage(below, upto, 0.9, fold.seed),
        "P90_min": min(found),
        "P90_max": max(found),
    }


def _m5_keys(panel: Panel) -> dict[str, Codes]:
    stores, items = panel.keys.series["store_id"], panel.keys.series["item_id"]
    names = {
        "store": stores,
        "state": stores.str.head(2),
        "item": items,
        "department": items.str.head(-4),
        "category": items.str.split("_").list.first(),
    }
    return {n: np.unique(v.to_numpy(), return_inverse=True)[1].astype(np.int64) for n, v in names.items()}
