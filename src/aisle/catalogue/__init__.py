"""What is sold: products, items, scan codes and the history of prices."""

from aisle.catalogue.actions import ensure_items, record_prices, save_item, set_price
from aisle.catalogue.queries import (
    find_items_by_scan_code,
    get_item_for,
    get_priced_item_for,
    item_id_of,
    list_priced_items,
    list_prices,
    list_scan_codes,
)
from aisle.catalogue.rules import DatedPrice, Item, PricedItem, SeenItem, is_gtin

__all__ = [
    "DatedPrice",
    "Item",
    "PricedItem",
    "SeenItem",
    "ensure_items",
    "find_items_by_scan_code",
    "get_item_for",
    "get_priced_item_for",
    "is_gtin",
    "item_id_of",
    "list_priced_items",
    "list_prices",
    "list_scan_codes",
    "record_prices",
    "save_item",
    "set_price",
]
