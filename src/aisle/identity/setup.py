"""What identity works with, made once by the app and kept on its state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fastapi import Request

from aisle.identity.logins import Logins
from aisle.identity.passwords import PasswordHasher
from aisle.identity.tokens import TokenSigner
from aisle.kit.actor import Actor
from aisle.kit.clock import Clock
from aisle.kit.db import ReadSession, WriteSession
from aisle.kit.keys import Keyring
from aisle.kit.rate import Rate, RateLimiter
from aisle.kit.secrets_directory import SecretsDirectory


@dataclass(frozen=True, slots=True)
class NewTenant:
    """A tenant at the moment of its sign-up: what a first store needs to know."""

    tenant_id: str
    owner_id: str
    shop_name: str
    time_zone: str
    currency: str


# Stores live in a module beside this one, so the app lends these two.
OnTenant = Callable[[WriteSession, NewTenant], None]
ListStores = Callable[[ReadSession, Actor], Sequence[tuple[str, str]]]


def _no_first_store(_tx: WriteSession, _tenant: NewTenant) -> None:
    return


def _no_stores(_session: ReadSession, _actor: Actor) -> Sequence[tuple[str, str]]:
    return ()


@dataclass(frozen=True, slots=True)
class LoginLimits:
    """How often one may try: by account and address together, so that nobody can lock another person out."""

    by_account: tuple[Rate, ...] = (
        Rate("login-account", 5, 15 * 60),
        # The longer windows make the wait grow for whoever goes on guessing.
        Rate("login-account-hour", 10, 3600),
        Rate("login-account-day", 20, 24 * 3600),
    )
    by_address: tuple[Rate, ...] = (Rate("login-address", 30, 60),)
    sign_up: tuple[Rate, ...] = (Rate("sign-up-address", 20, 3600),)
    refresh: tuple[Rate, ...] = (Rate("refresh-address", 300, 60),)


@dataclass(frozen=True)
class Identity:
    """Keys, signer, hasher, standings and limits of this installation, and what the app lends."""

    keyring: Keyring
    signer: TokenSigner
    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    logins: Logins = field(default_factory=Logins)
    limiter: RateLimiter = field(default_factory=RateLimiter)
    limits: LoginLimits = field(default_factory=LoginLimits)
    on_tenant: OnTenant = _no_first_store
    list_stores: ListStores = _no_stores
    # Origins of our own pages besides the address a request names itself, such as a public URL behind a proxy.
    public_origins: frozenset[str] = frozenset()


def set_up(
    secrets: SecretsDirectory,
    *,
    clock: Clock,
    on_tenant: OnTenant = _no_first_store,
    list_stores: ListStores = _no_stores,
    public_origins: frozenset[str] = frozenset(),
    limits: LoginLimits | None = None,
) -> Identity:
    """Make identity from the secrets directory; keys are created there on the first run."""
    return Identity(
        keyring=Keyring(secrets),
        signer=TokenSigner(secrets, now=clock.now()),
        on_tenant=on_tenant,
        list_stores=list_stores,
        public_origins=public_origins,
        limits=limits or LoginLimits(),
    )


def identity_of(request: Request) -> Identity:
    """Return the identity the app keeps at `app.state.identity`."""
    identity: Identity = request.app.state.identity
    return identity
