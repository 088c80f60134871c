"""The tree of keys: a master key on disk wraps one set of keys per tenant, which wraps one key per person.

Destroying a person's key makes everything sealed with it unreadable, in backups too.
"""

import base64
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from aisle.kit import crypto
from aisle.kit.bulk import upsert_into
from aisle.kit.crypto import CannotOpen, SealingKey
from aisle.kit.db import ReadSession, WriteSession
from aisle.kit.keys.models import PERSON_KEYS, TenantKeyRow
from aisle.kit.secrets_directory import SecretsDirectory

TENANTS_CACHED_MAX = 1_000
IDS_PER_STATEMENT = 5_000
_FIELD = "field"
_INDEX = "index"


@dataclass(frozen=True)
class TenantKeys:
    """The unwrapped keys of one tenant; the newest seals, every one opens."""

    tenant_id: str
    fields: dict[int, SealingKey]
    index_secret: bytes

    def __repr__(self) -> str:
        return f"TenantKeys(tenant_id={self.tenant_id!r})"

    def seal(self, text: str, *, table: str, row_id: str, field: str) -> str:
        """Return `text` sealed for one field of one row."""
        return crypto.seal(self._newest(), text.encode(), self._place(table, row_id, field))

    def open(self, envelope: str, *, table: str, row_id: str, field: str) -> str:
        """Return the text sealed for this field of this row; raises `CannotOpen`."""
        key = self.fields.get(crypto.key_number_of(envelope))
        if key is None:
            raise CannotOpen("sealed with a key this tenant does not have")
        return crypto.open_sealed(key, envelope, self._place(table, row_id, field)).decode()

    def blind_index(self, value: str, *, table: str, field: str) -> str:
        """Return the search key of a normalised value, good within this tenant and field."""
        return crypto.blind_index(crypto.derived_secret(self.index_secret, f"{table}|{field}"), value)

    def pseudonym(self, value: str, *, table: str, field: str) -> str:
        """Return a name for a personal value that only this tenant's key leads to, long enough to be unique."""
        return crypto.keyed_digest(crypto.derived_secret(self.index_secret, f"{table}|{field}|pseudonym"), value)

    def _newest(self) -> SealingKey:
        return self.fields[max(self.fields)]

    def _place(self, table: str, row_id: str, field: str) -> bytes:
        return crypto.place_of(tenant_id=self.tenant_id, table=table, row_id=row_id, field=field)


