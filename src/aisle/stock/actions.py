"""Moving and counting stock."""

from collections.abc import Sequence

import sqlalchemy as sa

from aisle import sites
from aisle.kit import journal
from aisle.kit.bulk import insert_rows, upsert_into
from aisle.kit.canonical import digest_of
from aisle.kit.clock import Clock, from_utc_text, to_utc_text
from aisle.kit.db import WriteSession, table_of
from aisle.kit.ids import derived_id
from aisle.stock.models import StockCountLineRow, StockCountRow, StockLevelRow, StockMovementRow
from aisle.stock.problems import CountIdReused
from aisle.stock.rules import LOT_UNKNOWN, CountLine, Movement, sum_by_place

_MOVEMENT_COLUMNS = (
    "tenant_id", "movement_id", "item_id", "location_id", "lot_id", "quantity", "kind", "cause_id", "occurred_at",
    "posted_at", "unit_cost_minor",
)  # fmt: skip


def record_movements(tx: WriteSession, movements: Sequence[Movement], *, posted_at: str) -> None:
    """Append movements and change each on-hand by one atomic statement, rows in key order."""
    if not movements:
        return
    rows = [
        (
            tx.tenant_id, move.movement_id, move.item_id, move.location_id, move.lot_id, move.quantity, move.kind,
            move.cause_id, move.occurred_at, posted_at, move.unit_cost_minor,
        )
        for move in movements
    ]  # fmt: skip
    insert_rows(tx, table_of(StockMovementRow), _MOVEMENT_COLUMNS, rows)
    _add_to_levels(tx, sum_by_place(movements))


def post_count(
    tx: WriteSession,
    *,
    count_id: str,
    store_id: str,
    lines: Sequence[CountLine],
    counted_at: str,
    reason: str,
    clock: Clock,
) -> Sequence[int]:
    """Post what was counted and return the variance per line; what sold after `counted_at` is not a variance."""
    digest = digest_of([store_id, counted_at, reason, [[line.item_id, line.counted] for line in lines]])
    posted_at = to_utc_text(clock.now())
    if not _claim_count(tx, (count_id, store_id, counted_at, posted_at, reason, digest)):
        known = tx.get_one(StockCountRow, (tx.tenant_id, count_id))
        if known.digest != digest:
            raise CountIdReused()
        return [_saved_variance(tx, count_id, line.item_id) for line in lines]
    location_id = sites.default_location_id(store_id)
    # Touch the levels first: on PostgreSQL this locks the rows that are about to be read.
    _add_to_levels(tx, {(location_id, item_id, LOT_UNKNOWN): 0 for item_id in sorted(line.item_id for line in lines)})
    variances = _variances(tx, location_id, lines, counted_at)
    for line, variance in zip(lines, variances, strict=True):
        tx.add(StockCountLineRow(count_id=count_id, item_id=line.item_id, counted=line.counted, variance=variance))
    tx.flush()
    record_movements(
        tx,
        [
            Movement(
                derived_id(count_id, line.item_id), line.item_id, location_id, variance, "count", count_id, counted_at
            )
            for line, variance in zip(lines, variances, strict=True)
            if variance
        ],
        posted_at=posted_at,
    )
    _mark_counted(tx, location_id, [line.item_id for line in lines], counted_at)
    journal.append(
        tx,
        stream=f"store:{store_id}",
        kind="count_post",
        subject_id=count_id,
        payload={"digest": digest, "lines": len(lines), "reason": reason},
        occurred_at=from_utc_text(counted_at),
    )
    return variances


def _claim_count(tx: WriteSession, values: tuple[str, ...]) -> bool:
    """Write the count's head and say whether it is new; a rival with the same id waits here for the other's end."""
    names = ("count_id", "store_id", "counted_at", "posted_at", "reason", "digest")
    row = {"tenant_id": tx.tenant_id, **dict(zip(names, values, strict=True))}
    count_id = table_of(StockCountRow).c.count_id
    statement = upsert_into(tx, table_of(StockCountRow)).values(row).on_conflict_do_nothing().returning(count_id)
    return tx.execute(statement).first() is not None


def _add_to_levels(tx: WriteSession, changes: dict[tuple[str, str, str], int]) -> None:
    statement = upsert_into(tx, table_of(StockLevelRow))
    statement = statement.on_conflict_do_update(
        index_elements=["tenant_id", "location_id", "item_id", "lot_id"],
        set_={"on_hand": StockLevelRow.on_hand + statement.excluded.on_hand},
    )
    rows = [
        {"tenant_id": tx.tenant_id, "location_id": location_id, "item_id": item_id, "lot_id": lot_id, "on_hand": change}
        for (location_id, item_id, lot_id), change in changes.items()
    ]
    tx.execute(statement, rows)


def _variances(tx: WriteSession, location_id: str, lines: Sequence[CountLine], counted_at: str) -> list[int]:
    """Return counted minus what the book said at the moment of counting."""
    moved = StockMovementRow
    statement = (
        sa.select(moved.item_id, sa.func.sum(moved.quantity))
        .where(
            moved.location_id == location_id,
            moved.item_id.in_([line.item_id for line in lines]),
            moved.occurred_at <= counted_at,
        )
        .group_by(moved.item_id)
    )
    book = {item_id: int(total) for item_id, total in tx.execute(statement)}
    return [line.counted - book.get(line.item_id, 0) for line in lines]


def _mark_counted(tx: WriteSession, location_id: str, item_ids: Sequence[str], counted_at: str) -> None:
    """Note the newest count; one that is handed in late does not hide a later one."""
    level = table_of(StockLevelRow).c
    tx.execute(
        sa.update(table_of(StockLevelRow))
        .where(level.tenant_id == tx.tenant_id, level.location_id == location_id, level.item_id.in_(item_ids))
        .where(level.counted_at.is_(None) | (level.counted_at < counted_at))
        .values(counted_at=counted_at)
    )


def _saved_variance(tx: WriteSession, count_id: str, item_id: str) -> int:
    row = tx.get(StockCountLineRow, (tx.tenant_id, count_id, item_id))
    assert row is not None, "a count without its line"
    return row.variance
