"""The book: sales as they were posted, append-only; the one way in is `post_sale` and its siblings."""

from aisle.ledger.actions import post_sale, post_sales, void_id_of, void_sale, void_sales
from aisle.ledger.queries import find_live_days, get_sale_for, list_drafts, list_sales
from aisle.ledger.rows import PostedSale
from aisle.ledger.rules import (
    AdjustedLine,
    OriginalLine,
    PriceAdjustment,
    PricedLine,
    SaleDraft,
    TaxAmount,
    TenderLine,
    check_sale,
)
from aisle.ledger.self_check import Finding, check_store

__all__ = [
    "AdjustedLine",
    "Finding",
    "OriginalLine",
    "PostedSale",
    "PriceAdjustment",
    "PricedLine",
    "SaleDraft",
    "TaxAmount",
    "TenderLine",
    "check_sale",
    "check_store",
    "find_live_days",
    "get_sale_for",
    "list_drafts",
    "list_sales",
    "post_sale",
    "post_sales",
    "void_id_of",
    "void_sale",
    "void_sales",
]
