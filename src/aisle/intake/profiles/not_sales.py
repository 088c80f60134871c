"""Well-known exports that hold no sales, so that the answer can name them."""

from aisle.intake.problems import NotASalesFile
from aisle.intake.profiles.base import normalise_header

# The headers that give each file away; all of them must be there.
KNOWN_OTHERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Shopify product export", frozenset(("handle", "title", "variant sku", "variant price"))),
    ("Shopify inventory export", frozenset(("handle", "title", "location", "available"))),
    ("Shopify inventory export", frozenset(("handle", "title", "location", "on hand"))),
    ("Shopify customer export", frozenset(("first name", "last name", "email", "total spent"))),
    ("Square item library", frozenset(("token", "item name", "variation name", "current quantity"))),
    ("Square item library", frozenset(("item name", "variation name", "price", "enabled"))),
    (
        "Square transactions export",
        frozenset(("transaction id", "payment id", "gross sales", "net total", "card brand")),
    ),
    ("Loyverse item list", frozenset(("handle", "sku", "name", "cost", "track stock"))),
    ("Loyverse receipts without items", frozenset(("receipt number", "receipt type", "gross sales", "payment type"))),
    ("stock list", frozenset(("sku", "on hand"))),
    ("stock list", frozenset(("sku", "stock"))),
)


def refuse_known_others(headers: list[str]) -> None:
    """Raise the problem that names the file, if it is one of these."""
    found = {normalise_header(header) for header in headers}
    for name, needed in KNOWN_OTHERS:
        if needed <= found and not found & {"qty", "quantity", "lineitem quantity", "invoice date"}:
            raise NotASalesFile(
                f"This looks like a {name}. Upload the export that has one row per item sold, with date and quantity.",
                params={"recognised": name},
            )
