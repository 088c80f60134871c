"""Posting an upload that was only checked."""

from aisle.intake.actions.states import require_state
from aisle.intake.jobs_names import POST
from aisle.intake.progress import change_upload
from aisle.kit.clock import Clock
from aisle.kit.db import WriteSession
from aisle.kit.jobs import enqueue


def post_staged(tx: WriteSession, upload_id: str, *, clock: Clock) -> None:
    """Post what is staged."""
    require_state(tx, upload_id, "staged")
    job_id = enqueue(tx, queue="heavy", kind=POST, args={"upload_id": upload_id})
    change_upload(tx, upload_id, clock=clock, state="posting", job_id=job_id)
