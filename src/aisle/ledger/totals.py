"""Sums over the book, computed by the database: what the sales cube is made of, and who came when.

A line is of the selling side (goods left) or of the returning side (goods came back). A void or a correction turns
the sign of what it undoes, so its lines count on the side of the line they undo: a voided sale lowers `units`, it
does not raise `returned_units`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from aisle.kit.db import ReadSession, table_of
from aisle.ledger.models import SaleLineRow, SaleRow

CUSTOMER_ROWS_AT_ONCE = 50_000
_SALE = table_of(SaleRow).c
_LINE = table_of(SaleLineRow).c
_TURNED = _SALE.kind.in_(("void", "correction"))
_SOLD = sa.or_(sa.and_(_TURNED, _LINE.quantity < 0), sa.and_(sa.not_(_TURNED), _LINE.quantity > 0))


@dataclass(frozen=True, slots=True)
class CustomerSale:
    """A sale or return of a known customer that was not voided; the amount is net of tax."""

    customer_id: str
    sale_id: str
    business_date: date
    net_sales_minor: int


def select_item_days(
    session: ReadSession, *, sale_ids: Sequence[str] | None = None, store_id: str | None = None
) -> sa.Select[Any]:
    """Sum lines by store, item and business date, over the given sales or a whole store.

    Columns: `tenant_id, store_id, item_id, business_date, units` (sold), `returned_units`, `net_sales_minor` (sold less
    returned), `receipts` (sales that hold the item) and `priced_units_minor`, the unit price times the units sold.
    """
    days = (_SALE.tenant_id, _SALE.store_id, _LINE.item_id, _SALE.business_date)
    price = sa.cast(_LINE.unit_price_minor, sa.Double) * sa.cast(_LINE.quantity, sa.Double)
    return _lines_of(
        session, sale_ids, store_id, [*days, *_sums(), _float_sum(price).label("priced_units_minor")], days
    )


def select_store_minutes(
    session: ReadSession, *, sale_ids: Sequence[str] | None = None, store_id: str | None = None
) -> sa.Select[Any]:
    """Sum lines by store, business date and minute of the sale (UTC text, cut after the minute).

    Columns: `store_id, business_date, minute, units, returned_units, net_sales_minor, receipts`. Which hour of the
    shop's day a minute belongs to depends on its time zone, so that is left to the caller. What a void or a correction
    undoes is taken from the minute it was sold in, not from the one somebody noticed in.
    """
    undone = table_of(SaleRow).alias("undone")
    of_undone = sa.and_(undone.c.tenant_id == _SALE.tenant_id, undone.c.sale_id == _SALE.original_sale_id, _TURNED)
    minute = sa.func.substr(sa.func.coalesce(undone.c.occurred_at, _SALE.occurred_at), 1, 16).label("minute")
    groups = (_SALE.store_id, _SALE.business_date, minute)
    statement = _lines_of(session, sale_ids, store_id, [*groups, *_sums()], groups)
    return statement.outerjoin(undone, of_undone)


def list_customer_sales(session: ReadSession, *, store_id: str, to_date: date) -> Iterator[CustomerSale]:
    """Return every sale and return of known customers up to a day; what was voided is absent."""
    void = table_of(SaleRow).alias("void")
    voids = sa.and_(
        void.c.tenant_id == _SALE.tenant_id, void.c.original_sale_id == _SALE.sale_id, void.c.kind == "void"
    )
    statement = (
        sa.select(_SALE.customer_id, _SALE.sale_id, _SALE.business_date, _SALE.net_minor)
        .outerjoin_from(table_of(SaleRow), void, voids)
        .where(
            _SALE.tenant_id == session.tenant_id,
            _SALE.store_id == store_id,
            _SALE.business_date <= to_date,
            _SALE.customer_id.is_not(None),
            _SALE.kind != "void",
            void.c.sale_id.is_(None),
        )
        .order_by(_SALE.business_date, _SALE.sale_id)
    )
    for row in session.execute(statement.execution_options(yield_per=CUSTOMER_ROWS_AT_ONCE)):
        yield CustomerSale(*row)


def _lines_of(
    session: ReadSession,
    sale_ids: Sequence[str] | None,
    store_id: str | None,
    columns: Sequence[sa.ColumnElement[Any]],
    groups: Sequence[sa.ColumnElement[Any]],
) -> sa.Select[Any]:
    """Group joined sales and lines; always within the session's tenant."""
    joined = sa.and_(_LINE.tenant_id == _SALE.tenant_id, _LINE.sale_id == _SALE.sale_id)
    statement = sa.select(*columns).join_from(table_of(SaleRow), table_of(SaleLineRow), joined)
    statement = statement.where(_SALE.tenant_id == session.tenant_id)
    if sale_ids is not None:
        statement = statement.where(_SALE.sale_id.in_(sale_ids))
    if store_id is not None:
        statement = statement.where(_SALE.store_id == store_id)
    return statement.group_by(*groups)


def _sums() -> list[sa.ColumnElement[Any]]:
    def receipts(side: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count(sa.distinct(sa.case((side, _SALE.sale_id))))

    return [
        _whole_sum(sa.case((_SOLD, _LINE.quantity), else_=0)).label("units"),
        _whole_sum(sa.case((_SOLD, 0), else_=-_LINE.quantity)).label("returned_units"),
        _whole_sum(_LINE.net_minor).label("net_sales_minor"),
        (receipts(sa.and_(_SOLD, sa.not_(_TURNED))) - receipts(sa.and_(_SOLD, _TURNED))).label("receipts"),
    ]


def _whole_sum(value: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    # PostgreSQL adds big integers up to a decimal; the cube's columns are big integers.
    return sa.cast(sa.func.sum(value), sa.BigInteger)


def _float_sum(value: sa.ColumnElement[Any]) -> sa.ColumnElement[float]:
    return sa.func.sum(sa.case((_SOLD, value), else_=0.0))
