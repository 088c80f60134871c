"""The chain itself: what an entry's hash covers."""

import hashlib
from json.encoder import encode_basestring as _quoted
from typing import NamedTuple

# What the first entry of a stream follows.
ZERO_HASH = "0" * 64


class Link(NamedTuple):
    """One entry as it is hashed and stored, without its own hash; fields in the order of the table."""

    tenant_id: str
    stream: str
    number: int
    id: str
    kind: str
    occurred_at: str
    posted_at: str
    register_sequence: int | None
    actor: str
    approver: str | None
    subject_id: str
    payload: str
    prev_hash: str


def hash_of(link: Link) -> str:
    """Return SHA-256(prev_hash + canonical JSON of the rest), in hex.

    The JSON is put together by hand, keys in sorted order, with the payload's stored text inside as it is: parsing
    and writing it again would cost more than all else. Strings are quoted, so no value can run into the next one.
    """
    (tenant_id, stream, number, entry_id, kind, occurred_at, posted_at,
     register_sequence, actor, approver, subject_id, payload, prev_hash) = link  # fmt: skip
    sequence = "null" if register_sequence is None else register_sequence
    text = (
        f'{prev_hash}{{"actor":{_quoted(actor)},"approver":{"null" if approver is None else _quoted(approver)},'
        f'"id":{_quoted(entry_id)},"kind":{_quoted(kind)},"number":{number},"occurred_at":{_quoted(occurred_at)},'
        f'"payload":{payload},"posted_at":{_quoted(posted_at)},"register_sequence":{sequence},'
        f'"stream":{_quoted(stream)},"subject_id":{_quoted(subject_id)},"tenant_id":{_quoted(tenant_id)}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()
