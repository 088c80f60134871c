"""Opening and changing stores, one verb per function."""

from dataclasses import asdict, replace

import sqlalchemy as sa

from aisle.kit import events, journal
from aisle.kit.bulk import upsert_into
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import WriteSession, is_unique_violation, table_of
from aisle.kit.problems import NotFound
from aisle.sites.events import STORE_SAVED
from aisle.sites.models import LocationRow, RegisterRow, StoreRow
from aisle.sites.problems import CurrencyFixed
from aisle.sites.queries import default_location_id, intake_register_id
from aisle.sites.rules import Store


def save_store(tx: WriteSession, store: Store, *, clock: Clock) -> None:
    """Open a store, or change one; its owner and its currency stay what they were at the opening."""
    assert store.tenant_id == tx.tenant_id, "a store of another tenant"
    row = tx.get(StoreRow, (tx.tenant_id, store.store_id), with_for_update=True)
    now = to_utc_text(clock.now())
    if row is None:
        if tx.actor is not None and tx.actor.store_ids is not None:
            raise NotFound()
        tx.add(StoreRow(**asdict(store), created_at=now))
        tx.add(LocationRow(location_id=default_location_id(store.store_id), store_id=store.store_id, name="Shop floor"))
    else:
        if row.currency != store.currency:
            raise CurrencyFixed(params={"currency": row.currency})
        for name, value in asdict(replace(store, user_id=row.user_id)).items():
            setattr(row, name, value)
    _flush_store(tx)
    journal.append(
        tx,
        stream=f"store:{store.store_id}",
        kind="settings_change",
        subject_id=store.store_id,
        payload={"time_zone": store.time_zone, "currency": store.currency, "day_ends_at": store.day_ends_at},
        occurred_at=clock.now(),
    )
    saved = events.Event(
        kind=STORE_SAVED,
        version=1,
        subject_id=store.store_id,
        store_id=store.store_id,
        occurred_at=clock.now(),
        posted_at=clock.now(),
        payload={"time_zone": store.time_zone, "day_ends_at": store.day_ends_at},
    )
    events.append(tx, saved)


def _flush_store(tx: WriteSession) -> None:
    """Write the store; an id that another tenant holds is answered like any foreign id."""
    try:
        tx.flush()
    except sa.exc.IntegrityError as error:
        if is_unique_violation(error):
            raise NotFound() from error
        raise


def ensure_intake_register(tx: WriteSession, *, store_id: str, source: str, clock: Clock) -> str:
    """Return the register that stands for a source of files at a store, making it on first use."""
    row = {
        "tenant_id": tx.tenant_id,
        "register_id": intake_register_id(store_id, source),
        "store_id": store_id,
        "kind": "intake",
        "source": source,
        "created_at": to_utc_text(clock.now()),
    }
    # Two uploads of a new source may both be first; either finds the register there.
    tx.execute(upsert_into(tx, table_of(RegisterRow)).values(row).on_conflict_do_nothing())
    return row["register_id"]
