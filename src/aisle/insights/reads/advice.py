"""GET /inventory-recommendations and GET /pricing-suggestions: what a run left to decide on."""

from typing import Any

from aisle.insights.reads.envelope import Opened, open_listing
from aisle.insights.reads.listing import Wanted, read_page
from aisle.insights.schemas.common import Listing
from aisle.insights.schemas.inventory import InventoryAsked, InventoryItem
from aisle.insights.schemas.pricing import PricingAsked, PricingItem
from aisle.kit.clock import Clock
from aisle.kit.db import ReadSession

INVENTORY_ORDER = "largest expected loss first"
PRICING_ORDER = "largest expected gain first"


def read_inventory(session: ReadSession, asked: InventoryAsked, *, clock: Clock) -> Listing[InventoryItem]:
    """Answer with reorder advice of the last finished run."""
    opened = open_listing(session, str(asked.store_id), "inventory", after=asked.after, clock=clock)
    wanted = Wanted(
        "inventory",
        subject_ids=[str(name) for name in asked.product_id],
        category=asked.category,
        kind=asked.kind,
        facet=asked.urgency,
    )
    # No supplier is known to the catalogue, so none of them supplies anything yet.
    rows, next_position = _rows(session, opened, wanted, 0 if asked.supplier_id else asked.limit)
    items = [InventoryItem(**row) for row in rows]
    return Listing[InventoryItem](**opened.envelope(items=items, next_position=next_position, order=INVENTORY_ORDER))


def read_pricing(session: ReadSession, asked: PricingAsked, *, clock: Clock) -> Listing[PricingItem]:
    """Answer with price suggestions of the last finished run."""
    opened = open_listing(session, str(asked.store_id), "pricing", after=asked.after, clock=clock)
    wanted = Wanted(
        "pricing",
        subject_ids=[str(name) for name in asked.product_id],
        category=asked.category,
        facet=asked.status,
    )
    rows, next_position = _rows(session, opened, wanted, asked.limit)
    items = [PricingItem(**row) for row in rows]
    return Listing[PricingItem](**opened.envelope(items=items, next_position=next_position, order=PRICING_ORDER))


def _rows(session: ReadSession, opened: Opened, wanted: Wanted, limit: int) -> tuple[list[dict[str, Any]], int | None]:
    if opened.run is None or limit == 0:
        return [], None
    rows, next_position = read_page(
        session, opened.run.run_id, wanted, position=opened.position, limit=limit, today=opened.business_today
    )
    return [{**row.payload, "recommendation_id": row.recommendation_id} for row in rows], next_position
