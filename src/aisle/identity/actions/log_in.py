"""Logging in: the same work and the same words whether or not there is such an account."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from aisle.identity import queries
from aisle.identity.models import LoginRow, RefreshTokenRow, UserRow
from aisle.identity.queries import Account
from aisle.identity.record import note
from aisle.identity.rules import REFRESH_AGE_MAX_S, REFRESH_IDLE_S
from aisle.identity.setup import Identity
from aisle.kit import crypto
from aisle.kit.actor import Actor, system_actor
from aisle.kit.clock import to_utc_text
from aisle.kit.crypto import CannotOpen
from aisle.kit.db import Database, WriteSession
from aisle.kit.ids import new_id

REFRESH_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class OpenedLogin:
    """A login that stands, with the refresh token its device keeps; `refresh_token` is nowhere else in clear."""

    tenant_id: str
    user_id: str
    login_id: str
    role: str
    store_ids: list[str] | None
    refresh_token: str

    def __repr__(self) -> str:
        return f"OpenedLogin(login_id={self.login_id!r})"


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """How a try ended: `opened` is None when refused, `account` is None when there is none to record it at."""

    opened: OpenedLogin | None
    account: Account | None


def log_in(
    database: Database, identity: Identity, *, email: str, password: str, device: str, now: datetime
) -> LoginAttempt:
    """Check a normalised e-mail and a password and open a login; a refusal gives no reason."""
    account = queries.find_account(database, identity.keyring, email)
    fits = identity.hasher.verify(password, account.password_hash if account else None)
    if account is None or not fits or account.disabled or not _is_same_email(database, identity, account, email):
        return LoginAttempt(opened=None, account=account)
    new_hash = identity.hasher.hash(password) if identity.hasher.is_outdated(account.password_hash) else None
    with database.write(_self(account)) as tx:
        user = tx.get_one(UserRow, (account.tenant_id, account.user_id), with_for_update=True)
        # Disabled, or given another password, while we were hashing: what was proven no longer holds.
        if user.disabled or user.password_hash != account.password_hash:
            return LoginAttempt(opened=None, account=account)
        if new_hash is not None:
            user.password_hash = new_hash
        opened = open_login(tx, user, device=device, now=now)
    return LoginAttempt(opened=opened, account=account)


def open_login(tx: WriteSession, user: UserRow, *, device: str, now: datetime) -> OpenedLogin:
    """Begin a family of refresh tokens; an id or token the caller brought along is never taken up."""
    login_id, token, now_text = new_id(), secrets.token_urlsafe(REFRESH_TOKEN_BYTES), to_utc_text(now)
    tx.add(
        LoginRow(
            login_id=login_id,
            user_id=user.user_id,
            device=device,
            created_at=now_text,
            last_used_at=now_text,
            expires_at=to_utc_text(now + timedelta(seconds=REFRESH_AGE_MAX_S)),
        )
    )
    tx.add(new_refresh_token(token, login_id=login_id, now=now))
    note(tx, "login", subject_id=user.user_id, now=now, login_id=login_id)
    return OpenedLogin(
        tenant_id=tx.tenant_id,
        user_id=user.user_id,
        login_id=login_id,
        role=user.role,
        store_ids=user.store_ids,
        refresh_token=token,
    )


def open_first_login(database: Database, *, tenant_id: str, user_id: str, device: str, now: datetime) -> OpenedLogin:
    """Log the owner in whose sign-up has just proven who they are."""
    with database.write(Actor(tenant_id=tenant_id, user_id=user_id, role="owner")) as tx:
        return open_login(tx, tx.get_one(UserRow, (tenant_id, user_id)), device=device, now=now)


def new_refresh_token(token: str, *, login_id: str, now: datetime) -> RefreshTokenRow:
    """Return the row that stands for a token: its digest and its idle life."""
    return RefreshTokenRow(
        token_digest=crypto.token_digest(token),
        login_id=login_id,
        created_at=to_utc_text(now),
        idle_expires_at=to_utc_text(now + timedelta(seconds=REFRESH_IDLE_S)),
    )


def note_refusal(database: Database, account: Account | None, *, now: datetime) -> None:
    """Put a refused try on the tenant's record; run it after the answer, so that it tells nothing by its time."""
    if account is None:
        return
    with database.write(system_actor(account.tenant_id)) as tx:
        note(tx, "login_refused", subject_id=account.user_id, now=now)


def _self(account: Account) -> Actor:
    return Actor(tenant_id=account.tenant_id, user_id=account.user_id, role=account.role)


def _is_same_email(database: Database, identity: Identity, account: Account, email: str) -> bool:
    """Compare the address itself: an index of 64 bits may, once in a very long while, name a stranger."""
    with database.read(system_actor(account.tenant_id)) as session:
        keys = identity.keyring.tenant(session, account.tenant_id)
    try:
        return keys.open(account.email, table="users", row_id=account.user_id, field="email") == email
    except CannotOpen:
        return False
