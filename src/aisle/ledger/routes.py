"""The book over HTTP: look, never touch."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from aisle import sites
from aisle.kit import journal
from aisle.kit.paging import LIMIT_DEFAULT, After, Limit, Page, decode_cursor, encode_cursor
from aisle.kit.problems import Malformed, NotFound, NotLoggedIn, NotPermitted, responses
from aisle.kit.web import ReadTx, require
from aisle.ledger import queries
from aisle.ledger.schemas import (
    FindingOut,
    JournalCheckOut,
    JournalFindingOut,
    SaleOut,
    SaleSummaryOut,
    SelfCheckOut,
)
from aisle.ledger.self_check import check_store

router = APIRouter(tags=["ledger"])
COMMON = (NotFound, NotLoggedIn, NotPermitted, Malformed)
StoreId = Annotated[UUID, Query(description="The store")]


@router.get("/sales", operation_id="list_sales", dependencies=[require("sales.read")], responses=responses(*COMMON))
def list_sales(
    store_id: StoreId,
    tx: ReadTx,
    from_date: Annotated[date | None, Query()] = None,
    to_date: Annotated[date | None, Query()] = None,
    limit: Limit = LIMIT_DEFAULT,
    after: After = None,
) -> Page[SaleSummaryOut]:
    """List sales of a store by trading day; both dates are included."""
    store = sites.get_store_for(tx, str(store_id))
    rows = queries.list_sales(
        tx, store_id=store.store_id, from_date=from_date, to_date=to_date, after=_position(after), limit=limit + 1
    )
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return Page(
        items=[SaleSummaryOut.of(row) for row in shown],
        next_after=encode_cursor({"day": last.business_date.isoformat(), "id": last.sale_id}) if last else None,
    )


@router.get("/sales/{sale_id}", operation_id="get_sale", dependencies=[require("sales.read")],
            responses=responses(*COMMON))  # fmt: skip
def get_sale(sale_id: Annotated[UUID, Path()], tx: ReadTx) -> SaleOut:
    """Show one sale with its lines."""
    return SaleOut.of(queries.get_sale_for(tx, str(sale_id)))


@router.get("/ledger/self-check", operation_id="check_ledger", dependencies=[require("journal.read")],
            responses=responses(*COMMON))  # fmt: skip
def check_ledger(store_id: StoreId, tx: ReadTx) -> SelfCheckOut:
    """Ask the book whether it contradicts itself."""
    store = sites.get_store_for(tx, str(store_id))
    findings = [
        FindingOut(rule=found.rule, subject_id=found.subject_id, expected=found.expected, found=found.found)
        for found in check_store(tx, store_id=store.store_id)
    ]
    return SelfCheckOut(store_id=store.store_id, findings=findings)


@router.get("/journal/verify", operation_id="verify_journal", dependencies=[require("journal.read")],
            responses=responses(NotLoggedIn, NotPermitted, Malformed))  # fmt: skip
def verify_journal(tx: ReadTx) -> JournalCheckOut:
    """Recompute the journal's chains and name what does not hold."""
    findings = [
        JournalFindingOut(stream=found.stream, number=found.number, reason=found.detail) for found in journal.verify(tx)
    ]
    return JournalCheckOut(findings=findings)


def _position(after: str | None) -> tuple[date, str] | None:
    if after is None:
        return None
    position = decode_cursor(after, "day", "id")
    try:
        return date.fromisoformat(str(position["day"])), str(position["id"])
    except ValueError as error:
        raise Malformed("`after` is not a cursor this list gave out: start again without it") from error
