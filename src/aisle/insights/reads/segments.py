"""GET /customer-segments and the members of one."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from aisle.insights.models import SegmentMemberRow
from aisle.insights.reads.envelope import Opened, open_listing
from aisle.insights.reads.listing import Wanted, read_page
from aisle.insights.schemas.common import Listing
from aisle.insights.schemas.segments import SegmentItem, SegmentsAsked
from aisle.kit.clock import Clock
from aisle.kit.db import ReadSession
from aisle.kit.problems import NotFound

SEGMENTS_ORDER = "largest share of net sales first"
MEMBERS_ORDER = "largest expected value first"


@dataclass(frozen=True, slots=True)
class Member:
    """A customer of a segment; nothing personal, amounts in minor units."""

    position: int
    customer_id: str
    recency_days: int
    tenure_days: int
    frequency: int
    monetary_minor: int
    alive: float | None
    expected_value_minor: int | None
    p10_minor: int | None
    p90_minor: int | None


_COLUMNS = [getattr(SegmentMemberRow, name) for name in Member.__dataclass_fields__]


def read_segments(session: ReadSession, asked: SegmentsAsked, *, clock: Clock) -> Listing[SegmentItem]:
    """Answer with the segments of the last finished run, or the last one that knew nothing after `as_of`."""
    opened = open_listing(session, str(asked.store_id), "segments", after=asked.after, clock=clock, as_of=asked.as_of)
    items, next_position = [], None
    if opened.run is not None:
        rows, next_position = read_page(
            session,
            opened.run.run_id,
            Wanted("segments"),
            position=opened.position,
            limit=asked.limit,
            today=opened.business_today,
        )
        items = [SegmentItem(**row.payload) for row in rows]
    return Listing[SegmentItem](**opened.envelope(items=items, next_position=next_position, order=SEGMENTS_ORDER))


def read_members(
    session: ReadSession, opened: Opened, segment: str, *, limit: int
) -> tuple[Sequence[Member], int | None]:
    """Return at most `limit` members of a segment, and where to go on; `not-found` for a segment nobody is in."""
    if opened.run is None:
        raise NotFound()
    statement = (
        sa.select(*_COLUMNS)
        .where(
            SegmentMemberRow.run_id == opened.run.run_id,
            SegmentMemberRow.segment == segment,
            SegmentMemberRow.position > opened.position,
        )
        .order_by(SegmentMemberRow.position)
        .limit(limit + 1)
    )
    members = [Member(*row) for row in session.execute(statement)]
    if not members and opened.position < 0:
        raise NotFound()
    shown = members[:limit]
    return shown, shown[-1].position if len(members) > limit else None
