"""Taking a file in: one upload row and its job, once per idempotency key."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from aisle import sites
from aisle.intake.jobs_names import STAGE
from aisle.intake.limits import UPLOADS_ACTIVE_MAX
from aisle.intake.models import UPLOADS, UploadRow
from aisle.intake.options import UploadOptions
from aisle.intake.problems import IdempotencyKeyReused, TooManyUploads
from aisle.intake.receiving import ReceivedFile
from aisle.intake.same_file import check_same_file
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.jobs import enqueue

ACTIVE = ("received", "sniffing", "staging", "posting")


def receive_upload(
    tx: WriteSession,
    *,
    upload_id: str,
    file: ReceivedFile,
    options: UploadOptions,
    idempotency_key: str | None,
    clock: Clock,
    profile: str | None = None,
) -> str:
    """Record an upload and enqueue its reading; return its id, or the first one's under the same key and bytes.

    `profile` is the format's name when the file was sniffed already.
    """
    earlier = _find_by_key(tx, idempotency_key)
    if earlier is not None:
        if earlier.file_digest != file.digest:
            raise IdempotencyKeyReused(params={"upload_id": earlier.upload_id})
        return str(earlier.upload_id)
    store_id = _store_of(tx, options)
    _check_active(tx, store_id)
    source = options.source or profile
    if source is not None:
        check_same_file(tx, file.digest, upload_id=upload_id, source=source, store_id=store_id)
    now = to_utc_text(clock.now())
    assert tx.actor is not None
    tx.add(
        UploadRow(
            upload_id=upload_id,
            store_id=store_id,
            user_id=tx.actor.user_id,
            store_ids=sorted(tx.actor.store_ids) if tx.actor.store_ids is not None else None,
            file_name=file.name,
            file_digest=file.digest,
            file_bytes=file.bytes,
            idempotency_key=idempotency_key,
            state="received",
            source=source,
            options=replace(options, store_id=store_id).as_json(),
            job_id=enqueue(tx, queue="heavy", kind=STAGE, args={"upload_id": upload_id}),
            bytes_total=file.bytes,
            received_at=now,
            updated_at=now,
            **_NOTHING_YET,
        )
    )
    tx.flush()
    return upload_id


_COUNTS = (
    "bytes_read", "rows_estimated", "rows_read", "rows_posted", "rows_duplicate", "rows_set_aside", "rows_rejected",
    "receipts_posted",
)  # fmt: skip
_NOTHING_YET: dict[str, Any] = dict.fromkeys(_COUNTS, 0) | {
    "understanding": None,
    "questions": [],
    "problem": None,
    "totals": [],
    "warnings": {},
    "code_counts": {},
}


def nothing_read() -> dict[str, Any]:
    """Return the values of an upload whose rows are to be read from the start."""
    return {**_NOTHING_YET, "first_date": None, "last_date": None, "finished_at": None}


def _find_by_key(tx: WriteSession, key: str | None) -> sa.Row[Any, Any] | None:
    if key is None:
        return None
    statement = sa.select(UPLOADS.c.upload_id, UPLOADS.c.file_digest).where(
        UPLOADS.c.tenant_id == tx.tenant_id, UPLOADS.c.idempotency_key == key
    )
    return tx.execute(statement).first()


def _store_of(tx: WriteSession, options: UploadOptions) -> str | None:
    """The store named, else the only one this person may post to; None leaves it to the file or a question."""
    if options.store_id is not None:
        return sites.get_store_for(tx, options.store_id).store_id
    stores = list(sites.list_stores_for(tx))
    return stores[0].store_id if len(stores) == 1 else None


def _check_active(tx: WriteSession, store_id: str | None) -> None:
    active = tx.scalar(
        sa.select(sa.func.count()).where(
            UPLOADS.c.tenant_id == tx.tenant_id,
            UPLOADS.c.store_id.is_not_distinct_from(store_id),
            UPLOADS.c.state.in_(ACTIVE),
        )
    )
    if (active or 0) >= UPLOADS_ACTIVE_MAX:
        raise TooManyUploads(params={"active_max": UPLOADS_ACTIVE_MAX}, retry_after_s=30)
