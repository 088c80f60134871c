"""Looking into the cube: spans, day sums of a store, days of single products."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from aisle.insights.models import CubeHeadRow, SalesCubeHourRow, SalesCubeRow
from aisle.kit.db import ReadSession, table_of

_CUBE, _HOURS = table_of(SalesCubeRow).c, table_of(SalesCubeHourRow).c


@dataclass(frozen=True, slots=True)
class CubeSpan:
    """The first and last day with a sale at a store, and the state of its cube."""

    first_date: date
    last_date: date
    revision: int

    @property
    def days(self) -> int:
        """Calendar days from the first to the last, both included."""
        return (self.last_date - self.first_date).days + 1


@dataclass(frozen=True, slots=True)
class DaySales:
    """A store's trading day; units are sold less returned."""

    date: date
    net_sales_minor: int
    units: int
    receipts: int


@dataclass(frozen=True, slots=True)
class ItemDay:
    """What one item sold on one day; `in_stock_share` is None where nobody knows."""

    item_id: str
    date: date
    units: int
    returned_units: int
    net_sales_minor: int
    in_stock_share: float | None


def read_span(session: ReadSession, store_id: str) -> CubeSpan | None:
    """Return what a store's cube spans, None while it is empty."""
    first, last = session.execute(
        sa.select(sa.func.min(_HOURS.business_date), sa.func.max(_HOURS.business_date)).where(
            _HOURS.tenant_id == session.tenant_id, _HOURS.store_id == store_id, _HOURS.receipts != 0
        )
    ).one()
    revision = session.scalar(sa.select(CubeHeadRow.revision).where(CubeHeadRow.store_id == store_id))
    return None if first is None else CubeSpan(first, last, revision or 0)


def list_day_sales(session: ReadSession, *, store_id: str, from_date: date, to_date: date) -> Sequence[DaySales]:
    """Return the days of a store on which something was posted, oldest first, both ends included."""
    statement = (
        sa.select(
            _HOURS.business_date,
            sa.func.sum(_HOURS.net_sales_minor),
            sa.func.sum(_HOURS.units - _HOURS.returned_units),
            sa.func.sum(_HOURS.receipts),
        )
        .where(
            _HOURS.tenant_id == session.tenant_id,
            _HOURS.store_id == store_id,
            _HOURS.business_date.between(from_date, to_date),
        )
        .group_by(_HOURS.business_date)
        .order_by(_HOURS.business_date)
    )
    return [DaySales(row[0], int(row[1]), int(row[2]), int(row[3])) for row in session.execute(statement)]


def list_item_days(
    session: ReadSession, *, store_id: str, item_ids: Sequence[str], from_date: date, to_date: date
) -> Sequence[ItemDay]:
    """Return the days on which the given items were sold or came back, by item and day."""
    statement = (
        sa.select(
            _CUBE.item_id, _CUBE.business_date, _CUBE.units, _CUBE.returned_units, _CUBE.net_sales_minor,
            _CUBE.in_stock_share,
        )
        .where(
            _CUBE.tenant_id == session.tenant_id,
            _CUBE.store_id == store_id,
            _CUBE.item_id.in_(item_ids),
            _CUBE.business_date.between(from_date, to_date),
        )
        .order_by(_CUBE.item_id, _CUBE.business_date)
    )  # fmt: skip
    return [ItemDay(*row) for row in session.execute(statement)]
