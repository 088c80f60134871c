"""Lifetime value: who will come back, how often, and what they will bring."""

from aisle.insights.lifetime.backtest import Score, area_under_curve, backtest, score
from aisle.insights.lifetime.bg_nbd import BetaGeometric
from aisle.insights.lifetime.blend import Blend
from aisle.insights.lifetime.gamma_gamma import GammaGamma
from aisle.insights.lifetime.outcome import purchases_after
from aisle.insights.lifetime.pareto_nbd import ParetoNbd
from aisle.insights.lifetime.purchases import PurchaseModel
from aisle.insights.lifetime.rate_rule import RateRule
from aisle.insights.lifetime.return_regression import ReturnRegression
from aisle.insights.lifetime.summary import History, history_of, summarise_customers
from aisle.insights.lifetime.value import VALUE_SCHEMA, LifetimeValue, candidate_models

__all__ = [
    "VALUE_SCHEMA",
    "BetaGeometric",
    "Blend",
    "GammaGamma",
    "History",
    "LifetimeValue",
    "ParetoNbd",
    "PurchaseModel",
    "RateRule",
    "ReturnRegression",
    "Score",
    "area_under_curve",
    "backtest",
    "candidate_models",
    "history_of",
    "purchases_after",
    "score",
    "summarise_customers",
]
