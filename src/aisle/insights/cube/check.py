"""Proof of the cube: it says exactly what a group-by of the book says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isclose
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from aisle import sites
from aisle.insights.cube.add import local_hour
from aisle.insights.models import SalesCubeHourRow, SalesCubeRow
from aisle.kit.db import ReadSession, table_of
from aisle.ledger import totals

FINDINGS_MAX = 100
_SUMS = ("units", "returned_units", "net_sales_minor", "receipts")
Key = tuple[Any, ...]
Sums = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CubeFinding:
    """A place where the cube and the book differ; sums are (units, returned_units, net_sales_minor, receipts)."""

    table: str
    key: tuple[str | int | date, ...]
    expected: tuple[int, ...]
    found: tuple[int, ...]


def check_cube(session: ReadSession, store_id: str) -> Sequence[CubeFinding]:
    """Return every difference between a store's cube and its book, at most `FINDINGS_MAX` a table; none is right."""
    return [*_check_days(session, store_id), *_check_hours(session, store_id)]


def _check_days(session: ReadSession, store_id: str) -> list[CubeFinding]:
    book = totals.select_item_days(session, store_id=store_id)
    expected = {(row.item_id, row.business_date): _sums(row) for row in session.execute(book)}
    prices = {(row.item_id, row.business_date): row.priced_units_minor for row in session.execute(book)}
    cube = table_of(SalesCubeRow)
    own = sa.select(cube).where(cube.c.tenant_id == session.tenant_id, cube.c.store_id == store_id)
    rows = session.execute(own).all()
    found = {(row.item_id, row.business_date): _sums(row) for row in rows}
    differing = _differences("sales_cube", expected, found)
    # Prices are floats, and floats added in another order differ in their last digits.
    wrong = [row for row in rows if not isclose(row.priced_units_minor, prices.get(_key(row), 0.0), abs_tol=0.5)]
    return differing + [CubeFinding("sales_cube prices", _key(row), (), ()) for row in wrong[:FINDINGS_MAX]]


def _check_hours(session: ReadSession, store_id: str) -> list[CubeFinding]:
    zone = ZoneInfo(sites.get_store_for(session, store_id).time_zone)
    expected: dict[Key, Sums] = {}
    for row in session.execute(totals.select_store_minutes(session, store_id=store_id)):
        key = (row.business_date, local_hour(row.minute, zone))
        before = expected.get(key, (0,) * len(_SUMS))
        expected[key] = tuple(a + b for a, b in zip(before, _sums(row), strict=True))
    hours = table_of(SalesCubeHourRow)
    own = sa.select(hours).where(hours.c.tenant_id == session.tenant_id, hours.c.store_id == store_id)
    found = {(row.business_date, row.hour): _sums(row) for row in session.execute(own)}
    return _differences("sales_cube_hour", expected, found)


def _key(row: Any) -> tuple[str, date]:
    return row.item_id, row.business_date


def _sums(row: Any) -> Sums:
    return tuple(int(getattr(row, name)) for name in _SUMS)


def _differences(table: str, expected: Mapping[Key, Sums], found: Mapping[Key, Sums]) -> list[CubeFinding]:
    nothing = (0,) * len(_SUMS)
    keys = sorted(expected.keys() | found.keys())
    differing = [key for key in keys if expected.get(key, nothing) != found.get(key, nothing)]
    return [
        CubeFinding(table, key, expected.get(key, nothing), found.get(key, nothing)) for key in differing[:FINDINGS_MAX]
    ]
