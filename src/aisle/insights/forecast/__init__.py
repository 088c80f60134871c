"""Daily demand forecasts with quantiles: one engine, its measures, and a way to run it on a file."""

from aisle.insights.forecast.engine import ForecastEngine, NotFitted
from aisle.insights.forecast.panel import BadFrame

__all__ = ["BadFrame", "ForecastEngine", "NotFitted"]
