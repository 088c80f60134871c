"""The tree of keys: tenants apart, rotation online, destruction final."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from aisle.kit import keys as kit_keys
from aisle.kit.actor import system_actor
from aisle.kit.crypto import CannotOpen, key_number_of
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.keys import Keyring, TenantKeys
from aisle.kit.keys.models import PERSON_KEYS, TenantKeyRow
from aisle.kit.secrets_directory import SecretsDirectory

NOW = "2026-11-20T12:00:00.000Z"
SPOT = {"table": "users", "row_id": "u1", "field": "email"}


@pytest.fixture
def secrets(tmp_path: Path) -> SecretsDirectory:
    return SecretsDirectory(tmp_path / "secrets")


@pytest.fixture
def keyring(secrets: SecretsDirectory) -> Keyring:
    return Keyring(secrets)


def new_tenant(database: Database, keyring: Keyring) -> str:
    tenant_id = new_id()
    with database.write(system_actor(tenant_id)) as tx:
        keyring.create_tenant(tx, tenant_id, created_at=NOW)
    return tenant_id


def keys_of(database: Database, keyring: Keyring, tenant_id: str) -> TenantKeys:
    with database.read(system_actor(tenant_id)) as session:
        return keyring.tenant(session, tenant_id)


def test_keys_survive_a_restart(database: Database, keyring: Keyring, secrets: SecretsDirectory) -> None:
    tenant_id = new_tenant(database, keyring)
    envelope = keys_of(database, keyring, tenant_id).seal("ann@shop.example", **SPOT)
    again = keys_of(database, Keyring(secrets), tenant_id)
    assert again.open(envelope, **SPOT) == "ann@shop.example"
    assert Keyring(secrets).login_index("ann@shop.example") == keyring.login_index("ann@shop.example")


def test_one_tenant_cannot_open_what_another_sealed(database: Database, keyring: Keyring) -> None:
    one, other = (keys_of(database, keyring, new_tenant(database, keyring)) for _ in range(2))
    with pytest.raises(CannotOpen):
        other.open(one.seal("secret", **SPOT), **SPOT)
    assert one.blind_index("same", table="customer", field="ref") != other.blind_index(
        "same", table="customer", field="ref"
    )


def test_wrapped_keys_swapped_between_tenants_do_not_open(database: Database, keyring: Keyring) -> None:
    one, other = new_tenant(database, keyring), new_tenant(database, keyring)
    with database.system_write() as tx:
        stolen = tx.scalars(sa.select(TenantKeyRow.wrapped_key).where(TenantKeyRow.tenant_id == one)).first()
        tx.execute(sa.update(TenantKeyRow).where(TenantKeyRow.tenant_id == other).values(wrapped_key=stolen))
    with pytest.raises(CannotOpen):
        keys_of(database, keyring, other)


def test_another_installation_cannot_open_the_keys(database: Database, keyring: Keyring, tmp_path: Path) -> None:
    tenant_id = new_tenant(database, keyring)
    with pytest.raises(CannotOpen):
        keys_of(database, Keyring(SecretsDirectory(tmp_path / "elsewhere")), tenant_id)


def test_after_rotation_new_values_use_the_new_key_and_old_ones_still_open(
    database: Database, keyring: Keyring
) -> None:
    tenant_id = new_tenant(database, keyring)
    before = keys_of(database, keyring, tenant_id)
    old = before.seal("old", **SPOT)
    with database.write(system_actor(tenant_id)) as tx:
        keyring.rotate_tenant(tx, tenant_id, created_at=NOW)
    after = keys_of(database, keyring, tenant_id)
    new = after.seal("new", **SPOT)
    assert (key_number_of(old), key_number_of(new)) == (1, 2)
    assert (after.open(old, **SPOT), after.open(new, **SPOT)) == ("old", "new")
    assert after.blind_index("x", table="a", field="b") == before.blind_index("x", table="a", field="b")


def test_keys_of_a_sign_up_that_failed_are_not_remembered(database: Database, keyring: Keyring) -> None:
    tenant_id = new_id()

    def fail_to_sign_up() -> None:
        with database.write(system_actor(tenant_id)) as tx:
            keyring.create_tenant(tx, tenant_id, created_at=NOW)
            keyring.tenant(tx, tenant_id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_to_sign_up()
    with pytest.raises(CannotOpen):
        keys_of(database, keyring, tenant_id)


def test_memory_for_keys_is_bounded(
    sqlite_database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit_keys.keyring, "TENANTS_CACHED_MAX", 3)
    tenants = [new_tenant(sqlite_database, keyring) for _ in range(5)]
    for tenant_id in tenants:
        keys_of(sqlite_database, keyring, tenant_id)
    assert list(keyring._tenants) == tenants[-3:]


def test_destroying_a_persons_key_ends_what_it_sealed_and_is_final(database: Database, keyring: Keyring) -> None:
    tenant_id, people = new_tenant(database, keyring), [new_id(), new_id()]
    with database.write(system_actor(tenant_id)) as tx:
        keyring.create_people(tx, people)
        envelope = keyring.people(tx, people)[people[0]].seal("Ann", table="customer", row_id=people[0], field="name")
        backup = tx.execute(sa.select(PERSON_KEYS.c.wrapped_key).where(PERSON_KEYS.c.person_id == people[1])).scalar()
    with database.write(system_actor(tenant_id)) as tx:
        keyring.destroy_person(tx, people[0], destroyed_at=NOW)
        keyring.create_people(tx, people)
        left = keyring.people(tx, people)
    assert list(left) == [people[1]]
    with pytest.raises(CannotOpen):
        left[people[1]].open(envelope, table="customer", row_id=people[0], field="name")
    # Another person's wrapped key put into the empty place is of no use either.
    with database.write(system_actor(tenant_id)) as tx:
        tx.execute(sa.update(PERSON_KEYS).where(PERSON_KEYS.c.person_id == people[0]).values(wrapped_key=backup))
        with pytest.raises(CannotOpen):
            keyring.people(tx, people)


def test_keys_do_not_show_themselves(sqlite_database: Database, keyring: Keyring) -> None:
    keys = keys_of(sqlite_database, keyring, new_tenant(sqlite_database, keyring))
    assert repr(keys) == f"TenantKeys(tenant_id={keys.tenant_id!r})"
