"""The same bytes may be posted once: under another source or store they would count twice."""

import sqlalchemy as sa

from aisle.intake.models import UPLOADS
from aisle.intake.problems import SameFilePostedElsewhere
from aisle.kit.db import ReadSession


def check_same_file(session: ReadSession, digest: str, *, upload_id: str, source: str, store_id: str | None) -> None:
    """Raise `same-file-posted-elsewhere` when another upload brought these bytes under another source or store."""
    other = session.execute(
        sa.select(UPLOADS.c.upload_id, UPLOADS.c.source, UPLOADS.c.store_id).where(
            UPLOADS.c.tenant_id == session.tenant_id,
            UPLOADS.c.file_digest == digest,
            UPLOADS.c.upload_id != upload_id,
            UPLOADS.c.state.in_(("staging", "staged", "posting", "done")),
            sa.or_(UPLOADS.c.source != source, UPLOADS.c.store_id.is_distinct_from(store_id)),
        )
    ).first()
    if other is not None:
        raise SameFilePostedElsewhere(
            f"These bytes were posted as {other.source} before. Void that upload, or choose the same source and store.",
            params={"upload_id": other.upload_id, "source": other.source, "store_id": other.store_id},
        )
