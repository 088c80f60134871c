"""How far an upload is: written on its row with the work itself, and shown live."""

from typing import Any

import sqlalchemy as sa

from aisle.intake.limits import PROGRESS_S
from aisle.intake.models import UPLOADS
from aisle.intake.queries import get_upload
from aisle.kit.actor import Actor
from aisle.kit.clock import Clock, from_utc_text, to_utc_text
from aisle.kit.db import Database, ReadSession, WriteSession
from aisle.kit.events import broadcast


def change_upload(tx: WriteSession, upload_id: str, *, clock: Clock, **values: Any) -> None:
    """Write new values on an upload's row."""
    tx.execute(
        sa.update(UPLOADS)
        .where(UPLOADS.c.tenant_id == tx.tenant_id, UPLOADS.c.upload_id == upload_id)
        .values(updated_at=to_utc_text(clock.now()), **values)
    )


def upload_values(session: ReadSession, upload_id: str) -> sa.Row[Any]:
    """Return the upload's row as plain values."""
    statement = sa.select(UPLOADS).where(UPLOADS.c.tenant_id == session.tenant_id, UPLOADS.c.upload_id == upload_id)
    return session.execute(statement).one()


class Announcer:
    """Shows an upload on its live topic, not more than about twice a second."""

    def __init__(self, database: Database, actor: Actor, upload_id: str, clock: Clock) -> None:
        self._database, self._actor, self._upload_id, self._clock = database, actor, upload_id, clock
        self._last_at: str | None = None

    def announce(self, *, now: bool = False) -> None:
        """Broadcast the upload as it stands in the book; `now` skips the waiting."""
        moment = self._clock.now()
        if not now and self._last_at is not None:
            since = (moment - from_utc_text(self._last_at)).total_seconds()
            if 0 <= since < PROGRESS_S / 2:
                return
        self._last_at = to_utc_text(moment)
        with self._database.read(self._actor) as session:
            upload = get_upload(session, self._upload_id, now=moment)
        broadcast(f"upload:{self._upload_id}", "upload", upload.model_dump(mode="json"))
