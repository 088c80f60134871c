"""Pooled trees that correct the floor.

One LightGBM model over all series with Tweedie loss. Its starting score is the logarithm of
the floor's forecast, so it learns a factor, not a level: with little to learn from it answers
"as the floor says", and a shop of any size can share it. One model serves every day ahead: the
distance is a feature, and all history features are taken at the origin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import lightgbm
import numpy as np

from aisle.insights.forecast.features import Origin, base_units, build_origin, row_features
from aisle.insights.forecast.known import Known
from aisle.insights.forecast.panel import Codes, Floats, Keys, Panel, Values

HISTORY_DAYS_MIN = 84
ORIGIN_STEP_DAYS = 7
ORIGINS_MAX = 32
WARM_UP_DAYS = 56
ROWS_MIN = 2_000
PREDICT_ROWS = 250_000
# A correction beyond this factor is an accident of a leaf, not a finding.
FACTOR_MAX = 8.0
CATEGORICAL = ("weekday", "store", "category")
Table = dict[str, Floats]


@dataclass(frozen=True, kw_only=True)
class TreeSettings:
    """How to grow: `rounds` trees on at most `rows_max` sampled cells, with `threads` threads."""

    rounds: int = 200
    rows_max: int = 600_000
    learning_rate: float = 0.05
    leaves: int = 63
    threads: int = 1
    seed: int = 0


@dataclass(frozen=True)
class Trees:
    """A grown model with the names of its features and the longest distance it has seen."""

    booster: lightgbm.Booster
    names: list[str]
    horizon_days: int


def grow_trees(panel: Panel, known: Known, horizon_days: int, settings: TreeSettings) -> Trees | None:
    """Fit on origins a week apart; None when history is too short to learn from."""
    samples = list(_sample_origins(panel, known, horizon_days, settings))
    rows = sum(len(units) for _, units, _ in samples)
    if rows < ROWS_MIN:
        return None
    names = list(samples[0][0])
    matrix = np.concatenate([to_matrix(table, names) for table, _, _ in samples])
    units = np.concatenate([units for _, units, _ in samples])
    start = np.log(np.concatenate([base for _, _, base in samples]))
    del samples
    data = lightgbm.Dataset(
        matrix, units, init_score=start, feature_name=names, categorical_feature=_categorical(names)
    )
    booster = lightgbm.train(_parameters(settings, rows), data, settings.rounds)
    # Without this the model keeps its training data alive for as long as it lives.
    booster.free_dataset()
    return Trees(booster, names, horizon_days)


def _categorical(names: list[str]) -> list[str]:
    return [name for name in names if name in CATEGORICAL]


def _parameters(settings: TreeSettings, rows: int) -> dict[str, object]:
    return {
        "objective": "tweedie",
        "tweedie_variance_power": 1.1,
        "learning_rate": settings.learning_rate,
        "num_leaves": settings.leaves,
        "min_data_in_leaf": int(np.clip(rows // 2000, 20, 300)),
        "feature_fraction": 0.7,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 1.0,
        "max_bin": 127,
        "num_threads": settings.threads,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }


def _sample_origins(
    panel: Panel, known: Known, horizon_days: int, settings: TreeSettings
) -> Iterator[tuple[Table, Floats, Floats]]:
    """Per origin: features, units and base of sampled cells whose day has already passed."""
    random = np.random.default_rng(settings.seed)
    # Only origins with a whole horizon behind them: otherwise "near" would also mean "lately",
    # and a change of the last weeks would be learnt as an effect of the distance.
    columns = np.arange(panel.days - horizon_days, WARM_UP_DAYS, -ORIGIN_STEP_DAYS)[:ORIGINS_MAX]
    if panel.days < HISTORY_DAYS_MIN or not len(columns):
        return
    share = settings.rows_max // len(columns)
    for column in columns:
        rows, ahead = _cells_after(panel, int(column), horizon_days)
        if len(rows) > share:
            chosen = np.sort(random.choice(len(rows), share, replace=False))
            rows, ahead = rows[chosen], ahead[chosen]
        past = panel.until(int(column))
        origin = build_origin(past)
        units = panel.units[rows, column + ahead].astype(np.float64)
        yield row_features(past.keys, origin, known, rows, ahead, horizon_days), units, base_units(origin, rows, ahead)


def _cells_after(panel: Panel, column: int, horizon_days: int) -> tuple[Codes, Codes]:
    """Cells after an origin that may teach: the series had started, and the day counts."""
    days = panel.seen[:, column : column + horizon_days]
    rows, ahead = np.nonzero(days & (panel.first < column)[:, None])
    return rows.astype(np.int64), ahead.astype(np.int64)


def to_matrix(table: Table, names: list[str]) -> Values:
    """Features as columns in the order of `names`; a feature that is missing now is unknown."""
    length = len(next(iter(table.values())))
    matrix = np.full((length, len(names)), np.nan, dtype=np.float32)
    for place, name in enumerate(names):
        if name in table:
            matrix[:, place] = table[name]
    return matrix


def predict_trees(trees: Trees, keys: Keys, origin: Origin, known: Known, horizon_days: int, threads: int) -> Floats:
    """Expected units of every series for each day after the origin, (S, horizon_days)."""
    series = len(keys.series)
    result = np.empty((series, horizon_days))
    step = max(1, PREDICT_ROWS // horizon_days)
    for start in range(0, series, step):
        chosen = np.arange(start, min(series, start + step))
        rows, ahead = np.repeat(chosen, horizon_days), np.tile(np.arange(horizon_days), len(chosen))
        table = row_features(keys, origin, known, rows, ahead, trees.horizon_days)
        score = trees.booster.predict(to_matrix(table, trees.names), raw_score=True, num_threads=threads)
        factor = np.exp(np.clip(np.asarray(score), -np.log(FACTOR_MAX), np.log(FACTOR_MAX)))
        result[chosen] = (factor * base_units(origin, rows, ahead)).reshape(len(chosen), horizon_days)
    return result
