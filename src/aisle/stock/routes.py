"""Stock over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from aisle import catalogue, sites
from aisle.kit.clock import from_utc_text
from aisle.kit.paging import LIMIT_DEFAULT, After, Limit, Page, decode_cursor, encode_cursor
from aisle.kit.problems import Malformed, NotFound, NotLoggedIn, NotPermitted, responses
from aisle.kit.web import CurrentClock, ReadTx, WriteTx, require
from aisle.stock import actions, queries
from aisle.stock.problems import CountIdReused
from aisle.stock.rules import CountLine
from aisle.stock.schemas import CountIn, CountLineOut, CountOut, StockOut

router = APIRouter(tags=["stock"])
COMMON = (NotFound, NotLoggedIn, NotPermitted, Malformed)


@router.get("/stock", operation_id="list_stock", dependencies=[require("stock.read")], responses=responses(*COMMON))
def list_stock(
    store_id: Annotated[UUID, Query()],
    tx: ReadTx,
    product_id: Annotated[list[UUID] | None, Query(max_length=200)] = None,
    limit: Limit = LIMIT_DEFAULT,
    after: After = None,
) -> Page[StockOut]:
    """List what is on hand at a store; a product nobody ever counted or moved is absent."""
    store = sites.get_store_for(tx, str(store_id))
    levels = queries.list_levels(
        tx,
        store_id=store.store_id,
        item_ids=[str(product) for product in product_id] if product_id else None,
        after=str(decode_cursor(after, "id")["id"]) if after else None,
        limit=limit + 1,
    )
    shown = levels[:limit]
    return Page(
        items=[StockOut(product_id=row.item_id, on_hand=row.on_hand, counted_at=row.counted_at) for row in shown],
        next_after=encode_cursor({"id": shown[-1].item_id}) if len(levels) > limit else None,
    )


@router.put("/counts/{count_id}", operation_id="post_count", dependencies=[require("stock.count")],
            responses=responses(*COMMON, CountIdReused))  # fmt: skip
def post_count(count_id: Annotated[UUID, Path()], body: CountIn, tx: WriteTx, clock: CurrentClock) -> CountOut:
    """Post what was counted; the difference to the book becomes a movement of kind count."""
    store = sites.get_store_for(tx, str(body.store_id))
    lines = [CountLine(str(line.item_id), line.counted) for line in body.lines]
    if len({line.item_id for line in lines}) < len(lines):
        raise Malformed("One item stands on two lines of this count: add them up first")
    _check_moment(body.counted_at, clock)
    for line in lines:
        catalogue.get_item_for(tx, line.item_id)
    variances = actions.post_count(
        tx, count_id=str(count_id), store_id=store.store_id, lines=lines, counted_at=body.counted_at,
        reason=body.reason, clock=clock,
    )  # fmt: skip
    return CountOut(
        count_id=str(count_id),
        lines=[
            CountLineOut(item_id=line.item_id, counted=line.counted, variance=variance)
            for line, variance in zip(lines, variances, strict=True)
        ],
    )


def _check_moment(counted_at: str, clock: CurrentClock) -> None:
    try:
        if from_utc_text(counted_at) <= clock.now():
            return
    except ValueError:
        pass
    raise Malformed("`counted_at` must be a moment that has passed", params={"counted_at": counted_at})
