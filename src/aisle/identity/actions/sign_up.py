"""Signing up: a tenant, its keys, its owner and, by the app's hand, its first store, in one transaction."""

from datetime import datetime

import sqlalchemy as sa

from aisle.identity import queries
from aisle.identity.models import TenantInfoRow, UserRow
from aisle.identity.passwords import check_password
from aisle.identity.problems import EmailTaken
from aisle.identity.record import note
from aisle.identity.setup import Identity, NewTenant, OnTenant
from aisle.kit.actor import system_actor
from aisle.kit.clock import to_utc_text
from aisle.kit.db import Database, WriteSession, is_unique_violation
from aisle.kit.ids import new_id


def sign_up(
    database: Database,
    identity: Identity,
    *,
    email: str,
    password: str,
    name: str,
    shop_name: str,
    time_zone: str,
    currency: str,
    now: datetime,
    on_tenant: OnTenant | None = None,
) -> NewTenant:
    """Open a tenant and return its ids; `email` is normalised, `on_tenant` stands in for the app's own.

    Raises `password-refused` and `email-taken`.
    """
    check_password(password, context=(email, name, shop_name))
    # The dear part comes before any question about the account, and with no transaction open.
    password_hash = identity.hasher.hash(password)
    tenant = NewTenant(new_id(), new_id(), shop_name, time_zone, currency)
    if queries.find_account(database, identity.keyring, email) is not None:
        raise EmailTaken()
    with database.write(system_actor(tenant.tenant_id)) as tx:
        _add_owner(tx, identity, tenant, email=email, name=name, password_hash=password_hash, now=now)
        (on_tenant or identity.on_tenant)(tx, tenant)
        note(tx, "tenant_open", subject_id=tenant.tenant_id, now=now, owner_id=tenant.owner_id)
    return tenant


def _add_owner(
    tx: WriteSession,
    identity: Identity,
    tenant: NewTenant,
    *,
    email: str,
    name: str,
    password_hash: str,
    now: datetime,
) -> None:
    created_at = to_utc_text(now)
    keys = identity.keyring.create_tenant(tx, tenant.tenant_id, created_at=created_at)
    tx.add(TenantInfoRow(tenant_id=tenant.tenant_id, shop_name=tenant.shop_name, created_at=created_at))
    tx.add(
        UserRow(
            user_id=tenant.owner_id,
            name=keys.seal(name, table="users", row_id=tenant.owner_id, field="name"),
            email=keys.seal(email, table="users", row_id=tenant.owner_id, field="email"),
            password_hash=password_hash,
            email_index=identity.keyring.login_index(email),
            role="owner",
            store_ids=None,
            disabled=False,
            created_at=created_at,
        )
    )
    flush_person(tx)


def flush_person(tx: WriteSession) -> None:
    """Send a new or changed person to the database; raises `email-taken` where another got the e-mail first."""
    try:
        tx.flush()
    except sa.exc.IntegrityError as error:
        if is_unique_violation(error):
            raise EmailTaken() from error
        raise
