"""What a consumer could not take in: waiting for its next try, or parked for a person to look at."""

from dataclasses import dataclass

import sqlalchemy as sa

from aisle.kit.db import ReadSession, WriteSession
from aisle.kit.events import EVENTS_TOPIC
from aisle.kit.events.models import EVENTS, FAILED
from aisle.kit.wake import wake_after_commit


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event that one consumer was given again and again in vain; `error` is the last one."""

    consumer: str
    event_id: str
    tenant_id: str
    attempts: int
    parked_at: str
    error: str


_SHOWN = [FAILED.c[name] for name in ParkedEvent.__dataclass_fields__]


def list_parked(session: ReadSession) -> list[ParkedEvent]:
    """Return the parked events of this scope, oldest first: one tenant's, or everybody's in a system scope."""
    query = sa.select(*_SHOWN).where(FAILED.c.parked_at.is_not(None)).order_by(FAILED.c.parked_at, FAILED.c.event_id)
    if session.actor is not None:
        query = query.where(FAILED.c.tenant_id == session.tenant_id)
    return [ParkedEvent(**row._mapping) for row in session.execute(query)]


def retry_parked(tx: WriteSession, *, tenant_id: str, consumer: str, event_id: str) -> None:
    """Hand a parked event to its consumer again; it arrives out of order, after what was told since.

    Runs in a system scope, since only the relay's role may mark an event unsent.
    """
    tx.execute(
        FAILED.delete().where(
            FAILED.c.tenant_id == tenant_id, FAILED.c.consumer == consumer, FAILED.c.event_id == event_id
        )
    )
    tx.execute(
        EVENTS.update().where(EVENTS.c.tenant_id == tenant_id, EVENTS.c.event_id == event_id).values(sent_at=None)
    )
    wake_after_commit(tx, EVENTS_TOPIC)
