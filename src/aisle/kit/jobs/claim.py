"""Claiming work: the right job, for one worker only, fairly between tenants."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from aisle.kit.clock import to_utc_text
from aisle.kit.db import ReadSession, WriteSession
from aisle.kit.ids import new_id
from aisle.kit.jobs.context import Claim
from aisle.kit.jobs.models import JOBS
from aisle.kit.limits import JOB_LEASE_S

# Tenants looked at per claim: more than the workers that could be racing for the first ones.
TENANTS_PER_CLAIM = 20
OWNER_CHARS_MAX = 40


def is_due(queues: Collection[str], kinds: Collection[str], now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition of a job that may be claimed: waiting and due, or left behind by a dead worker."""
    now_text = to_utc_text(now)
    # Asked for at once is due at once, also when the clock of whoever asked is ahead of ours.
    is_time = sa.or_(JOBS.c.run_at <= now_text, JOBS.c.run_at == JOBS.c.created_at)
    waiting = sa.and_(JOBS.c.state == "waiting", is_time)
    abandoned = sa.and_(JOBS.c.state == "running", JOBS.c.lease_until <= now_text)
    # A kind this worker does not know may belong to a newer release: it is left for a worker that does.
    return sa.and_(JOBS.c.queue.in_(queues), JOBS.c.kind.in_(kinds), sa.or_(waiting, abandoned))


def claim_next(
    tx: WriteSession, *, queues: Collection[str], kinds: Collection[str], owner: str, now: datetime
) -> Claim | None:
    """Take the next job in this cross-tenant transaction: the tenant served least lately first, its oldest job.

    PostgreSQL passes over rows a rival is claiming; on SQLite the transaction is the only writer.
    """
    due = is_due(queues, kinds, now)
    for tenant_id in _tenants_in_turn(tx, due, now):
        row = tx.execute(
            sa.select(JOBS)
            .where(JOBS.c.tenant_id == tenant_id, due)
            .order_by(JOBS.c.run_at, JOBS.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is not None:
            return _mark_claimed(tx, row, owner, now)
    return None


def _tenants_in_turn(session: ReadSession, due: sa.ColumnElement[bool], now: datetime) -> list[str]:
    """List tenants with work due: fewest running jobs first, then the one whose last turn is longest ago."""
    other = JOBS.alias()
    running = (
        sa.select(sa.func.count())
        .where(
            other.c.tenant_id == JOBS.c.tenant_id, other.c.state == "running", other.c.lease_until > to_utc_text(now)
        )
        .correlate(JOBS)
        .scalar_subquery()
    )
    last_turn = (
        sa.select(sa.func.max(other.c.claimed_at))
        .where(other.c.tenant_id == JOBS.c.tenant_id)
        .correlate(JOBS)
        .scalar_subquery()
    )
    query = (
        sa.select(JOBS.c.tenant_id)
        .where(due)
        .group_by(JOBS.c.tenant_id)
        .order_by(running, sa.func.coalesce(last_turn, ""), sa.func.min(JOBS.c.run_at), JOBS.c.tenant_id)
    )
    return list(session.execute(query.limit(TENANTS_PER_CLAIM)).scalars())


def _mark_claimed(tx: WriteSession, row: sa.Row[tuple[object, ...]], owner: str, now: datetime) -> Claim:
    job = row._mapping
    claim = Claim(
        tenant_id=job["tenant_id"],
        job_id=job["id"],
        kind=job["kind"],
        args=job["args"],
        attempts=job["attempts"] + 1,
        # A worker that lost this very job and claims it again is another run, so the name alone is not enough.
        lease_owner=f"{owner[:OWNER_CHARS_MAX]} {new_id()}",
        checkpoint=job["checkpoint"],
    )
    tx.execute(
        JOBS.update()
        .where(JOBS.c.tenant_id == claim.tenant_id, JOBS.c.id == claim.job_id)
        .values(
            state="running",
            attempts=claim.attempts,
            lease_owner=claim.lease_owner,
            lease_until=to_utc_text(now + timedelta(seconds=JOB_LEASE_S)),
            claimed_at=to_utc_text(now),
        )
    )
    return claim
