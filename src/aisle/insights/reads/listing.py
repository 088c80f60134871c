"""Pages of what a run left to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from aisle.insights.models import ListingRow, RecommendationRow
from aisle.insights.problems import ListingReplaced
from aisle.kit.db import ReadSession, table_of

_ROWS, _ADVICE = table_of(ListingRow), table_of(RecommendationRow)


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One item as it was left: `payload` is what is shown, `numbers` a packed forecast."""

    position: int
    subject_id: str
    payload: dict[str, Any]
    numbers: bytes | None
    recommendation_id: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items of a listing are asked for; an empty sequence or None leaves them all in."""

    listing: str
    subject_ids: Sequence[str] = ()
    category: str | None = None
    kind: str | None = None
    facet: str | None = None


def read_page(
    session: ReadSession, run_id: str, wanted: Wanted, *, position: int, limit: int, today: date
) -> tuple[list[ListedItem], int | None]:
    """Return at most `limit` items after `position`, and the position to go on from (None on the last page).

    What a person has decided on, or put off to a later day, is left out. Raises `listing-replaced` where pages of a run
    are asked for whose listing is gone.
    """
    with_advice = (_ADVICE.c.tenant_id == _ROWS.c.tenant_id) & (
        _ADVICE.c.recommendation_id == _ROWS.c.recommendation_id
    )
    undecided = sa.or_(
        _ROWS.c.recommendation_id.is_(None), (_ADVICE.c.state == "open") & (_ADVICE.c.valid_from <= today)
    )
    statement = (
        sa.select(_ROWS.c.position, _ROWS.c.subject_id, _ROWS.c.payload, _ROWS.c.numbers, _ROWS.c.recommendation_id)
        .outerjoin_from(_ROWS, _ADVICE, with_advice)
        .where(_of_run(session, run_id, wanted.listing), _ROWS.c.position > position, undecided, *_filters(wanted))
        .order_by(_ROWS.c.position)
        .limit(limit + 1)
    )
    rows = [ListedItem(*row) for row in session.execute(statement)]
    if not rows and position >= 0 and not _is_kept(session, run_id, wanted.listing):
        raise ListingReplaced()
    shown = rows[:limit]
    return shown, shown[-1].position if len(rows) > limit else None


def _is_kept(session: ReadSession, run_id: str, listing: str) -> bool:
    """Say whether a run's listing is still there; those of runs long replaced are not."""
    statement = sa.select(_ROWS.c.position).where(_of_run(session, run_id, listing)).limit(1)
    return session.execute(statement).first() is not None


def decisions_revision(session: ReadSession, run_id: str) -> str:
    """Return a text that changes whenever somebody decides on advice of a run."""
    count, last = session.execute(
        sa.select(sa.func.count(), sa.func.max(_ADVICE.c.decided_at)).where(
            _ADVICE.c.tenant_id == session.tenant_id, _ADVICE.c.run_id == run_id, _ADVICE.c.decided_at.is_not(None)
        )
    ).one()
    return f"{count} {last}"


def _of_run(session: ReadSession, run_id: str, listing: str) -> sa.ColumnElement[bool]:
    return sa.and_(_ROWS.c.tenant_id == session.tenant_id, _ROWS.c.run_id == run_id, _ROWS.c.listing == listing)


def _filters(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    filters: list[sa.ColumnElement[bool]] = []
    if wanted.subject_ids:
        filters.append(_ROWS.c.subject_id.in_(wanted.subject_ids))
    for name in ("category", "kind", "facet"):
        value = getattr(wanted, name)
        if value is not None:
            filters.append(_ROWS.c[name] == value)
    return filters