class Keyring:
    """Opens the tree of keys; made once by the app from the secrets directory and passed to who needs it."""

    def __init__(self, secrets: SecretsDirectory) -> None:
        self._master = SealingKey(1, _read_secret(secrets, "master.key"))
        # The e-mail of a login is looked up before its tenant is known, so its index belongs to the installation.
        self._login_index_secret = _read_secret(secrets, "login-index.key")
        self._tenants: OrderedDict[str, TenantKeys] = OrderedDict()
        self._lock = threading.Lock()

    def login_index(self, email: str) -> str:
        """Return the search key of a normalised login e-mail, the same in the whole installation."""
        return crypto.blind_index(self._login_index_secret, email)

    def create_tenant(self, tx: WriteSession, tenant_id: str, *, created_at: str) -> TenantKeys:
        """Make and store the keys of a new tenant; `created_at` is UTC text."""
        keys = TenantKeys(tenant_id, {1: SealingKey(1, crypto.new_secret())}, crypto.new_secret())
        for purpose, secret in ((_FIELD, keys.fields[1].secret), (_INDEX, keys.index_secret)):
            tx.add(self._wrapped(tenant_id, purpose, 1, secret, created_at))
        tx.flush()
        # Not remembered here: the transaction may still fail, and then these keys never were.
        return keys

    def rotate_tenant(self, tx: WriteSession, tenant_id: str, *, created_at: str) -> TenantKeys:
        """Add a newer sealing key: it seals from now on, and the older ones still open what they sealed."""
        number = max(self.tenant(tx, tenant_id).fields) + 1
        tx.add(self._wrapped(tenant_id, _FIELD, number, crypto.new_secret(), created_at))
        tx.flush()
        self.forget(tenant_id)
        return self._load(tx, tenant_id)

    def tenant(self, session: ReadSession, tenant_id: str) -> TenantKeys:
        """Return a tenant's keys, from memory or unwrapped from the table; raises `CannotOpen` if it has none."""
        with self._lock:
            if keys := self._tenants.get(tenant_id):
                self._tenants.move_to_end(tenant_id)
                return keys
        keys = self._load(session, tenant_id)
        # A key seen inside a writing transaction may yet be rolled back: only a reader's view is kept.
        if not isinstance(session, WriteSession):
            with self._lock:
                self._tenants[tenant_id] = keys
                if len(self._tenants) > TENANTS_CACHED_MAX:
                    self._tenants.popitem(last=False)
        return keys

    def forget(self, tenant_id: str) -> None:
        """Drop a tenant's keys from memory; the next use reads them again."""
        with self._lock:
            self._tenants.pop(tenant_id, None)

    def create_people(self, tx: WriteSession, person_ids: Sequence[str]) -> None:
        """Make a key for each person who never had one; a destroyed key stays destroyed."""
        tenant = self.tenant(tx, tx.tenant_id)
        rows = [
            {
                "tenant_id": tx.tenant_id,
                "person_id": person_id,
                "wrapped_key": tenant.seal(
                    base64.b64encode(crypto.new_secret()).decode(), table="person_key", row_id=person_id, field="key"
                ),
            }
            for person_id in sorted(person_ids)
        ]
        if rows:
            tx.execute(upsert_into(tx, PERSON_KEYS).on_conflict_do_nothing(), rows)

    def people(self, session: ReadSession, person_ids: Sequence[str]) -> dict[str, TenantKeys]:
        """Return the keys of the people who still have one; never kept in memory, so erasure is immediate."""
        tenant = self.tenant(session, session.tenant_id)
        opened = {}
        for start in range(0, len(person_ids), IDS_PER_STATEMENT):
            found = session.execute(
                sa.select(PERSON_KEYS.c.person_id, PERSON_KEYS.c.wrapped_key).where(
                    PERSON_KEYS.c.tenant_id == session.tenant_id,
                    PERSON_KEYS.c.person_id.in_(person_ids[start : start + IDS_PER_STATEMENT]),
                    PERSON_KEYS.c.wrapped_key.is_not(None),
                )
            )
            opened.update({person_id: self._person_keys(tenant, person_id, wrapped) for person_id, wrapped in found})
        return opened

    def destroy_person(self, tx: WriteSession, person_id: str, *, destroyed_at: str) -> None:
        """Destroy a person's key: what it sealed stays unreadable for ever, wherever it was copied to."""
        erased = {"wrapped_key": None, "destroyed_at": destroyed_at}
        # A person who had no key gets an empty one, so that none is made for them later.
        tx.execute(
            upsert_into(tx, PERSON_KEYS)
            .values(tenant_id=tx.tenant_id, person_id=person_id, **erased)
            .on_conflict_do_update(index_elements=["tenant_id", "person_id"], set_=erased)
        )

    def _person_keys(self, tenant: TenantKeys, person_id: str, wrapped: str) -> TenantKeys:
        secret = base64.b64decode(tenant.open(wrapped, table="person_key", row_id=person_id, field="key"))
        return TenantKeys(tenant.tenant_id, {1: SealingKey(1, secret)}, tenant.index_secret)

    def _load(self, session: ReadSession, tenant_id: str) -> TenantKeys:
        rows = session.scalars(sa.select(TenantKeyRow).where(TenantKeyRow.tenant_id == tenant_id)).all()
        secrets = {(row.purpose, row.key_number): self._unwrapped(row) for row in rows}
        fields = {number: SealingKey(number, it) for (purpose, number), it in secrets.items() if purpose == _FIELD}
        if not fields or (_INDEX, 1) not in secrets:
            raise CannotOpen("this tenant has no keys")
        return TenantKeys(tenant_id, fields, secrets[_INDEX, 1])

    def _wrapped(self, tenant_id: str, purpose: str, number: int, secret: bytes, created_at: str) -> TenantKeyRow:
        return TenantKeyRow(
            tenant_id=tenant_id,
            purpose=purpose,
            key_number=number,
            wrapped_key=crypto.seal(self._master, secret, _key_place(tenant_id, purpose, number)),
            created_at=created_at,
        )

    def _unwrapped(self, row: TenantKeyRow) -> bytes:
        place = _key_place(row.tenant_id, row.purpose, row.key_number)
        return crypto.open_sealed(self._master, row.wrapped_key, place)


def _key_place(tenant_id: str, purpose: str, number: int) -> bytes:
    return crypto.place_of(tenant_id=tenant_id, table="tenant_key", row_id=f"{purpose}-{number}", field="wrapped_key")


def _read_secret(secrets: SecretsDirectory, name: str) -> bytes:
    text = secrets.read_or_create(name, lambda: base64.b64encode(crypto.new_secret()).decode())
    secret = base64.b64decode(text)
    assert len(secret) == crypto.KEY_BYTES, f"{name} does not hold a key of {crypto.KEY_BYTES} bytes"
    return secret
