"""Changing the catalogue, one verb per function."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from aisle.catalogue.models import ItemRow, PriceRow, ScanCodeRow
from aisle.catalogue.problems import PriceIdReused, ScanCodeTaken, SkuTaken
from aisle.catalogue.queries import item_id_of
from aisle.catalogue.rules import DatedPrice, Item, SeenItem
from aisle.kit import journal
from aisle.kit.bulk import upsert_into
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import WriteSession, table_of
from aisle.kit.ids import derived_id


def ensure_items(tx: WriteSession, seen: Sequence[SeenItem], *, clock: Clock) -> dict[str, str]:
    """Add the items a file names and return sku -> item_id; the latest name seen wins, repeats change nothing."""
    now = to_utc_text(clock.now())
    ids = {item.sku: item_id_of(tx.tenant_id, item.sku) for item in seen}
    rows = [
        {
            "tenant_id": tx.tenant_id, "item_id": ids[item.sku], "product_id": None, "sku": item.sku,
            "name": item.name or item.sku, "category": item.category, "unit": item.unit, "blocked": False,
            "named_at": item.seen_at, "created_at": now,
        }
        for item in seen
    ]  # fmt: skip
    if not rows:
        return ids
    statement = upsert_into(tx, table_of(ItemRow))
    newer = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["tenant_id", "item_id"],
        set_={"name": newer.name, "named_at": newer.named_at},
        # A code in the place of a name says nothing, so any name is better, however old.
        where=(newer.name != newer.sku) & ((newer.named_at > ItemRow.named_at) | (ItemRow.name == ItemRow.sku)),
    )
    tx.execute(statement, rows)
    _add_scan_codes(tx, ((code, ids[item.sku]) for item in seen for code in item.scan_codes))
    return ids


def record_prices(tx: WriteSession, prices: Sequence[DatedPrice], *, clock: Clock) -> None:
    """Add dated prices to the history; the same price from the same moment is the same row."""
    now = to_utc_text(clock.now())
    rows = [
        {
            "tenant_id": tx.tenant_id,
            "price_id": derived_id(price.item_id, f"{price.store_id} {price.valid_from} {price.cause}"),
            "store_id": price.store_id, "item_id": price.item_id, "price_minor": price.price_minor,
            "valid_from": price.valid_from, "cause": price.cause,
            "set_by": tx.actor.user_id if tx.actor else None, "created_at": now,
        }
        for price in prices
    ]  # fmt: skip
    if rows:
        tx.execute(upsert_into(tx, table_of(PriceRow)).on_conflict_do_nothing(), rows)


def save_item(tx: WriteSession, item: Item, *, scan_codes: Sequence[str], clock: Clock) -> None:
    """Add an item or change one; its scan codes become exactly those given."""
    now = to_utc_text(clock.now())
    owner = tx.scalar(sa.select(ItemRow.item_id).where(ItemRow.sku == item.sku))
    if owner not in {None, item.item_id}:
        raise SkuTaken(params={"sku": item.sku})
    row = tx.get(ItemRow, (tx.tenant_id, item.item_id)) or ItemRow(item_id=item.item_id, created_at=now)
    for name in ("sku", "name", "category", "unit", "blocked"):
        setattr(row, name, getattr(item, name))
    row.named_at = now
    tx.add(row)
    taken = tx.scalars(
        sa.select(ScanCodeRow.scan_code).where(
            ScanCodeRow.scan_code.in_(scan_codes), ScanCodeRow.item_id != item.item_id
        )
    ).all()
    if taken:
        raise ScanCodeTaken(params={"scan_codes": list(taken)})
    tx.execute(sa.delete(ScanCodeRow).where(ScanCodeRow.tenant_id == tx.tenant_id, ScanCodeRow.item_id == item.item_id))
    tx.flush()
    _add_scan_codes(tx, ((code, item.item_id) for code in dict.fromkeys(scan_codes)))


def set_price(tx: WriteSession, price: DatedPrice, *, price_id: str, clock: Clock) -> None:
    """Add a dated price by a named person; it is journalled, and repeating it under its id changes nothing."""
    known = tx.get(PriceRow, (tx.tenant_id, price_id))
    if known is not None:
        if DatedPrice(known.item_id, known.store_id, known.price_minor, known.valid_from, known.cause) != price:
            raise PriceIdReused()
        return
    now = to_utc_text(clock.now())
    tx.add(
        PriceRow(
            price_id=price_id, store_id=price.store_id, item_id=price.item_id, price_minor=price.price_minor,
            valid_from=price.valid_from, cause=price.cause, set_by=tx.actor.user_id if tx.actor else None,
            created_at=now,
        )
    )  # fmt: skip
    tx.flush()
    journal.append(
        tx,
        stream=f"store:{price.store_id}",
        kind="price_change",
        subject_id=price.item_id,
        payload={"price_minor": price.price_minor, "valid_from": price.valid_from, "cause": price.cause},
        occurred_at=clock.now(),
    )


def _add_scan_codes(tx: WriteSession, pairs: Iterable[tuple[str, str]]) -> None:
    rows = [{"tenant_id": tx.tenant_id, "scan_code": code, "item_id": item_id} for code, item_id in pairs]
    if rows:
        tx.execute(upsert_into(tx, table_of(ScanCodeRow)).on_conflict_do_nothing(), rows)
