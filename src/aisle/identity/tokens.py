"""Access tokens: short-lived JWTs signed with Ed25519, the one algorithm this house signs or accepts."""

import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization, OKPKey
from joserfc.jwt import JWTClaimsRegistry

from aisle.identity.rules import ACCESS_TOKEN_S
from aisle.kit.ids import new_id
from aisle.kit.problems import NotLoggedIn
from aisle.kit.secrets_directory import SecretsDirectory

ALGORITHM = "Ed25519"
ISSUER = "aisle"
AUDIENCE = "aisle-api"
SIGNING_KEYS_FILE = "signing-keys.json"
KEY_LIFE_S = 90 * 24 * 3600
TOKEN_CHARS_MAX = 4_000
TOKENS_CACHED_MAX = 10_000
_TEXT_CLAIMS = ("sub", "tenant", "login_id", "jti")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified access token says; rights are read afresh from the tables, not from here."""

    tenant_id: str
    user_id: str
    login_id: str
    expires_at_s: int


class TokenSigner:
    """Signs and verifies access tokens with the installation's keys; the newest signs, all of them verify."""

    def __init__(self, secrets: SecretsDirectory, *, now: datetime) -> None:
        self._keys = _load_keys(secrets, now)
        self._signing_key = self._keys.keys[-1]
        self._verified: OrderedDict[str, Claims] = OrderedDict()
        self._lock = threading.Lock()

    def sign(
        self, *, tenant_id: str, user_id: str, login_id: str, role: str, stores: list[str] | None, now: datetime
    ) -> str:
        """Return an access token that lives ACCESS_TOKEN_S seconds from `now`."""
        issued_at_s = int(now.timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": user_id,
            "tenant": tenant_id,
            "roles": [role],
            "stores": stores,
            "login_id": login_id,
            "jti": new_id(),
            "iat": issued_at_s,
            "exp": issued_at_s + ACCESS_TOKEN_S,
        }
        header = {"alg": ALGORITHM, "kid": self._signing_key.kid}
        return jwt.encode(header, claims, self._signing_key, algorithms=[ALGORITHM])

    def verify(self, token: str, *, now: datetime) -> Claims:
        """Return the claims of a genuine, unexpired token; raises `not-logged-in` for everything else."""
        if len(token) > TOKEN_CHARS_MAX:
            raise NotLoggedIn()
        digest = hashlib.sha256(token.encode()).hexdigest()
        with self._lock:
            claims = self._verified.get(digest)
        if claims is None:
            claims = self._checked(token, now)
            self._remember(digest, claims)
        if claims.expires_at_s <= now.timestamp():
            raise NotLoggedIn()
        return claims

    def public_keys(self) -> dict[str, Any]:
        """Return the JWKS others verify our tokens with; it holds no private part."""
        return cast(dict[str, Any], self._keys.as_dict(private=False, alg=ALGORITHM, use="sig"))

    def _checked(self, token: str, now: datetime) -> Claims:
        registry = JWTClaimsRegistry(
            now=int(now.timestamp()),
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            jti={"essential": True},
        )
        try:
            # The key is chosen by `kid` among our own only, and the list names the one algorithm we accept.
            decoded = jwt.decode(token, self._keys, algorithms=[ALGORITHM])
            registry.validate(decoded.claims)
        except (JoseError, ValueError, TypeError, KeyError, UnicodeError) as error:
            raise NotLoggedIn() from error
        return _claims(decoded.header, decoded.claims)

    def _remember(self, digest: str, claims: Claims) -> None:
        with self._lock:
            self._verified[digest] = claims
            if len(self._verified) > TOKENS_CACHED_MAX:
                self._verified.popitem(last=False)


def _claims(header: dict[str, Any], claims: dict[str, Any]) -> Claims:
    if "kid" not in header or not all(isinstance(claims.get(name), str) for name in _TEXT_CLAIMS):
        raise NotLoggedIn()
    # A life longer than we ever sign is not ours to honour, whoever signed it.
    if claims["exp"] - claims["iat"] > ACCESS_TOKEN_S:
        raise NotLoggedIn()
    return Claims(
        tenant_id=claims["tenant"],
        user_id=claims["sub"],
        login_id=claims["login_id"],
        expires_at_s=int(claims["exp"]),
    )


def _load_keys(secrets: SecretsDirectory, now: datetime) -> KeySet:
    """Return our keys, oldest first; one past its life gets a successor and verifies for one token's life more."""
    now_s = int(now.timestamp())
    stored: list[dict[str, Any]] = json.loads(
        secrets.read_or_create(SIGNING_KEYS_FILE, lambda: json.dumps([_new_key(now_s)]))
    )
    if stored[-1]["made_at_s"] + KEY_LIFE_S <= now_s:
        stored = [stored[-1], _new_key(now_s)]
        secrets.replace(SIGNING_KEYS_FILE, json.dumps(stored))
    return KeySet.import_key_set(cast(KeySetSerialization, {"keys": [entry["key"] for entry in stored]}))


def _new_key(now_s: int) -> dict[str, Any]:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    return {"made_at_s": now_s, "key": key.as_dict(private=True)}
