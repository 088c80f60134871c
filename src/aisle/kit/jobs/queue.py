"""Putting work into the queue, and what a person may do to it: look, cancel, try again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from aisle.kit.bulk import upsert_into
from aisle.kit.canonical import canonical_json
from aisle.kit.clock import SystemClock, to_utc_text
from aisle.kit.db import ReadSession, WriteSession
from aisle.kit.ids import new_id
from aisle.kit.jobs.models import JOBS
from aisle.kit.wake import wake_after_commit

JOBS_TOPIC = "jobs"
ARGS_CHARS_MAX = 10_000
Queue = Literal["heavy", "light"]
State = Literal["waiting", "running", "done", "parked", "cancelled"]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as others see it; times are UTC text."""

    id: str
    queue: str
    kind: str
    args: dict[str, Any]
    state: State
    attempts: int
    run_at: str
    progress: dict[str, Any] | None
    error: str | None
    created_at: str
    finished_at: str | None


_SHOWN = [JOBS.c[name] for name in Job.__dataclass_fields__]


def enqueue(
    tx: WriteSession,
    *,
    queue: Queue,
    kind: str,
    args: dict[str, Any],
    dedupe_key: str | None = None,
    run_at: datetime | None = None,
    job_id: str | None = None,
) -> str:
    """Write a job in the transaction that needs it and return its id; it runs after the commit, at `run_at` or now.

    While a job with the same `dedupe_key` waits or runs, no second one is written and the first one's id is returned.
    A `job_id` that was used before is not run again either.
    """
    assert len(canonical_json(args)) <= ARGS_CHARS_MAX, "a job carries ids, not data"
    now = to_utc_text(SystemClock().now())
    due = to_utc_text(run_at) if run_at is not None else now
    new_job_id = job_id or new_id()
    values = {
        "tenant_id": tx.tenant_id, "id": new_job_id, "queue": queue, "kind": kind, "args": args,
        "run_at": due, "attempts": 0, "state": "waiting", "dedupe_key": dedupe_key, "created_at": now,
    }  # fmt: skip
    found = None
    while found is None:
        written = tx.execute(
            upsert_into(tx, JOBS).values(**values).on_conflict_do_nothing().returning(JOBS.c.id)
        ).scalar()
        # A job that stood in the way may end between the two statements; then the next round writes ours.
        found = written or _find_standing(tx, new_job_id, dedupe_key)
    wake_after_commit(tx, JOBS_TOPIC)
    return str(found)


def get_job(session: ReadSession, job_id: str) -> Job | None:
    """Return a job of this tenant, None when there is none under that id."""
    row = session.execute(sa.select(*_SHOWN).where(JOBS.c.tenant_id == session.tenant_id, JOBS.c.id == job_id)).first()
    return None if row is None else Job(**row._mapping)


def list_parked(session: ReadSession) -> list[Job]:
    """Return the tenant's jobs that were given up after the last attempt, oldest first."""
    query = sa.select(*_SHOWN).where(JOBS.c.tenant_id == session.tenant_id, JOBS.c.state == "parked")
    return [Job(**row._mapping) for row in session.execute(query.order_by(JOBS.c.created_at))]


def cancel(tx: WriteSession, job_id: str, *, now: datetime) -> bool:
    """Cancel a job that waits, runs or is parked; False when it has ended already.

    A running handler sees `cancelled`, and whatever it still tries to save is refused.
    """
    return _change(tx, job_id, ("waiting", "running", "parked"), state="cancelled", finished_at=to_utc_text(now))


def retry_parked(tx: WriteSession, job_id: str, *, now: datetime) -> bool:
    """Give a parked job a fresh set of attempts, from its last checkpoint; False when it is not parked."""
    wake_after_commit(tx, JOBS_TOPIC)
    return _change(
        tx, job_id, ("parked",), state="waiting", attempts=0, run_at=to_utc_text(now), finished_at=None, error=None
    )


def _change(tx: WriteSession, job_id: str, states: tuple[str, ...], **values: Any) -> bool:
    changed = tx.execute(
        JOBS.update()
        .where(JOBS.c.tenant_id == tx.tenant_id, JOBS.c.id == job_id, JOBS.c.state.in_(states))
        .values(lease_until=None, lease_owner=None, **values)
        .returning(JOBS.c.id)
    )
    return changed.first() is not None


def _find_standing(tx: WriteSession, job_id: str, dedupe_key: str | None) -> str | None:
    same_id = JOBS.c.id == job_id
    same_key = sa.and_(JOBS.c.dedupe_key == dedupe_key, JOBS.c.state.in_(("waiting", "running")))
    found: str | None = tx.execute(
        sa.select(JOBS.c.id).where(JOBS.c.tenant_id == tx.tenant_id, sa.or_(same_id, same_key)).limit(1)
    ).scalar()
    return found
