"""Fit runs: asking for one, following it, finding the one whose results are shown."""

from aisle.insights.runs.follow import (
    SHOWN_KINDS,
    Run,
    find_shown_run,
    find_working_run,
    get_run_for,
    list_runs,
    live_snapshot,
)
from aisle.insights.runs.record import (
    REFIT_KIND,
    SETTLE,
    begin_run,
    confirm_run,
    enqueue_refit,
    fail_run,
    finish_run,
    note_progress,
    request_run,
    topic_of,
)

__all__ = [
    "REFIT_KIND",
    "SETTLE",
    "SHOWN_KINDS",
    "Run",
    "begin_run",
    "confirm_run",
    "enqueue_refit",
    "fail_run",
    "find_shown_run",
    "find_working_run",
    "finish_run",
    "get_run_for",
    "list_runs",
    "live_snapshot",
    "note_progress",
    "request_run",
    "topic_of",
]
