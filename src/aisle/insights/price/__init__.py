"""What a price does to units and margin, and which change would be worth making."""

from aisle.insights.price.effect import MoneyRange, PriceEffect, PriceElasticity, Range, price_effect
from aisle.insights.price.elasticity import ElasticityModel
from aisle.insights.price.frame import BadFrame, PersonalData
from aisle.insights.price.guardrails import Guardrail, Limits, Pack, Proposal, check_guardrails, is_allowed
from aisle.insights.price.history import PriceHistory, PricePoint, ReferencePrice, reference_price
from aisle.insights.price.ladder import PriceLadder
from aisle.insights.price.suggest import PricedItem, PriceSuggestion, suggest_price

__all__ = [
    "BadFrame",
    "ElasticityModel",
    "Guardrail",
    "Limits",
    "MoneyRange",
    "Pack",
    "PersonalData",
    "PriceEffect",
    "PriceElasticity",
    "PriceHistory",
    "PriceLadder",
    "PricePoint",
    "PriceSuggestion",
    "PricedItem",
    "Proposal",
    "Range",
    "ReferencePrice",
    "check_guardrails",
    "is_allowed",
    "price_effect",
    "reference_price",
    "suggest_price",
]
