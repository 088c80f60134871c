"""Identifiers: UUIDv7 for what a door makes, UUIDv5 for what follows from another id."""

import hashlib
import os
import threading
import time
import uuid
from functools import lru_cache

NAMESPACES_KEPT = 256

_lock = threading.Lock()
_last_ms = 0
_counter = 0


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562) as text; ids made by one process sort in the order they were made."""
    global _last_ms, _counter
    with _lock:
        now_ms = time.time_ns() // 1_000_000
        if now_ms > _last_ms:
            _last_ms, _counter = now_ms, int.from_bytes(os.urandom(2)) >> 5
        else:
            # Same millisecond, or a clock that stepped back: count on, so order survives.
            _counter += 1
            if _counter > 0xFFF:
                _last_ms, _counter = _last_ms + 1, 0
        stamp_ms, sequence = _last_ms, _counter
    value = (
        (stamp_ms & (2**48 - 1)) << 80 | 0x7 << 76 | sequence << 64 | 0b10 << 62 | int.from_bytes(os.urandom(8)) >> 2
    )
    return _spelled(value)


def derived_id(namespace_id: str, name: str) -> str:
    """Return the UUIDv5 of `name` in the namespace of `namespace_id`: the same facts give the same id for ever."""
    # What `uuid.uuid5` does, without the objects: a million lines make a million ids, and this takes a third of it.
    hashed = int.from_bytes(hashlib.sha1(_namespace(namespace_id) + name.encode(), usedforsecurity=False).digest()[:16])
    return _spelled(hashed & ~(0xF << 76) & ~(0b11 << 62) | 0x5 << 76 | 0b10 << 62)


def is_id(text: str) -> bool:
    """Say whether `text` is a UUID in its one canonical spelling."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


@lru_cache(NAMESPACES_KEPT)
def _namespace(namespace_id: str) -> bytes:
    return uuid.UUID(namespace_id).bytes


def _spelled(value: int) -> str:
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
