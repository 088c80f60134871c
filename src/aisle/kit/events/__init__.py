"""Events: a fact is written to the outbox in the transaction that makes it true, and delivered after the commit.

`append` is for facts that must arrive. `broadcast` is for what may be lost (progress, drafts): stored nowhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aisle.kit.bulk import insert_rows
from aisle.kit.canonical import CanonicalText, canonical_json
from aisle.kit.clock import SystemClock, as_utc_text, to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.events.models import EVENTS
from aisle.kit.ids import new_id
from aisle.kit.log import log
from aisle.kit.wake import wake_after_commit

__all__ = ["Carrier", "Event", "StoredEvent", "append", "append_many", "broadcast", "set_carrier"]

EVENTS_TOPIC = "events"
Carrier = Callable[[str, str, Any], None]

_COLUMNS = (
    "tenant_id",
    "event_id",
    "store_id",
    "kind",
    "version",
    "subject_id",
    "occurred_at",
    "posted_at",
    "payload",
)
_carrier: Carrier | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A fact to be told: `kind` in PascalCase, `occurred_at` in the world, `posted_at` in the book.

    `posted_at` falls back to the machine's clock and `event_id` to a fresh one; code that must replay gives both.
    Both times may be UTC text already, which is kept as it is.
    """

    kind: str
    version: int
    subject_id: str
    store_id: str | None
    occurred_at: datetime | str
    payload: dict[str, Any] | CanonicalText
    posted_at: datetime | str | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A fact as a handler receives it; `number` grows with the order of delivery."""

    number: int
    event_id: str
    tenant_id: str
    store_id: str | None
    kind: str
    version: int
    subject_id: str
    occurred_at: datetime
    posted_at: datetime
    payload: dict[str, Any]


def append(tx: WriteSession, event: Event) -> None:
    """Write an event beside its fact; it is delivered if, and only if, this transaction commits."""
    append_many(tx, [event])


def append_many(tx: WriteSession, events: Sequence[Event]) -> None:
    """Write many events in one statement; they are delivered in this order."""
    if not events:
        return
    posted_now = to_utc_text(SystemClock().now())
    insert_rows(tx, EVENTS, _COLUMNS, [_row_of(tx.tenant_id, event, posted_now) for event in events])
    wake_after_commit(tx, EVENTS_TOPIC)


def _row_of(tenant_id: str, event: Event, posted_now: str) -> tuple[Any, ...]:
    return (
        tenant_id,
        event.event_id or new_id(),
        event.store_id,
        event.kind,
        event.version,
        event.subject_id,
        as_utc_text(event.occurred_at),
        as_utc_text(event.posted_at) if event.posted_at else posted_now,
        canonical_json(event.payload),
    )


def set_carrier(carrier: Carrier | None) -> None:
    """Say how broadcasts travel in this process; `app` does this once, None silences them."""
    global _carrier
    _carrier = carrier


def broadcast(topic: str, key: str, data: Any) -> None:
    """Show `data` as the whole new value under `key` of a live topic; never raises, stored nowhere."""
    if _carrier is None:
        return
    try:
        _carrier(topic, key, data)
    except Exception as error:
        # Whoever works must not fail because nobody could be told.
        log.warning("broadcast lost", topic=topic, key=key, error=type(error).__name__)
