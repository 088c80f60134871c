"""Background work of the upload door: reading a file into staged rows, posting them, voiding, tidying up."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from aisle.intake.files import UploadFolder
from aisle.intake.jobs_names import POST, STAGE, SWEEP, VOID
from aisle.intake.limits import STAGE_CHUNK_ROWS, STAGING_KEEP_DAYS, UPLOAD_ATTEMPTS_MAX
from aisle.intake.models import STAGED, UPLOADS
from aisle.intake.post_job import post_upload
from aisle.intake.progress import Announcer, change_upload
from aisle.intake.stage_job import stage_upload
from aisle.intake.void_job import void_upload
from aisle.kit.actor import system_actor
from aisle.kit.clock import to_utc_text
from aisle.kit.jobs import Handler, JobContext, JobLost
from aisle.kit.keys import Keyring
from aisle.kit.log import log
from aisle.kit.problems import Problem


def handlers(uploads_path: Path, keyring: Keyring) -> Mapping[str, Handler]:
    """Return the handler of each kind of job; `uploads_path` is where files wait, `keyring` seals customers."""
    folder = UploadFolder(uploads_path)
    return {
        STAGE: giving_up(lambda context: stage_upload(context, folder)),
        POST: giving_up(lambda context: post_upload(context, folder, keyring)),
        VOID: void_upload,
        SWEEP: lambda context: sweep(context, folder),
    }


def giving_up(work: Handler) -> Handler:
    """Let work be tried a few times; then the upload says that it failed, instead of standing still for an hour."""

    def handle(context: JobContext) -> None:
        try:
            work(context)
        except JobLost:
            raise
        except Exception as error:
            if context.claim.attempts < UPLOAD_ATTEMPTS_MAX:
                raise
            log.error("upload failed", upload_id=context.args["upload_id"], exc_info=error)
            _record_failure(context, str(context.args["upload_id"]))

    return handle


def _record_failure(context: JobContext, upload_id: str) -> None:
    problem = Problem(
        "We could not finish this file. Nothing is counted twice: upload it again and only what is missing is posted."
    )
    entry = {"code": problem.code, "title": problem.title, "detail": problem.detail, "params": {}}
    with context.db.write(context.actor) as tx:
        now = to_utc_text(context.clock.now())
        change_upload(tx, upload_id, clock=context.clock, state="failed", problem=entry, finished_at=now)
    Announcer(context.db, context.actor, upload_id, context.clock).announce(now=True)


def sweep(context: JobContext, folder: UploadFolder) -> None:
    """Delete staged rows that nobody will look at any more; counts and codes stay on the upload.

    Rejected, set-aside and duplicate rows of the tenant keep their code for as long, then go with the rest.
    """
    before = to_utc_text(context.clock.now() - timedelta(days=STAGING_KEEP_DAYS))
    with context.db.read(system_actor(context.claim.tenant_id)) as session:
        old = session.scalars(
            sa.select(UPLOADS.c.upload_id).where(
                UPLOADS.c.tenant_id == session.tenant_id, UPLOADS.c.updated_at < before
            )
        ).all()
    for upload_id in old:
        folder.forget(upload_id)
        while _delete_some(context, upload_id):
            if context.cancelled:
                return


def _delete_some(context: JobContext, upload_id: str) -> bool:
    """Delete one chunk of an upload's rows, so that no till waits for a million."""
    mine = (STAGED.c.tenant_id == context.claim.tenant_id) & (STAGED.c.upload_id == upload_id)
    with context.db.write(context.actor) as tx:
        last = tx.scalar(
            sa.select(STAGED.c.row_no).where(mine).order_by(STAGED.c.row_no).offset(STAGE_CHUNK_ROWS).limit(1)
        )
        chunk = mine if last is None else mine & (STAGED.c.row_no < last)
        gone = tx.execute(sa.delete(STAGED).where(chunk).returning(STAGED.c.row_no)).first()
    return gone is not None and last is not None
