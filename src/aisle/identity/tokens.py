"""Access tokens: short-lived JWTs signed with Ed25519, the one algorithm this house signs or accepts."""

import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jwt import JWTClaimsRegistry

from aisle.identity.rules import ACCESS_TOKEN_S
from aisle.kit.ids import new_id
from aisle.kit.problems import NotLoggedIn
from aisle.kit.secrets_directory import SecretsDirectory

ALGORITHM = "Ed25519"
ISSUER = "aisle"
AUDIENCE = "aisle-api"
# A key signs for one period of 90 days, counted from 1970, and verifies for another.
KEY_PERIOD_S = 90 * 24 * 3600
# Processes whose clocks differ all know a key before the first of them signs with it.
KEY_KNOWN_AHEAD_S = 3600
# How far the clock of the process that signed may be ahead of ours; expiry is checked without it.
CLOCK_SKEW_S = 60
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
    """Signs and verifies access tokens with the installation's keys, which follow each other by the calendar."""

    def __init__(self, secrets: SecretsDirectory, *, now: datetime) -> None:
        self._secrets = secrets
        self._keys = _load_keys(secrets, now)
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
        key = self._keys_at(now).signing_key(now)
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])

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

    def public_keys(self, *, now: datetime) -> dict[str, Any]:
        """Return the JWKS others verify our tokens with; it holds no private part."""
        return cast(dict[str, Any], self._keys_at(now).key_set.as_dict(private=False, alg=ALGORITHM, use="sig"))

    def _keys_at(self, now: datetime) -> "_Keys":
        if self._keys.period != _period_of(now):
            self._keys = _load_keys(self._secrets, now)
        return self._keys

    def _checked(self, token: str, now: datetime) -> Claims:
        registry = JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=CLOCK_SKEW_S,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            jti={"essential": True},
        )
        try:
            # The key is chosen by `kid` among our own only, and the list names the one algorithm we accept.
            decoded = jwt.decode(token, self._keys_at(now).key_set, algorithms=[ALGORITHM])
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


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of one period and, where there was one, of the period before."""

    period: int
    by_period: dict[int, OKPKey]
    key_set: KeySet

    def signing_key(self, now: datetime) -> OKPKey:
        """Return the key of this period once everybody knows it, else the one before."""
        settled = _period_of(now - timedelta(seconds=KEY_KNOWN_AHEAD_S))
        return self.by_period.get(settled, self.by_period[self.period])


def _load_keys(secrets: SecretsDirectory, now: datetime) -> _Keys:
    period = _period_of(now)
    texts = {
        period - 1: secrets.read(_file_of(period - 1)),
        period: secrets.read_or_create(_file_of(period), _new_key),
    }
    keys = {number: OKPKey.import_key(json.loads(text)) for number, text in texts.items() if text is not None}
    return _Keys(period, keys, KeySet(list(keys.values())))


def _period_of(now: datetime) -> int:
    return int(now.timestamp()) // KEY_PERIOD_S


def _file_of(period: int) -> str:
    return f"signing-{period}.json"


def _new_key() -> str:
    return json.dumps(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
