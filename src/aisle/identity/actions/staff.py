"""Staff: the owner says who works here, in which role and at which stores."""

from dataclasses import dataclass
from datetime import datetime

from aisle.identity.actions.log_out import end_logins_of
from aisle.identity.actions.sign_up import flush_person
from aisle.identity.models import UserRow
from aisle.identity.problems import OwnerStays
from aisle.identity.record import note
from aisle.kit.clock import to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.keys import Keyring, TenantKeys
from aisle.kit.problems import Malformed


@dataclass(frozen=True, slots=True)
class UserChange:
    """A person as the owner wants them; `password_hash` None leaves the password, `store_ids` None is every store."""

    user_id: str
    name: str
    email: str
    role: str
    store_ids: list[str] | None
    disabled: bool
    password_hash: str | None


def save_user(tx: WriteSession, change: UserChange, *, keyring: Keyring, now: datetime) -> list[str]:
    """Take a person on, or change one; returns the logins this ended, for `Logins.end` after the commit.

    Another role, other stores, another password or being disabled ends every login of that person.
    """
    keys = keyring.tenant(tx, tx.tenant_id)
    user = tx.get(UserRow, (tx.tenant_id, change.user_id), with_for_update=True)
    if user is None:
        _take_on(tx, change, keyring, keys, now)
        return []
    if user.role == "owner" and (change.role != "owner" or change.disabled):
        raise OwnerStays()
    if user.role != "owner" and change.role == "owner":
        raise OwnerStays("A second owner cannot be named here")
    reason = _reason_to_end_logins(user, change)
    _write(user, change, keyring, keys)
    flush_person(tx)
    if reason is None:
        return []
    _note_rights(tx, change, reason, now)
    return end_logins_of(tx, change.user_id, reason=reason, now=now)


def _take_on(tx: WriteSession, change: UserChange, keyring: Keyring, keys: TenantKeys, now: datetime) -> None:
    if change.role == "owner":
        raise OwnerStays("A second owner cannot be named here")
    if change.password_hash is None:
        raise Malformed("A new person needs a password")
    user = UserRow(user_id=change.user_id, created_at=to_utc_text(now))
    _write(user, change, keyring, keys)
    tx.add(user)
    flush_person(tx)
    _note_rights(tx, change, "taken-on", now)


def _write(user: UserRow, change: UserChange, keyring: Keyring, keys: TenantKeys) -> None:
    user.name = keys.seal(change.name, table="users", row_id=change.user_id, field="name")
    user.email = keys.seal(change.email, table="users", row_id=change.user_id, field="email")
    user.email_index = keyring.login_index(change.email)
    user.role, user.store_ids, user.disabled = change.role, _stores(change), change.disabled
    if change.password_hash is not None:
        user.password_hash = change.password_hash


def _stores(change: UserChange) -> list[str] | None:
    if change.role == "owner" or change.store_ids is None:
        return None
    return sorted(set(change.store_ids))


def _reason_to_end_logins(user: UserRow, change: UserChange) -> str | None:
    if change.disabled and not user.disabled:
        return "disabled"
    if change.password_hash is not None:
        return "password-changed"
    if (user.role, user.store_ids, user.disabled) != (change.role, _stores(change), change.disabled):
        return "rights-changed"
    return None


def _note_rights(tx: WriteSession, change: UserChange, reason: str, now: datetime) -> None:
    note(
        tx,
        "rights_change",
        subject_id=change.user_id,
        now=now,
        reason=reason,
        role=change.role,
        store_ids=_stores(change),
        disabled=change.disabled,
    )
