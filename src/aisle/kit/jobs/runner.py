"""The worker: claim, run, settle; leases make sure that a dead worker's job returns and a living one's does not."""

import random
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from aisle.kit.actor import system_actor
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import Database
from aisle.kit.jobs.claim import claim_next, is_due
from aisle.kit.jobs.context import Claim, JobContext, JobLost
from aisle.kit.jobs.models import JOBS
from aisle.kit.jobs.queue import JOBS_TOPIC
from aisle.kit.limits import JOB_ATTEMPTS_MAX, JOB_LEASE_S
from aisle.kit.log import log, trace_id_var
from aisle.kit.retry import describe_error, retry_delay_s
from aisle.kit.wake import waiting_for

POLL_S = 1.0
LEASE_RENEWALS = 4
JOB_KEEP_DAYS = 30
Handler = Callable[[JobContext], None]


class JobRunner:
    """Runs jobs of some queues, one at a time; several runners, in threads or processes, share a queue safely."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        clock: Clock,
        *,
        queues: Collection[str],
        owner: str,
        chance: random.Random | None = None,
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._clock = clock
        self._queues = tuple(queues)
        self._owner = owner
        self._chance = chance or random.Random()
        self._stopping = threading.Event()
        self._current: Claim | None = None

    def run_once(self) -> bool:
        """Claim and run one due job; False when there was none, or this worker is stopping."""
        claim = None if self._stopping.is_set() else self._claim()
        if claim is None:
            return False
        self._current = claim
        try:
            self._run(claim)
        finally:
            self._current = None
        return True

    def run_forever(self, stop: threading.Event) -> None:
        """Run jobs until `stop` is set; wakes when this process enqueues one, and looks every second besides."""
        with waiting_for(JOBS_TOPIC) as woken:
            while not (stop.is_set() or self._stopping.is_set()):
                woken.clear()
                try:
                    worked = self.run_once()
                except Exception as error:
                    # The database is away or busy; the worker outlives that.
                    log.error("job worker failed", error=describe_error(error))
                    worked = False
                if not worked:
                    woken.wait(POLL_S)

    def stop(self) -> None:
        """Claim no more, and tell the running handler through `cancelled`; it then returns its job by itself."""
        self._stopping.set()

    def return_lease(self) -> bool:
        """Give the running job back to the queue, for when the grace time is over; its run can save nothing more."""
        claim = self._current
        return claim is not None and self._give_back(claim)

    def forget_finished(self) -> int:
        """Delete jobs that were done or cancelled more than 30 days ago; return how many."""
        before = to_utc_text(self._clock.now() - timedelta(days=JOB_KEEP_DAYS))
        with self._database.system_write() as tx:
            gone = tx.execute(
                JOBS.delete()
                .where(JOBS.c.finished_at < before, JOBS.c.state.in_(("done", "cancelled")))
                .returning(JOBS.c.id)
            )
            return len(gone.all())

    def _claim(self) -> Claim | None:
        now = self._clock.now()
        kinds = tuple(self._handlers)
        with self._database.system_read() as session:
            # Looking is cheap; opening a writing scope for nothing would hold up others on SQLite.
            if session.execute(sa.select(JOBS.c.id).where(is_due(self._queues, kinds, now)).limit(1)).first() is None:
                return None
        with self._database.system_write() as tx:
            return claim_next(tx, queues=self._queues, kinds=kinds, owner=self._owner, now=now)

    def _run(self, claim: Claim) -> None:
        if claim.attempts > JOB_ATTEMPTS_MAX:
            # Only a job whose workers die each time comes this far: nobody was left to park it.
            self._settle(claim, state="parked", error="its worker ended without an answer, each time")
            return
        context = JobContext(self._database, self._clock, claim, self._stopping)
        trace_id_var.set(claim.job_id)
        try:
            with _lease_kept(context):
                self._handlers[claim.kind](context)
        except JobLost:
            log.info("job lost", kind=claim.kind, job_id=claim.job_id)
        except Exception as error:
            self._settle_failure(claim, error)
        else:
            self._settle_return(context)

    def _settle_return(self, context: JobContext) -> None:
        """A handler that returns is done, unless it returned because this process is ending."""
        if context.told_to_stop:
            self._give_back(context.claim)
        else:
            self._settle(context.claim, state="done", error=None)

    def _settle_failure(self, claim: Claim, error: Exception) -> None:
        described = describe_error(error)
        log.error("job failed", kind=claim.kind, job_id=claim.job_id, attempts=claim.attempts, exc_info=error)
        if claim.attempts >= JOB_ATTEMPTS_MAX:
            self._settle(claim, state="parked", error=described)
            return
        delay_s = retry_delay_s(claim.attempts, self._chance)
        run_at = to_utc_text(self._clock.now() + timedelta(seconds=delay_s))
        self._write(claim, state="waiting", run_at=run_at, error=described)

    def _settle(self, claim: Claim, *, state: str, error: str | None) -> None:
        self._write(claim, state=state, error=error, finished_at=to_utc_text(self._clock.now()))

    def _give_back(self, claim: Claim) -> bool:
        # Being interrupted is not the job's failure, so the attempt does not count.
        return self._write(claim, state="waiting", run_at=to_utc_text(self._clock.now()), attempts=claim.attempts - 1)

    def _write(self, claim: Claim, **values: Any) -> bool:
        with self._database.write(system_actor(claim.tenant_id)) as tx:
            changed = tx.execute(
                JOBS.update()
                .where(claim.is_held())
                .values(lease_until=None, lease_owner=None, **values)
                .returning(JOBS.c.id)
            )
            return changed.first() is not None


@contextmanager
def _lease_kept(context: JobContext) -> Iterator[None]:
    """Renew the lease from a small thread for as long as the handler runs."""
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(JOB_LEASE_S / LEASE_RENEWALS):
            try:
                if not context.renew_lease():
                    return
            except Exception as error:
                # Busy now; three more tries before the lease is over.
                log.warning("lease not renewed", job_id=context.job_id, error=describe_error(error))

    thread = threading.Thread(target=renew, name=f"lease {context.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
