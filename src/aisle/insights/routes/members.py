"""Who is in a segment: names come through the customers module, and every look is put on record."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from aisle import customers
from aisle.insights.reads.envelope import open_listing
from aisle.insights.reads.segments import MEMBERS_ORDER, read_members
from aisle.insights.routes.common import COMMON
from aisle.insights.schemas.common import Listing, ListingAsked
from aisle.insights.schemas.segments import MemberItem
from aisle.kit import journal
from aisle.kit.keys import Keyring
from aisle.kit.problems import responses
from aisle.kit.web import CurrentClock, WriteTx, require

router = APIRouter(tags=["insights"])


@router.get("/customer-segments/{segment}/customers", operation_id="list_segment_customers",
            dependencies=[require("customers.read")], responses=responses(*COMMON))  # fmt: skip
def list_segment_customers(
    segment: Annotated[str, Path(max_length=80, description="The segment's key")],
    asked: Annotated[ListingAsked, Query()],
    request: Request,
    tx: WriteTx,
    clock: CurrentClock,
) -> Listing[MemberItem]:
    """List the customers of a segment, the most valuable first; that you looked is written to the journal."""
    opened = open_listing(tx, str(asked.store_id), "segments", after=asked.after, clock=clock)
    members, next_position = read_members(tx, opened, segment, limit=asked.limit)
    keyring: Keyring = request.app.state.keyring
    names = customers.show_names(tx, [member.customer_id for member in members], keyring=keyring)
    items = [
        MemberItem(
            name=names.get(member.customer_id),
            currency=opened.store.currency,
            **{field: getattr(member, field) for field in MemberItem.model_fields if field not in {"name", "currency"}},
        )
        for member in members
    ]
    journal.append(
        tx,
        stream=f"store:{opened.store.store_id}",
        kind="customers_seen",
        subject_id=opened.store.store_id,
        payload={"segment": segment, "customers": len(items)},
        occurred_at=clock.now(),
    )
    return Listing[MemberItem](**opened.envelope(items=items, next_position=next_position, order=MEMBERS_ORDER))
