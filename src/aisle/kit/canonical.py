"""Canonical JSON and its digest: one spelling per value, so equal content has equal bytes."""

import hashlib
import json
import re
from typing import Any

# Made once: `json.dumps` with options builds an encoder per call, half the cost of a small payload.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


_NO_FLOATS = "canonical JSON holds no floats: use integers of a named unit"
# A number with a fraction or an exponent; strings are matched first, so that nothing inside them counts.
_STRING_OR_FLOAT = re.compile(r'"(?:[^"\\]|\\.)*"|(\d[.eE])')


def canonical_json(value: Any) -> str:
    """Return UTF-8-safe JSON with sorted keys and no spaces; floats are refused, since they have no single spelling."""
    try:
        text = canonical_json_unchecked(value)
    except ValueError as error:
        # NaN and the infinities have no spelling at all.
        raise TypeError(_NO_FLOATS) from error
    # Looking at the text costs a tenth of walking the value.
    if any(_STRING_OR_FLOAT.findall(text)):
        raise TypeError(_NO_FLOATS)
    return text


def canonical_json_unchecked(value: Any) -> str:
    """Do the same for a value our own typed code has built; on a million lines the look for floats would dominate."""
    return _encode(value)


def digest_of(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of `value`, in hex."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
