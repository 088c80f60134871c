"""Reading stores; a store comes out through `get_store_for` alone."""

from collections.abc import Sequence
from dataclasses import fields

import sqlalchemy as sa

from aisle.kit.db import ReadSession
from aisle.kit.ids import derived_id
from aisle.kit.problems import NotFound
from aisle.sites.models import StoreRow
from aisle.sites.rules import Store


def default_location_id(store_id: str) -> str:
    """Return the id of a store's shop floor."""
    return derived_id(store_id, "shop floor")


def intake_register_id(store_id: str, source: str) -> str:
    """Return the id of the register that stands for one source of files at one store."""
    return derived_id(store_id, f"intake {source}")


def get_store_for(session: ReadSession, store_id: str) -> Store:
    """Return a store the session's actor may see; a foreign one and an absent one are the same `not-found`."""
    if session.actor is not None:
        session.actor.must_see_store(store_id)
    row = session.get(StoreRow, (session.tenant_id, store_id))
    if row is None:
        raise NotFound()
    return _store(row)


def list_stores_for(session: ReadSession) -> Sequence[Store]:
    """Return every store the session's actor may see, by name."""
    rows = session.scalars(sa.select(StoreRow).order_by(StoreRow.name, StoreRow.store_id))
    allowed = session.actor.store_ids if session.actor else None
    return [_store(row) for row in rows if allowed is None or row.store_id in allowed]


def list_all_stores(session: ReadSession) -> Sequence[Store]:
    """Return the stores of every tenant, from a system scope: the nightly work starts here."""
    return [_store(row) for row in session.scalars(sa.select(StoreRow).order_by(StoreRow.store_id))]


def _store(row: StoreRow) -> Store:
    return Store(**{field.name: getattr(row, field.name) for field in fields(Store)})
