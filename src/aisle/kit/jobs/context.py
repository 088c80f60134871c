"""What a handler holds while it works: its scope, its arguments, its checkpoint, and whether to go on."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from aisle.kit.actor import Actor, system_actor
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import Database, WriteSession
from aisle.kit.events import broadcast
from aisle.kit.jobs.models import JOBS
from aisle.kit.limits import JOB_LEASE_S


class JobLost(Exception):
    """The job was cancelled, or its lease passed to another worker: the transaction in hand must not commit."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One run of one job; `lease_owner` is unique to this run, so a run that lost the job can write no more."""

    tenant_id: str
    job_id: str
    kind: str
    args: dict[str, Any]
    attempts: int
    lease_owner: str
    checkpoint: dict[str, Any] | None

    def is_held(self) -> sa.ColumnElement[bool]:
        """Return the condition under which this run still owns its row."""
        return sa.and_(
            JOBS.c.tenant_id == self.tenant_id,
            JOBS.c.id == self.job_id,
            JOBS.c.lease_owner == self.lease_owner,
            JOBS.c.state == "running",
        )


class JobContext:
    """Handed to a handler: `db`, `actor` (the house, for the job's tenant), `args`, `clock`, `checkpoint`, `job_id`."""

    def __init__(self, db: Database, clock: Clock, claim: Claim, stopping: threading.Event) -> None:
        self.db = db
        self.clock = clock
        self.claim = claim
        self.job_id = claim.job_id
        self.actor: Actor = system_actor(claim.tenant_id)
        self.args = claim.args
        self.checkpoint = claim.checkpoint
        self.told_to_stop = False
        self._stopping = stopping
        self._progress: dict[str, Any] | None = None

    @property
    def cancelled(self) -> bool:
        """Say whether to stop now: cancelled, taken over, or the process is ending. Reads the row: ask per chunk.

        A handler that stops because of it simply returns; what it saved last is where the next run begins.
        """
        if self._stopping.is_set():
            self.told_to_stop = True
            return True
        with self.db.read(self.actor) as session:
            return session.execute(sa.select(JOBS.c.id).where(self.claim.is_held())).first() is None

    def progress(self, done: int, total: int, data: dict[str, Any] | None = None, *, topic: str | None = None) -> None:
        """Note how far the work is, and show it live under `progress` of `topic`.

        Opens no transaction, so it may be called inside one: the note is saved with the next lease or checkpoint.
        """
        self._progress = {**(data or {}), "done": done, "total": total}
        if topic is not None:
            broadcast(topic, "progress", self._progress)

    def save_checkpoint(self, tx: WriteSession, checkpoint: dict[str, Any]) -> None:
        """Write where to resume, in the transaction of the work it speaks of; prolongs the lease.

        Raises `JobLost` when this run no longer owns the job, so that the work is rolled back with it.
        """
        if not self._write(tx, checkpoint=checkpoint):
            raise JobLost(self.job_id)
        self.checkpoint = checkpoint

    def renew_lease(self) -> bool:
        """Prolong the lease in a transaction of its own; False when the job is no longer ours."""
        with self.db.write(self.actor) as tx:
            return self._write(tx)

    def _write(self, tx: WriteSession, **values: Any) -> bool:
        values["lease_until"] = to_utc_text(self.clock.now() + timedelta(seconds=JOB_LEASE_S))
        if self._progress is not None:
            values["progress"] = self._progress
        changed = tx.execute(JOBS.update().where(self.claim.is_held()).values(**values).returning(JOBS.c.id))
        return changed.first() is not None
