"""Forged access tokens: each function takes a genuine one apart and puts it together wrongly."""

import base64
import hashlib
import hmac
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey

from tests.identity.house import House


@dataclass
class Genuine:
    """A genuine token, its parts, and the installation's own key, which an attacker does not have."""

    token: str
    key: OKPKey
    now_s: int

    @property
    def header(self) -> dict[str, Any]:
        """The decoded header."""
        return _decoded(self.token.split(".")[0])

    @property
    def claims(self) -> dict[str, Any]:
        """The decoded claims."""
        return _decoded(self.token.split(".")[1])

    def signed(
        self, claims: dict[str, Any] | None = None, *, drop: str = "", header: dict[str, Any] | None = None, **more: Any
    ) -> str:
        """Sign changed claims with the installation's own key: what only our own mistakes could bring about."""
        whole = {**self.claims, **(claims or {}), **more}
        whole.pop(drop, None)
        return by_hand({**self.header, **(header or {})}, whole, self.sign)

    def sign(self, message: bytes) -> bytes:
        """Sign with the installation's own key."""
        private = self.key.private_key
        assert private is not None
        signature: bytes = private.sign(message)  # type: ignore[union-attr]
        return signature


def genuine(house: House, token: str) -> Genuine:
    """Take a house's own token for forging."""
    now = house.clock.now()
    return Genuine(token, house.identity.signer._keys.signing_key(now), int(now.timestamp()))


def by_hand(header: dict[str, Any], claims: Any, sign: Callable[[bytes], bytes]) -> str:
    """Put a compact token together without a library that would refuse to."""
    message = f"{_encoded(header)}.{_encoded(claims)}"
    return f"{message}.{_text(sign(message.encode()))}"


def unsigned(name: str) -> Callable[[Genuine], str]:
    """A token that claims to need no signature."""
    return lambda it: by_hand({**it.header, "alg": name}, it.claims, lambda _message: b"")


def hmac_with(secret_of: Callable[[OKPKey], bytes]) -> Callable[[Genuine], str]:
    """A token whose HMAC is keyed with something public."""

    def forge(it: Genuine) -> str:
        secret = secret_of(it.key)
        return by_hand(
            {**it.header, "alg": "HS256"}, it.claims, lambda message: hmac.digest(secret, message, hashlib.sha256)
        )

    return forge


def foreign_key(**header: Any) -> Callable[[Genuine], str]:
    """A token signed with the attacker's own Ed25519 key."""

    def forge(it: Genuine) -> str:
        private = OKPKey.generate_key("Ed25519").private_key
        assert private is not None
        return by_hand({**it.header, **header}, it.claims, private.sign)  # type: ignore[union-attr]

    return forge


def embedded_key(it: Genuine) -> str:
    """A token that brings the key to check it with."""
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    private = key.private_key
    assert private is not None
    header = {"alg": "Ed25519", "kid": key.kid, "jwk": key.as_dict(private=False)}
    return by_hand(header, it.claims, private.sign)  # type: ignore[union-attr]


def other_algorithm(it: Genuine) -> str:
    """A token signed with an elliptic curve this house does not use."""
    return jwt.encode({"alg": "ES256", "kid": it.header["kid"]}, it.claims, ECKey.generate_key("P-256"))


def symmetric(it: Genuine) -> str:
    """A token signed with a shared secret of the attacker's."""
    with warnings.catch_warnings(action="ignore"):
        return jwt.encode({"alg": "HS256", "kid": it.header["kid"]}, it.claims, OctKey.generate_key(256))


def altered_claims(it: Genuine) -> str:
    """Other claims under the old signature."""
    header, _claims, signature = it.token.split(".")
    return f"{header}.{_encoded({**it.claims, 'roles': ['owner'], 'sub': it.claims['login_id']})}.{signature}"


def public_bytes(key: OKPKey) -> bytes:
    """The public key as raw bytes."""
    return key.public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_pem(key: OKPKey) -> bytes:
    """The public key as PEM."""
    return key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_jwk(key: OKPKey) -> bytes:
    """The public key as the JSON that is published."""
    return json.dumps(key.as_dict(private=False)).encode()


def _encoded(value: Any) -> str:
    return _text(json.dumps(value).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return value
