"""Adding sales to the cube: one grouped insert per table and batch, whatever the number of lines."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from aisle import sites
from aisle.insights.models import CubeHeadRow, DirtySeriesRow, SalesCubeHourRow, SalesCubeRow
from aisle.kit.bulk import upsert_into
from aisle.kit.db import WriteSession, table_of
from aisle.ledger import totals

SALES_PER_STATEMENT = 1_000
_CUBE, _HOURS = table_of(SalesCubeRow), table_of(SalesCubeHourRow)
_DIRTY, _HEADS = table_of(DirtySeriesRow), table_of(CubeHeadRow)
_SUMS = ("units", "returned_units", "net_sales_minor", "receipts")


def add_sales_to_cube(tx: WriteSession, sale_ids: Sequence[str]) -> None:
    """Add posted sales of any day to the cube, the hour cube and the list of touched series.

    Each sale must come once: the relay writes which events were taken in, in this transaction. Returns, voids and late
    facts are sales like others; they change the day they speak of.
    """
    stores: set[str] = set()
    for start in range(0, len(sale_ids), SALES_PER_STATEMENT):
        chunk = sale_ids[start : start + SALES_PER_STATEMENT]
        _add_days(tx, chunk)
        stores |= _add_hours(tx, chunk)
        _mark_dirty(tx, chunk)
    for store_id in sorted(stores):
        _advance_head(tx, store_id)


def _add_days(tx: WriteSession, sale_ids: Sequence[str]) -> None:
    sums = totals.select_item_days(tx, sale_ids=sale_ids).subquery()
    columns = ["tenant_id", "store_id", "item_id", "business_date", *_SUMS, "priced_units_minor", "price_minor_mean"]
    mean = _mean(sums.c.priced_units_minor, sums.c.units)
    rows = sa.select(*(sums.c[name] for name in columns[:-1]), mean).where(sa.true())
    statement = upsert_into(tx, _CUBE).from_select(columns, rows)
    new = statement.excluded
    added = {name: _CUBE.c[name] + new[name] for name in (*_SUMS, "priced_units_minor")}
    # Once nothing is left sold, the price sum must be an exact nothing too, or rounding would be all that remains.
    priced = sa.case((added["units"] == 0, 0.0), else_=added["priced_units_minor"])
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "store_id", "item_id", "business_date"],
            set_={
                **added,
                "priced_units_minor": priced,
                "price_minor_mean": _mean(added["priced_units_minor"], added["units"]),
            },
        )
    )


def _mean(total: sa.ColumnElement[float], units: sa.ColumnElement[int]) -> sa.ColumnElement[float | None]:
    return sa.case((units > 0, total / units), else_=None)


def _add_hours(tx: WriteSession, sale_ids: Sequence[str]) -> set[str]:
    """Add to the hour cube and return the stores that were touched."""
    zones: dict[str, ZoneInfo] = {}
    hours: dict[tuple[str, str, int], list[int]] = {}
    for row in tx.execute(totals.select_store_minutes(tx, sale_ids=sale_ids)):
        if row.store_id not in zones:
            zones[row.store_id] = ZoneInfo(sites.get_store_for(tx, row.store_id).time_zone)
        key = (row.store_id, row.business_date, local_hour(row.minute, zones[row.store_id]))
        sums = hours.setdefault(key, [0, 0, 0, 0])
        for place, name in enumerate(_SUMS):
            sums[place] += getattr(row, name)
    rows = [
        {
            "tenant_id": tx.tenant_id, "store_id": store_id, "business_date": day, "hour": hour,
            **dict(zip(_SUMS, sums, strict=True)),
        }
        for (store_id, day, hour), sums in sorted(hours.items())
    ]  # fmt: skip
    if rows:
        statement = upsert_into(tx, _HOURS)
        added = {name: _HOURS.c[name] + statement.excluded[name] for name in _SUMS}
        keys = ["tenant_id", "store_id", "business_date", "hour"]
        tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), rows)
    return set(zones)


def local_hour(minute: str, zone: ZoneInfo) -> int:
    """Return the hour (0-23) a UTC minute (`2026-11-20T17:02`) falls in on a shop's own clock."""
    return datetime.fromisoformat(f"{minute}:00+00:00").astimezone(zone).hour


def _mark_dirty(tx: WriteSession, sale_ids: Sequence[str]) -> None:
    sums = totals.select_item_days(tx, sale_ids=sale_ids).subquery()
    keys = ["tenant_id", "store_id", "item_id"]
    first = sa.func.min(sums.c.business_date)
    rows = sa.select(*(sums.c[name] for name in keys), first).group_by(*(sums.c[name] for name in keys))
    # SQLite needs a WHERE between SELECT and ON CONFLICT, or it reads the ON as part of a join.
    statement = upsert_into(tx, _DIRTY).from_select([*keys, "first_date"], rows.where(sa.true()))
    new = statement.excluded.first_date
    earlier = sa.case((new < _DIRTY.c.first_date, new), else_=_DIRTY.c.first_date)
    tx.execute(statement.on_conflict_do_update(index_elements=keys, set_={"first_date": earlier}))


def _advance_head(tx: WriteSession, store_id: str) -> None:
    statement = upsert_into(tx, _HEADS).values(tenant_id=tx.tenant_id, store_id=store_id, revision=1)
    advanced = {"revision": _HEADS.c.revision + 1}
    tx.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "store_id"], set_=advanced))
