"""Canonical JSON and its digest: one spelling per value, so equal content has equal bytes."""

import hashlib
import json
from typing import Any

# Made once: `json.dumps` with options builds an encoder per call, half the cost of a small payload. The look for
# circles would cost as much again; a value that held itself ends in a RecursionError instead.
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode


class CanonicalText(str):
    """Text that is canonical JSON already; it passes through `canonical_json` as it is."""

    __slots__ = ()


def canonical_json(value: Any) -> CanonicalText:
    """Return UTF-8-safe JSON with sorted keys and no spaces; floats are refused, since they have no single spelling."""
    if isinstance(value, CanonicalText):
        return value
    _refuse_floats(value)
    return canonical_json_unchecked(value)


def canonical_json_unchecked(value: Any) -> CanonicalText:
    """Do the same for a value our own typed code has built; on a million lines the look for floats would dominate."""
    return CanonicalText(_encode(value))


def digest_of(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of `value`, in hex."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON holds no floats: use integers of a named unit")
    if isinstance(value, dict):
        for key, item in value.items():
            _refuse_floats(key)
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
