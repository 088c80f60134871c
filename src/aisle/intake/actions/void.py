"""Taking a posted upload back."""

from aisle.intake.actions.states import require_state
from aisle.intake.jobs_names import VOID
from aisle.intake.progress import change_upload
from aisle.kit.clock import Clock
from aisle.kit.db import WriteSession
from aisle.kit.jobs import enqueue


def void_posted(tx: WriteSession, upload_id: str, *, clock: Clock) -> None:
    """Have every sale of the upload voided; asking again while that runs changes nothing."""
    require_state(tx, upload_id, "done")
    job_id = enqueue(tx, queue="heavy", kind=VOID, args={"upload_id": upload_id}, dedupe_key=f"intake.void {upload_id}")
    change_upload(tx, upload_id, clock=clock, job_id=job_id)
