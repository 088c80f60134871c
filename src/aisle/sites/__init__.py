"""Where trade happens: stores, places that hold stock, registers."""

from aisle.sites.actions import ensure_intake_register, save_store
from aisle.sites.events import STORE_SAVED
from aisle.sites.queries import (
    default_location_id,
    get_store_for,
    intake_register_id,
    list_all_stores,
    list_stores_for,
)
from aisle.sites.rules import Store, TaxMode, business_date_of

__all__ = [
    "STORE_SAVED",
    "Store",
    "TaxMode",
    "business_date_of",
    "default_location_id",
    "ensure_intake_register",
    "get_store_for",
    "intake_register_id",
    "list_all_stores",
    "list_stores_for",
    "save_store",
]
