"""Sealing of single fields: every algorithm the house uses on stored values sits here, behind a tag.

An envelope is `algorithm (1 byte) | key number (2 bytes) | nonce (12) | ciphertext | tag (16)`; the first three
bytes together are the key version. The place a value stands in is authenticated with it, so a value moved to
another row, field, table or tenant does not open.
"""

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32
KEY_NUMBER_MAX = 2**16 - 1
BLIND_INDEX_BYTES = 8
_AES_256_GCM = 1
_VERSION_BYTES = 3
_NONCE_BYTES = 12
_TAG_BYTES = 16
_PLACE_SEPARATOR = "|"


class CannotOpen(Exception):
    """A sealed value that is damaged, moved, cut, or made with another key; it says nothing about which."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """One key of 256 bits and its number, which is written into every envelope it seals."""

    number: int
    secret: bytes

    def __post_init__(self) -> None:
        assert 1 <= self.number <= KEY_NUMBER_MAX
        assert len(self.secret) == KEY_BYTES

    def __repr__(self) -> str:
        return f"SealingKey(number={self.number})"


def new_secret() -> bytes:
    """Return 256 fresh random bits."""
    return os.urandom(KEY_BYTES)


def place_of(*, tenant_id: str, table: str, row_id: str, field: str) -> bytes:
    """Return where a value stands, as it is authenticated; parts must not hold the separator."""
    parts = (tenant_id, table, row_id, field)
    assert all(part and _PLACE_SEPARATOR not in part for part in parts), "a place must read one way only"
    return _PLACE_SEPARATOR.join(parts).encode()


def seal(key: SealingKey, content: bytes, place: bytes) -> str:
    """Return the envelope of `content` at `place`, as base64 text."""
    version = bytes((_AES_256_GCM,)) + key.number.to_bytes(2, "big")
    nonce = os.urandom(_NONCE_BYTES)
    # The version is authenticated too, so an envelope cannot be relabelled for another algorithm or key.
    sealed = AESGCM(key.secret).encrypt(nonce, content, version + place)
    return base64.b64encode(version + nonce + sealed).decode()


def open_sealed(key: SealingKey, envelope: str, place: bytes) -> bytes:
    """Return the content of an envelope that stands at `place`; raises `CannotOpen` for anything else."""
    raw = _decode(envelope)
    version, rest = raw[:_VERSION_BYTES], raw[_VERSION_BYTES:]
    if version[0] != _AES_256_GCM or key.number != int.from_bytes(version[1:], "big"):
        raise CannotOpen("sealed with another key or algorithm")
    try:
        return AESGCM(key.secret).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], version + place)
    except InvalidTag as error:
        raise CannotOpen("the sealed value does not belong here") from error


def key_number_of(envelope: str) -> int:
    """Return the number of the key an envelope was sealed with."""
    return int.from_bytes(_decode(envelope)[1:_VERSION_BYTES], "big")


def blind_index(secret: bytes, value: str) -> str:
    """Return 64 bits of HMAC-SHA-256 in hex: equal values meet under it, and it does not lead back to them."""
    return hmac.digest(secret, value.encode(), "sha256")[:BLIND_INDEX_BYTES].hex()


def keyed_digest(secret: bytes, value: str) -> str:
    """Return HMAC-SHA-256 in hex, uncut: for ids that follow from a personal value, which must never meet."""
    return hmac.digest(secret, value.encode(), "sha256").hex()


def derived_secret(secret: bytes, purpose: str) -> bytes:
    """Return a key for one purpose from a random key (HKDF-Expand, RFC 5869)."""
    return HKDFExpand(algorithm=hashes.SHA256(), length=KEY_BYTES, info=purpose.encode()).derive(secret)


def token_digest(token: str) -> str:
    """Return the SHA-256 of a random token in hex: what is stored in its place."""
    return hashlib.sha256(token.encode()).hexdigest()


def _decode(envelope: str) -> bytes:
    try:
        raw = base64.b64decode(envelope, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CannotOpen("not an envelope") from error
    if len(raw) < _VERSION_BYTES + _NONCE_BYTES + _TAG_BYTES:
        raise CannotOpen("too short to be an envelope")
    return raw
