"""Reads of identity; the two that work before a tenant is known return only what finds its scope."""

from dataclasses import dataclass
from typing import NamedTuple, cast

import sqlalchemy as sa

from aisle.identity.models import LoginRow, RefreshTokenRow, TenantInfoRow, UserRow
from aisle.identity.rules import StaffRole
from aisle.kit.db import Database, ReadSession
from aisle.kit.keys import Keyring
from aisle.kit.problems import NotFound


@dataclass(frozen=True, slots=True)
class Account:
    """What a login is checked against; `email` is ciphertext."""

    tenant_id: str
    user_id: str
    email: str
    role: StaffRole
    password_hash: str
    disabled: bool

    def __repr__(self) -> str:
        return f"Account(user_id={self.user_id!r})"


class FoundToken(NamedTuple):
    """Whose refresh token it is."""

    tenant_id: str
    user_id: str
    login_id: str


class Person(NamedTuple):
    """A user in clear, for those who may see them."""

    user_id: str
    name: str
    email: str
    role: StaffRole
    store_ids: list[str] | None
    disabled: bool
    created_at: str


class StandingLogin(NamedTuple):
    """A login that has neither ended nor run out; times are UTC text."""

    login_id: str
    device: str
    created_at: str
    last_used_at: str
    expires_at: str


def find_account(database: Database, keyring: Keyring, email: str) -> Account | None:
    """Return the account a normalised e-mail points to, across tenants, in one query."""
    with database.system_read() as session:
        user = session.scalars(sa.select(UserRow).where(UserRow.email_index == keyring.login_index(email))).first()
    if user is None:
        return None
    return Account(
        user.tenant_id, user.user_id, user.email, cast(StaffRole, user.role), user.password_hash, user.disabled
    )


def has_tenants(database: Database) -> bool:
    """Say whether anybody ever signed up in this book."""
    with database.system_read() as session:
        return session.execute(sa.select(TenantInfoRow.tenant_id).limit(1)).first() is not None


def find_refresh_token(database: Database, digest: str) -> FoundToken | None:
    """Return whose token this is, across tenants."""
    with database.system_read() as session:
        found = session.execute(
            sa.select(RefreshTokenRow.tenant_id, LoginRow.user_id, RefreshTokenRow.login_id).where(
                RefreshTokenRow.token_digest == digest,
                LoginRow.tenant_id == RefreshTokenRow.tenant_id,
                LoginRow.login_id == RefreshTokenRow.login_id,
            )
        ).one_or_none()
    return None if found is None else FoundToken(*found)


def get_shop_name(session: ReadSession) -> str:
    """Return the name the tenant signed up with."""
    return session.get_one(TenantInfoRow, session.tenant_id).shop_name


def get_user_for(session: ReadSession, user_id: str, *, keyring: Keyring) -> Person:
    """Return one person of this tenant; raises `not-found`."""
    user = session.get(UserRow, (session.tenant_id, user_id))
    if user is None:
        raise NotFound()
    return _person(session, user, keyring)


def list_users_for(
    session: ReadSession, *, keyring: Keyring, limit: int, after_user_id: str | None = None
) -> list[Person]:
    """Return the people of this tenant, in the order they were taken on."""
    query = sa.select(UserRow).order_by(UserRow.user_id).limit(limit)
    if after_user_id is not None:
        query = query.where(UserRow.user_id > after_user_id)
    return [_person(session, user, keyring) for user in session.scalars(query)]


def list_logins_of(
    session: ReadSession, user_id: str, *, now: str, limit: int, after_login_id: str | None = None
) -> list[StandingLogin]:
    """Return the logins of one person that still stand at `now` (UTC text), newest first."""
    query = (
        sa.select(LoginRow)
        .where(LoginRow.user_id == user_id, LoginRow.ended_at.is_(None), LoginRow.expires_at > now)
        .order_by(LoginRow.login_id.desc())
        .limit(limit)
    )
    if after_login_id is not None:
        query = query.where(LoginRow.login_id < after_login_id)
    return [
        StandingLogin(row.login_id, row.device, row.created_at, row.last_used_at, row.expires_at)
        for row in session.scalars(query)
    ]


def _person(session: ReadSession, user: UserRow, keyring: Keyring) -> Person:
    keys = keyring.tenant(session, session.tenant_id)
    return Person(
        user_id=user.user_id,
        name=keys.open(user.name, table="users", row_id=user.user_id, field="name"),
        email=keys.open(user.email, table="users", row_id=user.user_id, field="email"),
        role=cast(StaffRole, user.role),
        store_ids=user.store_ids,
        disabled=user.disabled,
        created_at=user.created_at,
    )
