"""The forecast the product ships: floor, trees, selector and quantiles behind one estimator."""

from __future__ import annotations

import zlib
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, Self

import numpy as np
import polars as pl
from scipy import special

from aisle.insights.forecast.classes import CLASS_NAMES, COLD
from aisle.insights.forecast.explain import Why, explain_series
from aisle.insights.forecast.known import Known, read_known
from aisle.insights.forecast.learn import (
    KNOWN_MARGIN_DAYS,
    Plan,
    State,
    candidate_means,
    learn_state,
    open_ahead,
)
from aisle.insights.forecast.panel import BadFrame, Flags, Floats
from aisle.insights.forecast.saved import read_parameters, read_state, write_engine
from aisle.insights.forecast.select import DEFAULT_RULE, blend
from aisle.insights.forecast.trees import TreeSettings

DEFAULT_QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
HORIZON_DAYS_MAX = 91


class NotFitted(RuntimeError):
    """The engine was asked before it learnt anything."""


class ForecastEngine:
    """Daily demand of every series of a shop with quantiles.

    A floor of simple rules is computed per series, pooled trees correct it, and rolling windows
    before the cut-off decide per demand class which speaks. `mode="floor"` leaves the trees
    out, so that a new shop has an answer in seconds.

    Args:
        mode: "full" or "floor".
        horizon_days: the horizon that windows judge and trees learn; predictions may go further.
        quantiles: levels that `predict` returns, each above 0 and below 1.
        windows: past windows for choosing and calibrating.
        rounds: trees to grow. rows_max: most training cells.
        threads: for LightGBM. One by default: beside a busy server two threads that wait for each
            other take several times as long as one.
        seed: of every random choice; one seed gives the same bytes on one machine.
    """

    def __init__(
        self,
        *,
        mode: Literal["full", "floor"] = "full",
        horizon_days: int = 28,
        quantiles: tuple[float, ...] = DEFAULT_QUANTILES,
        windows: int = 2,
        rounds: int = 200,
        rows_max: int = 600_000,
        threads: int = 1,
        seed: int = 0,
    ) -> None:
        self.mode = mode
        self.horizon_days = horizon_days
        self.quantiles = quantiles
        self.windows = windows
        self.rounds = rounds
        self.rows_max = rows_max
        self.threads = threads
        self.seed = seed
        self.state_: State | None = None

    def parameters(self) -> dict[str, object]:
        """The arguments this engine was made with; `ForecastEngine(**parameters)` clones it."""
        names = ("mode", "horizon_days", "quantiles", "windows", "rounds", "rows_max", "threads", "seed")
        return {name: getattr(self, name) for name in names}

    def fit(self, frame: pl.DataFrame, *, cutoff_date: date, known: pl.DataFrame | None = None) -> Self:
        """Learn from all rows up to `cutoff_date`.

        `frame` is long: `series_id, store_id, item_id, category, date, units, price,
        in_stock_share`, the last two and the category optional. `known` holds what was and is
        scheduled, past days included (see `known`). Raises `BadFrame` for a frame that is no
        sales history.
        """
        self.state_ = learn_state(frame, cutoff_date, known, self._plan())
        return self

    def _plan(self) -> Plan:
        settings = TreeSettings(rounds=self.rounds, rows_max=self.rows_max, threads=self.threads, seed=self.seed)
        return Plan(
            trees=settings if self.mode == "full" else None,
            horizon_days=self.horizon_days,
            windows=self.windows,
            seed=self.seed,
        )

    @property
    def state(self) -> State:
        """What was learnt; raises `NotFitted` before `fit` or `load`."""
        if self.state_ is None:
            raise NotFitted("fit the engine before asking it")
        return self.state_

    @property
    def cutoff_date(self) -> date:
        """The last day the engine knows."""
        return self.state.origin.end

    def series(self) -> pl.DataFrame:
        """One row per series: keys, `demand_class`, `state` and `model`.

        `state` is `ready`, `cold` (an answer drawn from its category, wide) or
        `not_enough_history` (no answer: `predict` leaves the series out).
        """
        state = self.state
        names = [CLASS_NAMES[code] for code in state.classes]
        models = [" + ".join(sorted(state.weights[name])) for name in names]
        answer = np.where(state.ready, np.where(state.classes == COLD, "cold", "ready"), "not_enough_history")
        return state.keys.series.with_columns(
            pl.Series("demand_class", names), pl.Series("state", answer.tolist()), pl.Series("model", models)
        )

    def predict_means(self, *, horizon_days: int, known: pl.DataFrame | None = None) -> Floats:
        """Expected units, (S, horizon_days), rows in the order of `series()`."""
        if not 1 <= horizon_days <= HORIZON_DAYS_MAX:
            raise BadFrame(f"horizon_days must be from 1 to {HORIZON_DAYS_MAX}")
        state, ahead = self.state, self._known_ahead(horizon_days, known)
        means = candidate_means(state.origin, state.keys, ahead, state.effects, state.trees, horizon_days, self.threads)
        return blend(means, state.weights, state.classes) * self._opened(ahead)

    def _opened(self, ahead: Known) -> Flags:
        """Days ahead on which each series' store trades, (S, days)."""
        state = self.state
        closed = ahead.closed[state.keys.store][:, KNOWN_MARGIN_DAYS:-KNOWN_MARGIN_DAYS]
        return open_ahead(state.origin, state.keys, closed.shape[1]) & ~closed

    def _known_ahead(self, horizon_days: int, known: pl.DataFrame | None) -> Known:
        """What is known of the days ahead and of the neighbours of the first and the last."""
        state = self.state
        return read_known(
            state.known if known is None else known,
            series=state.keys.series_ids,
            stores=state.keys.stores,
            start=self.cutoff_date + timedelta(days=1 - KNOWN_MARGIN_DAYS),
            days=horizon_days + 2 * KNOWN_MARGIN_DAYS,
            words=state.words,
            last_prices=state.origin.price,
        )

    def predict(self, *, horizon_days: int, known: pl.DataFrame | None = None) -> pl.DataFrame:
        """Long frame `series_id, date, mean, q_<level> ..., closed`, sorted by series and date.

        `known` replaces the days ahead of the frame given to `fit`. Series without enough
        history are absent; `closed` marks days on which the store does not trade.
        """
        state = self.state
        means = self.predict_means(horizon_days=horizon_days, known=known)[state.ready]
        levels = np.array(self.quantiles)
        cold = np.repeat(state.classes[state.ready] == COLD, horizon_days)
        quantiles = state.distribution.quantiles(means.reshape(-1), levels, cold)
        ids = np.asarray(state.keys.series_ids, dtype=object)[state.ready]
        dates = [self.cutoff_date + timedelta(days=day + 1) for day in range(horizon_days)]
        columns: dict[str, pl.Series] = {
            "series_id": pl.Series(np.repeat(ids, horizon_days).tolist(), dtype=pl.String),
            "date": pl.Series(dates * len(ids), dtype=pl.Date),
            "mean": pl.Series(means.reshape(-1)),
        }
        for place, level in enumerate(self.quantiles):
            columns[f"q_{level:g}"] = pl.Series(quantiles[:, place])
        opened = self._opened(self._known_ahead(horizon_days, known))[state.ready]
        columns["closed"] = pl.Series(~opened.reshape(-1), dtype=pl.Boolean)
        return pl.DataFrame(columns)

    def sample_paths(
        self, *, horizon_days: int, paths: int, seed: int, series_ids: list[str], means: Floats | None = None
    ) -> Floats:
        """Joint demand paths of some series, (series, paths, horizon_days), in the given order.

        Days of a path share part of their surprise, as past windows showed. A series' paths
        depend on the seed and its id alone, not on which others are asked beside it. `means`
        is what `predict_means` gave for this horizon, to spare predicting again for each part
        of a large shop.
        """
        state = self.state
        rows = np.array([state.keys.row_of[name] for name in series_ids], dtype=np.int64)
        means = self.predict_means(horizon_days=horizon_days) if means is None else means
        shape = (paths, horizon_days)
        uniforms = np.stack([self._uniforms(name, seed, shape) for name in series_ids])
        cells = uniforms.transpose(0, 2, 1).reshape(-1, paths)
        cold = np.repeat(state.classes[rows] == COLD, horizon_days)
        drawn = state.distribution.draw(means[rows].reshape(-1), cells, cold)
        return drawn.reshape(len(rows), horizon_days, paths).transpose(0, 2, 1)

    def _uniforms(self, series_id: str, seed: int, shape: tuple[int, int]) -> Floats:
        random = np.random.default_rng([seed, zlib.crc32(series_id.encode())])
        shared = np.sqrt(self.state.distribution.day_correlation) * random.standard_normal((shape[0], 1))
        own = np.sqrt(1 - self.state.distribution.day_correlation) * random.standard_normal(shape)
        return np.asarray(special.ndtr(shared + own))

    def sample(self, *, horizon_days: int, paths: int, seed: int) -> pl.DataFrame:
        """All ready series' paths as a long frame `series_id, path, date, units`.

        Large shops ask `sample_paths` for a part at a time.
        """
        ids = self.series().filter(pl.col("state") != "not_enough_history")["series_id"].to_list()
        if not ids:
            return pl.DataFrame(schema={"series_id": pl.String, "path": pl.Int64, "date": pl.Date, "units": pl.Float64})
        drawn = self.sample_paths(horizon_days=horizon_days, paths=paths, seed=seed, series_ids=ids)
        dates = [self.cutoff_date + timedelta(days=day + 1) for day in range(horizon_days)]
        return pl.DataFrame(
            {
                "series_id": np.repeat(ids, paths * horizon_days).tolist(),
                "path": np.tile(np.repeat(np.arange(paths), horizon_days), len(ids)),
                "date": dates * (paths * len(ids)),
                "units": drawn.reshape(-1),
            }
        )

    def explain(self, series_id: str) -> Why:
        """The `why` of a series' forecast: summary, inputs, drivers, method, confidence, caveats."""
        return self.explain_many([series_id])[series_id]

    def explain_many(self, series_ids: list[str]) -> dict[str, Why]:
        """The `why` of several series, by id."""
        origin, facts = self.state.origin, self.series()
        found: dict[str, Why] = {}
        for series_id in series_ids:
            row = self.state.keys.row_of[series_id]
            features = {name: float(values[row]) for name, values in origin.features.items()}
            week = origin.rules[DEFAULT_RULE][row]
            found[series_id] = explain_series(facts.row(row, named=True), features, week, origin.end)
        return found

    def save(self, folder: Path) -> None:
        """Write the fitted engine to a folder as JSON, Parquet and LightGBM text."""
        write_engine(self.parameters(), self.state, folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The engine that `save` wrote."""
        engine = cls(**read_parameters(folder))
        engine.state_ = read_state(folder)
        return engine
