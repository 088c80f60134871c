"""Reading the journal back: does every chain still say what was written?"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from aisle.kit.db import ReadSession
from aisle.kit.journal.chain import ZERO_HASH, Link, hash_of
from aisle.kit.journal.models import HEADS, JOURNAL
from aisle.kit.journal.writing import Head

ROWS_PER_FETCH = 5_000
FINDINGS_PER_STREAM_MAX = 100

_READ = sa.select(*[JOURNAL.c[name] for name in (*Link._fields, "hash")])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up.

    `code`: `number-gap` (entries missing or inserted), `chain-broken` (does not follow the entry before it),
    `entry-changed` (content does not give its hash), `head-differs` (the end of the stream is not where it was).
    """

    stream: str
    number: int
    code: str
    detail: str


def verify(session: ReadSession, stream: str | None = None, from_number: int | None = None) -> list[Finding]:
    """Recompute one stream, or all of the tenant, and compare with the heads; an empty list means all is well.

    `from_number` trusts what lies before it. The limit: whoever rewrites entries and heads alike is found only by
    comparing with a head that was kept elsewhere.
    """
    streams = [stream] if stream is not None else _streams(session)
    return [finding for name in streams for finding in _verify_stream(session, name, from_number or 1)]


def read_head(session: ReadSession, stream: str) -> Head | None:
    """Return where a stream says it stands, None when it was never opened; to be kept elsewhere as an anchor."""
    found = session.execute(
        sa.select(HEADS.c.number, HEADS.c.hash).where(HEADS.c.tenant_id == session.tenant_id, HEADS.c.stream == stream)
    ).first()
    return None if found is None else Head(number=found.number, hash=found.hash)


def _streams(session: ReadSession) -> list[str]:
    """List the streams that have entries or a head: either alone is a finding."""
    entries = sa.select(JOURNAL.c.stream).where(JOURNAL.c.tenant_id == session.tenant_id)
    heads = sa.select(HEADS.c.stream).where(HEADS.c.tenant_id == session.tenant_id)
    return sorted(session.execute(entries.union(heads)).scalars())


def _verify_stream(session: ReadSession, stream: str, from_number: int) -> list[Finding]:
    head = read_head(session, stream) or Head(number=0, hash=ZERO_HASH)
    last = _start(session, stream, from_number)
    findings: list[Finding] = []
    for link, stored_hash in _links(session, stream, from_number):
        if len(findings) < FINDINGS_PER_STREAM_MAX:
            findings.extend(_check(link, stored_hash, last))
        # Go on from what is stored: one change is then one finding, not one for every later entry.
        last = Head(number=link.number, hash=stored_hash)
    if (last.number, last.hash) != (head.number, head.hash):
        detail = f"the head says {head.number}, the last entry is {last.number}"
        findings.append(Finding(stream, last.number, "head-differs", detail))
    return findings


def _check(link: Link, stored_hash: str, last: Head) -> Iterator[Finding]:
    if link.number != last.number + 1:
        yield Finding(link.stream, link.number, "number-gap", f"follows {last.number}")
    if link.prev_hash != last.hash:
        yield Finding(link.stream, link.number, "chain-broken", f"does not follow entry {last.number} as stored")
    if hash_of(link) != stored_hash:
        yield Finding(link.stream, link.number, "entry-changed", "its content does not give its hash")


def _start(session: ReadSession, stream: str, from_number: int) -> Head:
    """Return the entry before the first one to check."""
    found = session.execute(
        sa.select(JOURNAL.c.hash).where(
            JOURNAL.c.tenant_id == session.tenant_id, JOURNAL.c.stream == stream, JOURNAL.c.number == from_number - 1
        )
    ).scalar()
    return Head(number=from_number - 1, hash=found or ZERO_HASH)


def _links(session: ReadSession, stream: str, from_number: int) -> Iterator[tuple[Link, str]]:
    rows = session.execute(
        _READ.where(
            JOURNAL.c.tenant_id == session.tenant_id, JOURNAL.c.stream == stream, JOURNAL.c.number >= from_number
        ).order_by(JOURNAL.c.number),
        execution_options={"yield_per": ROWS_PER_FETCH},
    )
    for row in rows:
        yield Link(*row[:-1]), row[-1]
