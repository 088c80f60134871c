"""Taking an upload back: a void per sale of it; the facts stay in the book."""

import sqlalchemy as sa

from aisle import ledger
from aisle.intake.limits import POST_CHUNK_RECEIPTS
from aisle.intake.models import RECEIPTS
from aisle.intake.progress import Announcer, change_upload
from aisle.kit.clock import to_utc_text
from aisle.kit.jobs import JobContext


def void_upload(context: JobContext) -> None:
    """Void every sale the upload posted, in chunks; a later run goes on with those not voided yet."""
    upload_id = str(context.args["upload_id"])
    announcer = Announcer(context.db, context.actor, upload_id, context.clock)
    while sale_ids := _next_sales(context, upload_id):
        if context.cancelled:
            return
        with context.db.write(context.actor) as tx:
            ledger.void_sales(tx, sale_ids=sale_ids, clock=context.clock)
            tx.execute(
                sa.update(RECEIPTS)
                .where(RECEIPTS.c.tenant_id == tx.tenant_id, RECEIPTS.c.sale_id.in_(sale_ids))
                .values(is_voided=True, voids=RECEIPTS.c.voids + 1)
            )
            context.save_checkpoint(tx, {"last": sale_ids[-1]})
        announcer.announce()
    with context.db.write(context.actor) as tx:
        now = to_utc_text(context.clock.now())
        change_upload(tx, upload_id, clock=context.clock, state="voided", finished_at=now)
    announcer.announce(now=True)


def _next_sales(context: JobContext, upload_id: str) -> list[str]:
    with context.db.read(context.actor) as session:
        statement = (
            sa.select(RECEIPTS.c.sale_id)
            .where(
                RECEIPTS.c.tenant_id == session.tenant_id,
                RECEIPTS.c.upload_id == upload_id,
                RECEIPTS.c.is_voided.is_(False),
            )
            .order_by(RECEIPTS.c.sale_id)
            .limit(POST_CHUNK_RECEIPTS)
        )
        return list(session.scalars(statement))
