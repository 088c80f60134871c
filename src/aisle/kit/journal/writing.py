"""Writing the journal: lock the stream's head, chain, insert, move the head."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from aisle.kit.bulk import insert_rows, upsert_into
from aisle.kit.canonical import CanonicalText, canonical_json
from aisle.kit.clock import SystemClock, as_utc_text, to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.ids import new_id
from aisle.kit.journal.chain import ZERO_HASH, Link, hash_of
from aisle.kit.journal.models import HEADS, JOURNAL

STREAM_PREFIXES = ("register:", "store:", "tenant:")
_COLUMNS = (*Link._fields, "hash")


class JournalEntry(NamedTuple):
    """One thing to put on record; the payload holds ids and figures, never personal data.

    `occurred_at` may be UTC text already, which is kept as it is.
    """

    kind: str
    subject_id: str
    payload: dict[str, Any] | CanonicalText
    occurred_at: datetime | str
    register_sequence: int | None = None
    approver_id: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands: its last number (0: empty) and that entry's hash."""

    number: int
    hash: str


def append(
    tx: WriteSession,
    *,
    stream: str,
    kind: str,
    subject_id: str,
    payload: dict[str, Any],
    occurred_at: datetime,
    posted_at: datetime | None = None,
    register_sequence: int | None = None,
    approver_id: str | None = None,
) -> int:
    """Put one entry on record beside its fact and return its number; who acts is taken from the scope."""
    entry = JournalEntry(kind, subject_id, payload, occurred_at, register_sequence, approver_id)
    return append_many(tx, stream, [entry], posted_at=posted_at)


def append_many(
    tx: WriteSession, stream: str, entries: Sequence[JournalEntry], *, posted_at: datetime | None = None
) -> int:
    """Put many entries on record with one lock and one statement; return the number of the last.

    The head stays locked until the transaction ends. Whoever writes to several streams takes them in name order.
    `posted_at` falls back to the machine's clock; code that must replay gives it.
    """
    assert stream.startswith(STREAM_PREFIXES), f"no such kind of stream: {stream}"
    head = _lock_head(tx, stream)
    if not entries:
        return head.number
    posted_text = to_utc_text(posted_at or SystemClock().now())
    rows, head = _chain(tx, stream, entries, posted_text, head)
    insert_rows(tx, JOURNAL, _COLUMNS, rows)
    tx.execute(
        HEADS.update()
        .where(HEADS.c.tenant_id == tx.tenant_id, HEADS.c.stream == stream)
        .values(number=head.number, hash=head.hash)
    )
    return head.number


def _chain(
    tx: WriteSession, stream: str, entries: Sequence[JournalEntry], posted_text: str, head: Head
) -> tuple[list[tuple[Any, ...]], Head]:
    assert tx.actor is not None
    tenant_id, actor = tx.tenant_id, tx.actor.user_id or tx.actor.role
    number, last_hash = head.number, head.hash
    rows = []
    for kind, subject_id, payload, occurred_at, register_sequence, approver_id in entries:
        number += 1
        link = Link(
            tenant_id, stream, number, new_id(), kind, as_utc_text(occurred_at), posted_text,
            register_sequence, actor, approver_id, subject_id, canonical_json(payload), last_hash,
        )  # fmt: skip
        last_hash = hash_of(link)
        rows.append((*link, last_hash))
    return rows, Head(number=number, hash=last_hash)


def _lock_head(tx: WriteSession, stream: str) -> Head:
    """Lock and read the head of a stream, opening the stream if it is new."""
    query = (
        sa.select(HEADS.c.number, HEADS.c.hash)
        .where(HEADS.c.tenant_id == tx.tenant_id, HEADS.c.stream == stream)
        .with_for_update()
    )
    found = tx.execute(query).first()
    if found is None:
        # A rival may open the stream at the same moment: the second insert waits for the first and does nothing.
        opening = {"tenant_id": tx.tenant_id, "stream": stream, "number": 0, "hash": ZERO_HASH}
        tx.execute(upsert_into(tx, HEADS).values(**opening).on_conflict_do_nothing())
        found = tx.execute(query).one()
    return Head(number=found.number, hash=found.hash)
