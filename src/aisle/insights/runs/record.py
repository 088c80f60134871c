"""Writing runs: one row per fit, changed while it works and never after it is done."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from aisle.insights.models import InsightRunRow
from aisle.insights.runs.follow import WORKING, Run, RunKind, find_working_run, get_run_for
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import WriteSession, table_of
from aisle.kit.ids import new_id
from aisle.kit.jobs import enqueue

REFIT_KIND = "insights.refit_store"
# History arrives in many batches; a fit waits this long for the rest of them.
SETTLE = timedelta(seconds=5)
# Raise it when a model changes, so that results can be told apart by what made them.
CODE_VERSION = "1"
SEED = 2026
_RUNS = table_of(InsightRunRow)


def topic_of(store_id: str) -> str:
    """Return the live topic of a store's insights."""
    return f"insights:{store_id}"


def request_run(tx: WriteSession, store_id: str, *, clock: Clock) -> Run:
    """Ask for a fit and return its run; while one waits or works for the store, that one is returned."""
    working = find_working_run(tx, store_id)
    run_id = working.run_id if working else _add_run(tx, store_id, "full", clock)
    enqueue_refit(tx, store_id, run_at=clock.now())
    return get_run_for(tx, run_id)


def enqueue_refit(tx: WriteSession, store_id: str, *, run_at: datetime, again: bool = False) -> None:
    """Have a store refitted; while such a job waits or works, no second one is written.

    A job at work cannot see what comes after it, so `again` stands under a key of its own.
    """
    key = f"insights {store_id}{' again' if again else ''}"
    enqueue(tx, queue="heavy", kind=REFIT_KIND, args={"store_id": store_id}, dedupe_key=key, run_at=run_at)


def begin_run(tx: WriteSession, store_id: str, *, kind: RunKind, clock: Clock, values: dict[str, Any]) -> Run:
    """Start the run that waits or was interrupted, or a new one, with what is known of its input."""
    statement = sa.select(InsightRunRow.run_id).where(
        InsightRunRow.store_id == store_id, InsightRunRow.kind == kind, InsightRunRow.state.in_(WORKING)
    )
    run_id = tx.scalars(statement.order_by(InsightRunRow.created_at)).first() or _add_run(tx, store_id, kind, clock)
    _change(tx, run_id, state="running", started_at=to_utc_text(clock.now()), **values)
    return get_run_for(tx, run_id)


def finish_run(tx: WriteSession, run_id: str, *, clock: Clock, values: dict[str, Any]) -> Run:
    """Write a run off as done: from this commit on its results are shown."""
    now = to_utc_text(clock.now())
    _change(tx, run_id, state="done", stage="done", progress=1.0, finished_at=now, **values)
    return get_run_for(tx, run_id)


def confirm_run(tx: WriteSession, run_id: str, *, clock: Clock) -> None:
    """Note that a finished run's results still stand: nothing was sold or changed since."""
    _change(tx, run_id, confirmed_at=to_utc_text(clock.now()))


def fail_run(tx: WriteSession, run_id: str, *, clock: Clock, error: str) -> Run:
    """Write a run off as failed; what was shown before stays."""
    _change(tx, run_id, state="failed", finished_at=to_utc_text(clock.now()), error=error)
    return get_run_for(tx, run_id)


def note_progress(tx: WriteSession, run_id: str, *, stage: str, progress: float) -> Run:
    """Write how far a run is."""
    _change(tx, run_id, stage=stage, progress=progress)
    return get_run_for(tx, run_id)


def _add_run(tx: WriteSession, store_id: str, kind: RunKind, clock: Clock) -> str:
    run_id = new_id()
    tx.add(
        InsightRunRow(
            run_id=run_id, store_id=store_id, kind=kind, state="waiting", stage="waiting", progress=0.0,
            code_version=CODE_VERSION, seed=SEED, parameters={}, created_at=to_utc_text(clock.now()),
        )
    )  # fmt: skip
    tx.flush()
    return run_id


def _change(tx: WriteSession, run_id: str, **values: Any) -> None:
    own = (_RUNS.c.tenant_id == tx.tenant_id) & (_RUNS.c.run_id == run_id)
    tx.execute(_RUNS.update().where(own).values(**values))
