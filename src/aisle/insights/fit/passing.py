"""One pass over all series: forecasts are listed and stored, and whoever needs a series' paths sees them once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aisle.insights.fit.engine import PatientEngine, SeriesForecast, forecast_series
from aisle.insights.fit.forecasts import ForecastListings, list_forecasts, predicted_of
from aisle.insights.fit.hours import read_hours
from aisle.insights.fit.look_back import Past
from aisle.insights.fit.store import Listed, Predicted, write_listing, write_predictions
from aisle.insights.fit.work import Work

PREDICTED_AT_ONCE = 200


def pass_over(
    work: Work,
    engine: PatientEngine,
    *,
    paths: int,
    past: Past,
    looks: Sequence[Callable[[SeriesForecast], None]] = (),
) -> ForecastListings:
    """Forecast every series; predictions are stored on the way, a few hundred products a transaction."""
    with work.read() as session:
        hours = read_hours(session, work.store_id, cutoff_date=work.known.cutoff_date)
    waiting: list[Predicted] = []

    def on_series(one: SeriesForecast) -> None:
        waiting.append(predicted_of(one))
        for look in looks:
            look(one)
        if len(waiting) >= PREDICTED_AT_ONCE:
            _store(work, waiting)

    found = list_forecasts(
        work.known,
        forecast_series(engine, paths=paths, seed=work.run.seed),
        paths=paths,
        shocks=past.shocks,
        seed=work.run.seed,
        accuracy=past.figures,
        store_facts={"hours": hours} if hours else {},
        on_series=on_series,
    )
    _store(work, waiting)
    return found


def _store(work: Work, waiting: list[Predicted]) -> None:
    with work.write() as tx:
        write_predictions(tx, work.stamp, waiting)
    waiting.clear()


def write_forecasts(work: Work, tx: Any, found: ForecastListings) -> None:
    """Write the three forecast listings."""
    listings: dict[str, list[Listed]] = {
        "forecast": found.products,
        "forecast_category": found.categories,
        "forecast_store": found.store,
    }
    for name, items in listings.items():
        write_listing(tx, work.run.run_id, name, items)
