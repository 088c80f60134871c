"""Reading stock."""

from collections.abc import Sequence

import sqlalchemy as sa

from aisle import sites
from aisle.kit.db import ReadSession
from aisle.stock.models import StockLevelRow, StockMovementRow
from aisle.stock.rules import StockLevel


def list_levels(
    session: ReadSession,
    *,
    store_id: str,
    item_ids: Sequence[str] | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Sequence[StockLevel]:
    """Return what is on hand at a store over all lots, by item id; an item that never moved is absent."""
    level = StockLevelRow
    statement = (
        sa.select(level.item_id, sa.func.sum(level.on_hand), sa.func.max(level.counted_at))
        .where(level.location_id == sites.default_location_id(store_id))
        .group_by(level.item_id)
        .order_by(level.item_id)
        .limit(limit)
    )
    if item_ids is not None:
        statement = statement.where(level.item_id.in_(item_ids))
    if after is not None:
        statement = statement.where(level.item_id > after)
    return [StockLevel(item_id, int(on_hand), counted) for item_id, on_hand, counted in session.execute(statement)]


def select_sums_by_cause(session: ReadSession, *, store_id: str) -> sa.Select[str, int]:
    """Sum what each fact moved at a store; columns `cause_id`, `quantity`."""
    moved = StockMovementRow
    return (
        sa.select(moved.cause_id, sa.cast(sa.func.sum(moved.quantity), sa.BigInteger).label("quantity"))
        .where(moved.tenant_id == session.tenant_id, moved.location_id == sites.default_location_id(store_id))
        .group_by(moved.cause_id)
    )


def list_drifts(session: ReadSession, *, store_id: str) -> Sequence[tuple[str, int, int]]:
    """Return (item_id, on_hand, sum of movements) wherever the two differ: none, unless the book is broken."""
    level, moved = StockLevelRow, StockMovementRow
    location_id = sites.default_location_id(store_id)
    sums = (
        sa.select(moved.item_id, moved.lot_id, sa.func.sum(moved.quantity).label("total"))
        .where(moved.tenant_id == session.tenant_id, moved.location_id == location_id)
        .group_by(moved.item_id, moved.lot_id)
        .subquery()
    )
    levels = (
        sa.select(level.item_id, level.lot_id, level.on_hand)
        .where(level.tenant_id == session.tenant_id, level.location_id == location_id)
        .subquery()
    )
    both = levels.outerjoin(sums, (sums.c.item_id == levels.c.item_id) & (sums.c.lot_id == levels.c.lot_id), full=True)
    on_hand, total = sa.func.coalesce(levels.c.on_hand, 0), sa.func.coalesce(sums.c.total, 0)
    statement = (
        sa.select(sa.func.coalesce(levels.c.item_id, sums.c.item_id), on_hand, total)
        .select_from(both)
        .where(on_hand != total)
    )
    return [(item_id, int(here), int(moved_total)) for item_id, here, moved_total in session.execute(statement)]
