"""Why a forecast says what it says, in words built from the same numbers that are listed."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from aisle.insights.forecast.panel import Floats

Why = dict[str, Any]
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY_EFFECT_MIN = 0.1
QUIET_DAYS_MIN = 14
CONFIDENT_DAYS_MIN = 84


def explain_series(facts: dict[str, Any], features: dict[str, float], week: Floats, end: date) -> Why:
    """The `why` of one series.

    `facts` is its row of `ForecastEngine.series()`, `features` its values at the origin, `week`
    (7,) the floor's forecast of the first seven days after `end`.
    """
    best = int(np.argmax(week))
    usual = float(week.mean())
    effect = float(week[best]) - usual
    best_day = WEEKDAY_NAMES[(end.weekday() + 1 + best) % 7]
    return {
        "summary": _summary(features, usual, effect, best_day),
        "inputs": [
            _input("mean_28_days", features["mean_28"], "units a day", end),
            _input("mean_7_days", features["mean_7"], "units a day", end),
            _input("days_with_sale_share_28", features["sold_share"], "share", end),
            _input("days_since_sale", features["days_since_sale"], "days", end),
            _input("history_days", features["age_days"], "days", end),
        ],
        "drivers": [
            {"name": "level", "effect": round(usual, 2), "unit": "units"},
            {"name": f"weekday {best_day}", "effect": round(effect, 2), "unit": "units"},
            {"name": "recent trend", "effect": round(features["mean_7"] - features["mean_28"], 2), "unit": "units"},
        ],
        "method": str(facts["model"]).replace("_", " "),
        "confidence": _confidence(facts, features),
        "caveats": _caveats(facts, features),
    }


def _input(name: str, value: float, unit: str, as_of: date) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "as_of": as_of.isoformat()}


def _summary(features: dict[str, float], usual: float, effect: float, best_day: str) -> str:
    text = f"Sold {_plain(features['mean_28'])} a day over the last four weeks"
    if usual > 0 and effect / usual >= WEEKDAY_EFFECT_MIN:
        text += f"; {best_day}s are {effect / usual:.0%} above the usual day"
    if features["days_since_sale"] >= QUIET_DAYS_MIN:
        text += f"; no sale in the last {features['days_since_sale']:.0f} days"
    return text + "."


def _plain(units: float) -> str:
    """A number as a person would say it: 612, 4.2, 0.05."""
    if units >= 10:
        return f"{units:,.0f}"
    return f"{units:.1f}" if units >= 1 else f"{units:.2f}"


def _confidence(facts: dict[str, Any], features: dict[str, float]) -> str:
    if facts["state"] != "ready":
        return "low"
    regular = facts["demand_class"] in ("smooth", "erratic")
    return "high" if regular and features["age_days"] >= CONFIDENT_DAYS_MIN else "medium"


def _caveats(facts: dict[str, Any], features: dict[str, float]) -> list[str]:
    caveats = []
    if facts["state"] == "cold":
        caveats.append("fewer than 28 days of history: the level leans on its category")
    if facts["state"] == "not_enough_history":
        caveats.append("not enough history for a forecast")
    if features["days_since_sale"] >= QUIET_DAYS_MIN:
        caveats.append("no recent sale: it may be out of stock or delisted")
    return caveats
