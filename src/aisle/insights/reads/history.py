"""What was sold, beside what had been expected before it was."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from aisle import sites
from aisle.insights import cube
from aisle.insights.models import InsightRunRow, PredictionRow
from aisle.insights.schemas.history import (
    DaySummary,
    HistoryAsked,
    PredictedDay,
    ProductDay,
    ProductHistories,
    ProductHistory,
    SalesSummary,
    SummaryAsked,
)
from aisle.kit.db import ReadSession
from aisle.sites import Store


def read_sales_summary(session: ReadSession, asked: SummaryAsked) -> SalesSummary:
    """Answer with a store's trading days."""
    store = sites.get_store_for(session, str(asked.store_id))
    days = cube.list_day_sales(session, store_id=store.store_id, from_date=asked.from_date, to_date=asked.to_date)
    items = [
        DaySummary(date=day.date, net_sales_minor=day.net_sales_minor, units=day.units, receipts=day.receipts)
        for day in days
    ]
    return SalesSummary(store_id=store.store_id, currency=store.currency, items=items, next_after=None)


def read_product_history(session: ReadSession, asked: HistoryAsked) -> ProductHistories:
    """Answer with the last days known of some products, and the predictions stored before those days."""
    store = sites.get_store_for(session, str(asked.store_id))
    product_ids = list(dict.fromkeys(str(name) for name in asked.product_id))
    span = cube.read_span(session, store.store_id)
    if span is None:
        empty = [ProductHistory(product_id=name, days=[], predicted=[]) for name in product_ids]
        return ProductHistories(store_id=store.store_id, from_date=None, to_date=None, items=empty, next_after=None)
    first = max(span.first_date, span.last_date - timedelta(days=asked.days - 1))
    sold = _days(session, store, product_ids, first, span.last_date)
    predicted = _predictions(session, store, product_ids, first, span.last_date)
    return ProductHistories(
        store_id=store.store_id,
        from_date=first,
        to_date=span.last_date,
        items=[ProductHistory(product_id=name, days=sold[name], predicted=predicted[name]) for name in product_ids],
        next_after=None,
    )


def _days(
    session: ReadSession, store: Store, product_ids: Sequence[str], first: date, last: date
) -> dict[str, list[ProductDay]]:
    """Return every calendar day of each product; a day on which the store sold nothing is closed."""
    traded = {
        day.date
        for day in cube.list_day_sales(session, store_id=store.store_id, from_date=first, to_date=last)
        if day.receipts > 0
    }
    rows = cube.list_item_days(session, store_id=store.store_id, item_ids=product_ids, from_date=first, to_date=last)
    known = {(row.item_id, row.date): row for row in rows}
    calendar = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return {
        name: [
            ProductDay(
                date=day,
                units=found.units if (found := known.get((name, day))) else 0,
                closed=day not in traded,
                in_stock_share=found.in_stock_share if found else None,
            )
            for day in calendar
        ]
        for name in product_ids
    }


def _predictions(
    session: ReadSession, store: Store, product_ids: Sequence[str], first: date, last: date
) -> dict[str, list[PredictedDay]]:
    """Return for each day what the latest run before it had stored."""
    statement = (
        sa.select(PredictionRow)
        .join(
            InsightRunRow,
            (InsightRunRow.tenant_id == PredictionRow.tenant_id) & (InsightRunRow.run_id == PredictionRow.run_id),
        )
        .where(
            PredictionRow.store_id == store.store_id,
            PredictionRow.product_id.in_(product_ids),
            PredictionRow.date.between(first, last),
            InsightRunRow.state == "done",
        )
        .order_by(PredictionRow.product_id, PredictionRow.date, PredictionRow.cutoff_date, InsightRunRow.finished_at)
    )
    latest = {(row.product_id, row.date): row for row in session.scalars(statement)}
    found: dict[str, list[PredictedDay]] = {name: [] for name in product_ids}
    for (product_id, day), row in latest.items():
        found[product_id].append(
            PredictedDay(date=day, mean=row.predicted_demand, quantiles=row.quantiles, cutoff_date=row.cutoff_date)
        )
    return found
