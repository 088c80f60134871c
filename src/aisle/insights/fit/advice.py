"""Recommendations of a run: written open, taking the place of the run's before; what people decided stays decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from aisle.insights.fit.store import Stamp
from aisle.insights.models import RecommendationRow
from aisle.insights.rules import RECOMMENDATION_DAYS
from aisle.kit.db import ReadSession, WriteSession, table_of
from aisle.kit.ids import derived_id

AdviceType = Literal["reorder", "count_first", "price_change"]
DECIDED = ("accepted", "dismissed")
_ROWS = table_of(RecommendationRow)


@dataclass(frozen=True, slots=True)
class Advice:
    """One recommendation to be made about a product."""

    type: AdviceType
    product_id: str
    description: str
    payload: dict[str, Any]
    why: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person decided about a subject lately, or when it was put off to."""

    recommendation_id: str
    state: str
    valid_from: date
    payload: dict[str, Any]
    decided_at: str | None


class Standings:
    """What stands from earlier runs, by (type, subject), as of a day."""

    def __init__(self, found: Mapping[tuple[str, str], Standing]) -> None:
        self._found = found

    def decided(self, kind: AdviceType, subject_id: str) -> Standing | None:
        """Return a decision that still stands: advice like it is not made again until it is a week old."""
        standing = self._found.get((kind, subject_id))
        return standing if standing and standing.state in DECIDED else None

    def valid_from(self, kind: AdviceType, subject_id: str, today: date) -> date:
        """Return the day new advice shows from: somebody may have put the old one off."""
        standing = self._found.get((kind, subject_id))
        return max(today, standing.valid_from) if standing and standing.state == "open" else today

    def accepted_reorders(self) -> dict[str, Standing]:
        """Return what was ordered by accepting advice, by product."""
        return {
            subject: standing
            for (kind, subject), standing in self._found.items()
            if kind == "reorder" and standing.state == "accepted"
        }


def read_standings(session: ReadSession, store_id: str, *, today: date) -> Standings:
    """Read what stands at a store: open advice, and decisions on advice that would still be valid."""
    statement = (
        sa.select(
            RecommendationRow.type, RecommendationRow.subject_id, RecommendationRow.recommendation_id,
            RecommendationRow.state, RecommendationRow.valid_from, RecommendationRow.payload,
            RecommendationRow.decided_at,
        )
        .where(
            RecommendationRow.store_id == store_id,
            RecommendationRow.state.in_(("open", *DECIDED)),
            RecommendationRow.valid_until >= today,
        )
        .order_by(RecommendationRow.created_at)
    )  # fmt: skip
    return Standings({(row[0], row[1]): Standing(*row[2:]) for row in session.execute(statement)})


def recommendation_id_of(run_id: str, kind: AdviceType, subject_id: str) -> str:
    """Return the id a run's advice has."""
    return derived_id(run_id, f"{kind} {subject_id}")


def write_advice(
    tx: WriteSession, stamp: Stamp, advice: Sequence[Advice], standings: Standings, *, today: date
) -> None:
    """Write a run's advice as open and close what earlier runs left open: superseded, or expired if nothing follows.

    Advice a decision stands against must not be in `advice`.
    """
    rows = [
        {
            "tenant_id": tx.tenant_id,
            "recommendation_id": recommendation_id_of(stamp.run_id, one.type, one.product_id),
            "store_id": stamp.store_id, "type": one.type, "subject_id": one.product_id, "product_id": one.product_id,
            "segment": None, "description": one.description, "payload": one.payload, "why": one.why, "state": "open",
            "valid_from": standings.valid_from(one.type, one.product_id, today),
            "valid_until": today + timedelta(days=RECOMMENDATION_DAYS), "run_id": stamp.run_id,
            "created_at": stamp.created_at, "decided_by": None, "decided_at": None, "decision": None, "reason": None,
        }
        for one in advice
    ]  # fmt: skip
    if rows:
        tx.execute(sa.insert(_ROWS), rows)
    _close_earlier(tx, stamp)


def _close_earlier(tx: WriteSession, stamp: Stamp) -> None:
    earlier = sa.and_(
        _ROWS.c.tenant_id == tx.tenant_id,
        _ROWS.c.store_id == stamp.store_id,
        _ROWS.c.state == "open",
        _ROWS.c.run_id != stamp.run_id,
    )
    new = _ROWS.alias("new")
    has_follower = sa.exists().where(
        new.c.tenant_id == _ROWS.c.tenant_id,
        new.c.run_id == stamp.run_id,
        new.c.type == _ROWS.c.type,
        new.c.subject_id == _ROWS.c.subject_id,
    )
    tx.execute(_ROWS.update().where(earlier, has_follower).values(state="superseded"))
    tx.execute(_ROWS.update().where(earlier).values(state="expired"))


def expire_old(tx: WriteSession, store_id: str, *, today: date) -> None:
    """Close open advice whose time has passed."""
    old = sa.and_(
        _ROWS.c.tenant_id == tx.tenant_id,
        _ROWS.c.store_id == store_id,
        _ROWS.c.state == "open",
        _ROWS.c.valid_until < today,
    )
    tx.execute(_ROWS.update().where(old).values(state="expired"))


def expire_all(tx: WriteSession, store_id: str) -> None:
    """Close all open advice of a store: what it spoke of is no longer known."""
    own = sa.and_(_ROWS.c.tenant_id == tx.tenant_id, _ROWS.c.store_id == store_id, _ROWS.c.state == "open")
    tx.execute(_ROWS.update().where(own).values(state="expired"))
