"""A fitted engine on disk: JSON for what is small, Parquet for what is long, text for trees."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import polars as pl

from aisle.insights.forecast.distribution import Distribution
from aisle.insights.forecast.features import Origin
from aisle.insights.forecast.learn import State
from aisle.insights.forecast.panel import KEY_COLUMNS, Floats, number_keys
from aisle.insights.forecast.totals import DayEffects
from aisle.insights.forecast.trees import Trees

FORMAT = 1
WEEK = range(7)


def write_engine(parameters: dict[str, object], state: State, folder: Path) -> None:
    """Write parameters and state; files of an earlier save are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    small = {
        "format": FORMAT,
        "parameters": parameters,
        "end": state.origin.end.isoformat(),
        "weights": state.weights,
        "words": state.words,
        "dispersions": state.distribution.dispersions.tolist(),
        "levels": state.distribution.levels.tolist(),
        "day_correlation": state.distribution.day_correlation,
        "closed_weekdays": state.origin.closed_weekdays.tolist(),
        "effects": {
            "level": [None if np.isnan(value) else value for value in state.effects.level.tolist()],
            "coefficients": state.effects.coefficients.tolist(),
            "names": state.effects.names,
            "scales": state.effects.scales,
        },
        "trees": None if state.trees is None else [state.trees.names, state.trees.horizon_days],
    }
    (folder / "engine.json").write_text(json.dumps(small, indent=1))
    _series_frame(state).write_parquet(folder / "series.parquet")
    state.known.write_parquet(folder / "known.parquet")
    if state.trees is not None:
        state.trees.booster.save_model(str(folder / "trees.txt"))


def _series_frame(state: State) -> pl.DataFrame:
    """One row per series; arrays (S, 7) become seven columns, named `kind:name:day`."""
    origin = state.origin
    columns: dict[str, Any] = {"class": state.classes, "ready": state.ready}
    columns |= {"price": origin.price, "usual_price": origin.usual_price}
    columns |= {f"feature:{name}": values for name, values in origin.features.items()}
    weekly = {f"rule:{name}": values for name, values in origin.rules.items()}
    weekly |= {f"weeks:{weeks}": values for weeks, values in origin.weekday_means.items()}
    columns |= {f"{name}:{day}": values[:, day] for name, values in weekly.items() for day in WEEK}
    return state.keys.series.with_columns(pl.Series(name, values) for name, values in columns.items())


def read_parameters(folder: Path) -> dict[str, Any]:
    """Arguments of the saved engine."""
    small = json.loads((folder / "engine.json").read_text())
    if small["format"] != FORMAT:
        raise ValueError(f"saved by another version (format {small['format']}, this one reads {FORMAT})")
    parameters: dict[str, Any] = small["parameters"]
    return {**parameters, "quantiles": tuple(parameters["quantiles"])}


def read_state(folder: Path) -> State:
    """State of the saved engine."""
    small = json.loads((folder / "engine.json").read_text())
    frame = pl.read_parquet(folder / "series.parquet")
    trees = None
    if small["trees"] is not None:
        names, horizon_days = small["trees"]
        trees = Trees(lightgbm.Booster(model_file=str(folder / "trees.txt")), names, horizon_days)
    return State(
        keys=number_keys(frame.select(KEY_COLUMNS)),
        origin=_read_origin(frame, small),
        classes=frame["class"].to_numpy(),
        ready=frame["ready"].to_numpy(),
        weights=small["weights"],
        distribution=Distribution(
            np.array(small["dispersions"]), np.array(small["levels"]), float(small["day_correlation"])
        ),
        effects=_read_effects(small["effects"]),
        trees=trees,
        words=small["words"],
        known=pl.read_parquet(folder / "known.parquet"),
    )


def _read_effects(small: dict[str, Any]) -> DayEffects:
    level = np.array(small["level"], dtype=np.float64)
    return DayEffects(level, np.array(small["coefficients"]), small["names"], small["scales"])


def _read_origin(frame: pl.DataFrame, small: dict[str, Any]) -> Origin:
    def weekly(kind: str) -> dict[str, Floats]:
        names = list(dict.fromkeys(c.split(":")[1] for c in frame.columns if c.startswith(f"{kind}:")))
        return {name: frame.select(f"{kind}:{name}:{day}" for day in WEEK).to_numpy() for name in names}

    features = [name for name in frame.columns if name.startswith("feature:")]
    return Origin(
        end=date.fromisoformat(small["end"]),
        rules=weekly("rule"),
        features={name.removeprefix("feature:"): frame[name].to_numpy() for name in features},
        weekday_means={int(name): values for name, values in weekly("weeks").items()},
        closed_weekdays=np.array(small["closed_weekdays"], dtype=np.bool_),
        price=frame["price"].to_numpy(),
        usual_price=frame["usual_price"].to_numpy(),
    )
