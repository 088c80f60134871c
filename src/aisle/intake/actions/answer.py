"""Answering what a file leaves open."""

import sqlalchemy as sa

from aisle import sites
from aisle.intake.actions.receive import nothing_read
from aisle.intake.actions.states import require_state
from aisle.intake.jobs_names import POST, STAGE
from aisle.intake.models import STAGED
from aisle.intake.options import UploadOptions
from aisle.intake.progress import change_upload
from aisle.kit.clock import Clock
from aisle.kit.db import WriteSession
from aisle.kit.jobs import enqueue

_WAITING_FOR_OVERLAP = frozenset(("overlap",))


def answer_questions(tx: WriteSession, upload_id: str, answers: dict[str, str], *, clock: Clock) -> None:
    """Take answers and go on: an answer about the file reads it anew, one about overlapping days posts what is staged.

    A checked upload (`staged`) may be answered too, to read the file in another way.
    """
    row = require_state(tx, upload_id, "needs_answer", "staged")
    options = UploadOptions(**row.options).answered(answers)
    if options.store_id is not None and options.store_id != row.store_id:
        sites.get_store_for(tx, options.store_id)
    changes = {"options": options.as_json(), "store_id": options.store_id or row.store_id}
    is_staged = row.state == "staged" or {question["field"] for question in row.questions} == _WAITING_FOR_OVERLAP
    if is_staged and answers.keys() <= _WAITING_FOR_OVERLAP:
        job_id = enqueue(tx, queue="heavy", kind=POST, args={"upload_id": upload_id})
        change_upload(tx, upload_id, clock=clock, state="posting", questions=[], job_id=job_id, **changes)
        return
    tx.execute(sa.delete(STAGED).where(STAGED.c.tenant_id == tx.tenant_id, STAGED.c.upload_id == upload_id))
    job_id = enqueue(tx, queue="heavy", kind=STAGE, args={"upload_id": upload_id})
    change_upload(tx, upload_id, clock=clock, **nothing_read() | changes | {"state": "received", "job_id": job_id})
