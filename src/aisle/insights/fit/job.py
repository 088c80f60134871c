"""The job around a fit: is there anything new, which runs to make of it, and what when it fails."""

from __future__ import annotations

from pathlib import Path

from aisle.insights.cube import read_span
from aisle.insights.fit.advice import expire_all
from aisle.insights.fit.inputs import StoreInput, read_input
from aisle.insights.fit.progress import Stopped, announce
from aisle.insights.fit.refit import fit_fully, fit_quickly
from aisle.insights.fit.store import clear_run
from aisle.insights.fit.work import Work
from aisle.insights.models import DirtySeriesRow
from aisle.insights.runs import (
    SETTLE,
    Run,
    begin_run,
    confirm_run,
    enqueue_refit,
    fail_run,
    find_shown_run,
    find_working_run,
    finish_run,
)
from aisle.insights.runs.follow import RunKind
from aisle.insights.runs.record import CODE_VERSION
from aisle.insights.runs.retention import forget_old_runs
from aisle.kit.db import table_of
from aisle.kit.jobs import JobContext, JobLost

FAILED_NOTE = "The fit failed and will be tried again; what was shown before still stands."
LISTINGS = ("forecast", "inventory", "pricing", "segments")


def refit(context: JobContext, store_id: str, *, archive: Path | None) -> None:
    """Fit a store if it has anything new, first quickly where the days ahead have no forecast yet, then fully."""
    with context.db.read(context.actor) as session:
        known = read_input(session, store_id, clock=context.clock)
        shown, asked_for = find_shown_run(session, store_id, kinds=("full",)), find_working_run(session, store_id)
    if known is None:
        _finish_early(context, store_id)
    elif shown is not None and asked_for is None and _is_same(known, shown):
        with context.db.write(context.actor) as tx:
            confirm_run(tx, shown.run_id, clock=context.clock)
    else:
        try:
            _fit(context, known)
        except Stopped:
            return
        forget_old_runs(context.db, context.actor, store_id, archive=archive, clock=context.clock)
        _settle(context, known)


def _fit(context: JobContext, known: StoreInput) -> None:
    """Run the quick fit where it is needed and the full one; a failure is written on the run and goes on to the job."""
    store_id = known.store.store_id
    try:
        with context.db.read(context.actor) as session:
            ahead = find_shown_run(session, store_id)
        if ahead is None or ahead.cutoff_date != known.cutoff_date:
            announce(fit_quickly(_begin(context, known, "quick")))
        announce(fit_fully(_begin(context, known, "full")))
    except (JobLost, Stopped):
        raise
    except Exception as error:
        with context.db.write(context.actor) as tx:
            run = find_working_run(tx, store_id)
            failed = fail_run(tx, run.run_id, clock=context.clock, error=FAILED_NOTE) if run else None
        if failed is not None:
            announce(failed)
        raise error


def _is_same(known: StoreInput, shown: Run) -> bool:
    """Say whether a finished run was made of this very input by this very code."""
    made_of = (shown.cube_revision, shown.cutoff_date, shown.code_version)
    return made_of == (known.cube_revision, known.cutoff_date, CODE_VERSION)


def _begin(context: JobContext, known: StoreInput, kind: RunKind) -> Work:
    """Start a run, or start over the one an earlier worker left: its rows are made again, the same."""
    with context.db.write(context.actor) as tx:
        run = begin_run(tx, known.store.store_id, kind=kind, clock=context.clock, values=known.values())
        clear_run(tx, run.run_id)
    announce(run)
    return Work(context, known, run)


def _finish_early(context: JobContext, store_id: str) -> None:
    """Say what is missing where a fit was asked for, or where an older one speaks of sales that are gone."""
    with context.db.write(context.actor) as tx:
        if find_working_run(tx, store_id) is None and find_shown_run(tx, store_id) is None:
            return
        run = begin_run(tx, store_id, kind="full", clock=context.clock, values={})
        missing = {"state": "not_enough_history", "notes": []}
        values = {"listings": dict.fromkeys(LISTINGS, missing)}
        run = finish_run(tx, run.run_id, clock=context.clock, values=values)
        expire_all(tx, store_id)
    announce(run)


def _settle(context: JobContext, known: StoreInput) -> None:
    """Mark the series as fitted, or have the store fitted again where sales came in meanwhile."""
    store_id = known.store.store_id
    with context.db.write(context.actor) as tx:
        span = read_span(tx, store_id)
        if span is not None and span.revision != known.cube_revision:
            enqueue_refit(tx, store_id, run_at=context.clock.now() + SETTLE, again=True)
            return
        dirty = table_of(DirtySeriesRow)
        tx.execute(dirty.delete().where(dirty.c.tenant_id == tx.tenant_id, dirty.c.store_id == store_id))
