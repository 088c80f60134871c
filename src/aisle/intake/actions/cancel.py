"""Cancelling an upload before anything of it is posted."""

from aisle.intake.actions.states import require_state
from aisle.intake.progress import change_upload
from aisle.kit import jobs
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import WriteSession


def cancel_upload(tx: WriteSession, upload_id: str, *, clock: Clock) -> None:
    """Stop reading, forget the questions; what was staged is swept later and never posts."""
    row = require_state(tx, upload_id, "received", "sniffing", "staging", "needs_answer", "staged")
    if row.job_id is not None:
        jobs.cancel(tx, row.job_id, now=clock.now())
    now = to_utc_text(clock.now())
    change_upload(tx, upload_id, clock=clock, state="cancelled", questions=[], finished_at=now)
