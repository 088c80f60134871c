"""The forecast engine as a fit uses it: asked in parts, so that memory does not grow with the number of products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aisle.insights.forecast import ForecastEngine
from aisle.insights.rules import HORIZON_DAYS_MAX, QUANTILE_LEVELS

Mode = Literal["floor", "full"]
SERIES_AT_ONCE = 100
# Trees need no more than this to be as good as they get here, and a small machine no longer than minutes.
ROUNDS, ROWS_MAX = 120, 120_000
# Two threads of one small fit wait for each other more than they work, most of all on a busy machine.
THREADS = 1


class PatientEngine(ForecastEngine):
    """A forecast engine that works out means and series once, however often it is asked for a part of them."""

    def predict_means(self, *, horizon_days: int, known: pl.DataFrame | None = None) -> NDArray[np.float64]:
        """See `ForecastEngine.predict_means`."""
        found: dict[int, NDArray[np.float64]] = self.__dict__.setdefault("_means", {})
        if known is not None:
            return super().predict_means(horizon_days=horizon_days, known=known)
        if horizon_days not in found:
            found[horizon_days] = super().predict_means(horizon_days=horizon_days)
        return found[horizon_days]

    def series(self) -> pl.DataFrame:
        """See `ForecastEngine.series`."""
        if "_series" not in self.__dict__:
            self.__dict__["_series"] = super().series()
        found: pl.DataFrame = self.__dict__["_series"]
        return found


@dataclass(frozen=True, slots=True)
class SeriesForecast:
    """One product's forecast: `mean` (days,), `quantiles` (days, levels), `paths` (paths, days), `closed` offsets."""

    item_id: str
    category: str
    demand_class: str
    is_cold: bool
    model: str
    mean: NDArray[np.float64]
    quantiles: NDArray[np.float64]
    paths: NDArray[np.float32]
    closed: list[int]
    why: dict[str, Any]


def fit_engine(series: pl.DataFrame, *, cutoff_date: date, mode: Mode, seed: int) -> PatientEngine:
    """Fit the engine on rows up to `cutoff_date`."""
    engine = PatientEngine(
        mode=mode, quantiles=QUANTILE_LEVELS, rounds=ROUNDS, rows_max=ROWS_MAX, threads=THREADS, seed=seed
    )
    return engine.fit(series, cutoff_date=cutoff_date)


def forecast_series(engine: PatientEngine, *, paths: int, seed: int) -> Iterator[SeriesForecast]:
    """Forecast every series that can be, category by category, `HORIZON_DAYS_MAX` days ahead."""
    facts = engine.series().filter(pl.col("state") != "not_enough_history").sort("category", "series_id")
    if facts.is_empty():
        return
    daily = engine.predict(horizon_days=HORIZON_DAYS_MAX)
    places = {name: place for place, name in enumerate(daily["series_id"].unique(maintain_order=True).to_list())}
    days = (len(places), HORIZON_DAYS_MAX)
    mean = daily["mean"].to_numpy().reshape(days)
    closed = daily["closed"].to_numpy().reshape(days)
    names = [f"q_{level:g}" for level in QUANTILE_LEVELS]
    quantiles = daily.select(names).to_numpy().reshape(*days, len(names))
    del daily
    for part in facts.iter_slices(SERIES_AT_ONCE):
        drawn = _draw(engine, part["series_id"].to_list(), paths, seed)
        for row, own_paths in zip(part.iter_rows(named=True), drawn, strict=True):
            place = places[row["series_id"]]
            yield SeriesForecast(
                item_id=row["item_id"],
                category=row["category"],
                demand_class=row["demand_class"],
                is_cold=row["state"] == "cold",
                model=row["model"],
                mean=mean[place],
                quantiles=quantiles[place],
                paths=own_paths,
                closed=np.flatnonzero(closed[place]).tolist(),
                why=dict(engine.explain(row["series_id"])),
            )


def _draw(engine: PatientEngine, series_ids: Sequence[str], paths: int, seed: int) -> NDArray[np.float32]:
    drawn = engine.sample_paths(horizon_days=HORIZON_DAYS_MAX, paths=paths, seed=seed, series_ids=list(series_ids))
    return drawn.astype(np.float32)
