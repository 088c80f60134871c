"""Reading the catalogue."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from aisle.catalogue.models import ItemRow, PriceRow, ScanCodeRow
from aisle.catalogue.rules import DatedPrice, Item, PricedItem
from aisle.kit.db import ReadSession
from aisle.kit.ids import derived_id
from aisle.kit.problems import NotFound


def item_id_of(tenant_id: str, sku: str) -> str:
    """Return the id an item has by its sku; the same sku is the same item in every file of a tenant."""
    return derived_id(tenant_id, f"item {sku}")


def get_item_for(session: ReadSession, item_id: str) -> Item:
    """Return an item of the actor's tenant, or `not-found`."""
    row = session.get(ItemRow, (session.tenant_id, item_id))
    if row is None:
        raise NotFound()
    return Item(row.item_id, row.sku, row.name, row.category, row.unit, row.blocked)  # type: ignore[arg-type]


def get_priced_item_for(session: ReadSession, *, store_id: str, item_id: str, at: str) -> PricedItem:
    """Return an item with its price at a store and moment (UTC text), or `not-found`."""
    row = session.execute(_priced(session, store_id, at).where(ItemRow.item_id == item_id)).one_or_none()
    if row is None:
        raise NotFound()
    return PricedItem(**row._mapping)


def list_priced_items(
    session: ReadSession,
    *,
    store_id: str,
    at: str,
    search: str | None = None,
    category: str | None = None,
    item_ids: Sequence[str] | None = None,
    after: tuple[str, str] | None = None,
    limit: int | None = None,
) -> Sequence[PricedItem]:
    """Return what a store sells, by name then id; `after` is the (name, item_id) of the last one shown."""
    statement = _priced(session, store_id, at)
    if search:
        pattern = f"%{search.lower().replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        statement = statement.where(
            sa.func.lower(ItemRow.name).like(pattern, escape="!") | sa.func.lower(ItemRow.sku).like(pattern, escape="!")
        )
    if category is not None:
        statement = statement.where(ItemRow.category == category)
    if item_ids is not None:
        statement = statement.where(ItemRow.item_id.in_(item_ids))
    if after is not None:
        statement = statement.where(sa.tuple_(ItemRow.name, ItemRow.item_id) > sa.tuple_(*map(sa.literal, after)))
    statement = statement.order_by(ItemRow.name, ItemRow.item_id).limit(limit)
    return [PricedItem(**row._mapping) for row in session.execute(statement)]


def list_prices(session: ReadSession, *, store_id: str, item_id: str | None = None) -> Sequence[DatedPrice]:
    """Return the whole price history of a store, or of one item in it, oldest first."""
    statement = sa.select(PriceRow).where(PriceRow.store_id == store_id)
    if item_id is not None:
        statement = statement.where(PriceRow.item_id == item_id)
    rows = session.scalars(
        statement.order_by(PriceRow.item_id, PriceRow.valid_from, PriceRow.created_at, PriceRow.price_id)
    )
    return [DatedPrice(row.item_id, row.store_id, row.price_minor, row.valid_from, row.cause) for row in rows]


def list_scan_codes(session: ReadSession, item_id: str) -> Sequence[str]:
    """Return every string a scanner may read for an item."""
    statement = sa.select(ScanCodeRow.scan_code).where(ScanCodeRow.item_id == item_id)
    return list(session.scalars(statement.order_by(ScanCodeRow.scan_code)))


def find_items_by_scan_code(session: ReadSession, codes: Sequence[str]) -> dict[str, str]:
    """Return scan code -> item_id for the codes that are known."""
    statement = sa.select(ScanCodeRow.scan_code, ScanCodeRow.item_id).where(ScanCodeRow.scan_code.in_(codes))
    return {row.scan_code: row.item_id for row in session.execute(statement)}


def _priced(session: ReadSession, store_id: str, at: str) -> sa.Select[Any]:
    """Join items with the newest price that is valid at `at`; an item without a price is not sold here."""
    newest = (
        sa.select(PriceRow.item_id, PriceRow.price_minor, _newest_first().label("place"))
        .where(PriceRow.tenant_id == session.tenant_id, PriceRow.store_id == store_id, PriceRow.valid_from <= at)
        .subquery()
    )
    return (
        sa.select(
            ItemRow.item_id, sa.literal(store_id).label("store_id"), ItemRow.sku, ItemRow.name, ItemRow.category,
            ItemRow.unit, ItemRow.blocked, newest.c.price_minor,
        )
        .join(newest, (newest.c.item_id == ItemRow.item_id) & (newest.c.place == 1))
    )  # fmt: skip


def _newest_first() -> sa.ColumnElement[int]:
    return sa.func.row_number().over(
        partition_by=PriceRow.item_id,
        order_by=(PriceRow.valid_from.desc(), PriceRow.created_at.desc(), PriceRow.price_id.desc()),
    )
