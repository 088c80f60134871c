"""Tenants apart: in the scope, in the database underneath it, and in every answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from aisle import customers
from aisle.app.tables import METADATA
from aisle.identity.models import LoginRow, RefreshTokenRow, TenantInfoRow, UserRow
from aisle.kit.actor import system_actor
from aisle.kit.db import Database
from aisle.kit.problems import NotFound
from tests.identity.house import House, open_house, user_body

TENANT_TABLES = ("tenant", "users", "login", "refresh_token", "tenant_key", "person_key", "customer", "journal")


@pytest.fixture
def two_tenants(database: Database, tmp_path: Path) -> tuple[House, str, str]:
    """An installation with two shops that both have people, logins and customers."""
    house = open_house(database, tmp_path)
    ids = _set_up_two(house)
    return house, ids[0], ids[1]


@pytest.mark.parametrize("row", [TenantInfoRow, UserRow, LoginRow, RefreshTokenRow])
def test_a_scope_reads_its_own_rows_only(
    two_tenants: tuple[House, str, str], row: type[UserRow], database: Database
) -> None:
    _house, one, other = two_tenants
    for tenant_id in (one, other):
        with database.read(system_actor(tenant_id)) as session:
            assert set(session.scalars(sa.select(row.tenant_id))) == {tenant_id}


def test_a_scope_writes_no_foreign_row(two_tenants: tuple[House, str, str], database: Database) -> None:
    _house, one, other = two_tenants
    with database.read(system_actor(other)) as session:
        theirs = session.scalars(sa.select(UserRow)).one()
    with database.write(system_actor(one)) as tx:
        assert tx.get(UserRow, (other, theirs.user_id)) is None
        changed = tx.execute(sa.update(UserRow).values(disabled=True).returning(UserRow.tenant_id)).scalars()
        assert set(changed) == {one}


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_the_database_itself_shows_one_tenant_without_any_filter_of_ours(
    postgresql_database: Database, tmp_path: Path, table: str
) -> None:
    house = open_house(postgresql_database, tmp_path)
    _set_up_two(house)
    statement = sa.text(f"SELECT DISTINCT tenant_id FROM {table}")
    with postgresql_database.write_engine.connect() as connection:
        tenants = set(connection.execute(statement).scalars())
    assert len(tenants) == 2
    for tenant_id in tenants:
        with postgresql_database.read(system_actor(tenant_id)) as session:
            assert session.execute(statement).scalars().all() == [tenant_id]


@pytest.mark.parametrize("table", ["person_key", "customer", "journal", "sale", "stock_level"])
def test_the_scope_across_tenants_opens_no_book(postgresql_database: Database, table: str) -> None:
    with postgresql_database.system_read() as session, pytest.raises(sa.exc.ProgrammingError, match="permission"):
        session.execute(sa.text(f"SELECT 1 FROM {table}"))


def test_every_table_of_the_book_is_guarded_in_the_database(postgresql_database: Database) -> None:
    guarded = sa.text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    with postgresql_database.write_engine.connect() as connection:
        found = set(connection.execute(guarded).scalars())
    assert {table.name for table in METADATA.sorted_tables if "tenant_id" in table.c} <= found


def test_a_user_id_of_another_tenant_names_nobody_here(two_tenants: tuple[House, str, str]) -> None:
    """The same id may be made by two doors; it never reaches across."""
    house, _one, other = two_tenants
    with house.database.read(system_actor(other)) as session:
        theirs = session.scalars(sa.select(UserRow)).one()
    ann = house.browser()
    ann.log_in("ann@shop.example")
    answer = ann.ask("PUT", f"/v1/users/{theirs.user_id}", json=user_body("new@shop.example"))
    assert answer.status_code == 200
    with house.database.read(system_actor(other)) as session:
        untouched = session.scalars(sa.select(UserRow)).one()
        assert (untouched.password_hash, untouched.email, untouched.role) == (
            theirs.password_hash,
            theirs.email,
            "owner",
        )
    assert house.browser().log_in("eve@shop.example").status_code == 200


def test_the_same_shopper_is_a_stranger_next_door(two_tenants: tuple[House, str, str], database: Database) -> None:
    house, one, other = two_tenants
    ids: list[dict[str, str]] = []
    for tenant_id in (one, other):
        with database.write(system_actor(tenant_id)) as tx:
            ids.append(
                customers.ensure_customers(
                    tx, source="till", refs=["17850", "mia@mail.example"], keyring=house.identity.keyring
                )
            )
    assert not set(ids[0].values()) & set(ids[1].values())
    with database.read(system_actor(one)) as session:
        for customer_id in ids[1].values():
            with pytest.raises(NotFound):
                customers.get_customer_for(session, customer_id, keyring=house.identity.keyring)
        assert customers.show_names(session, list(ids[1].values()), keyring=house.identity.keyring) == {}


SWAPS: dict[str, Callable[[sa.Connection, str, str], object]] = {
    "between tenants": lambda connection, one, other: connection.execute(
        sa.text(
            "UPDATE users SET name = (SELECT name FROM users AS u WHERE u.tenant_id = :other) WHERE tenant_id = :one"
        ),
        {"one": one, "other": other},
    ),
    "between fields": lambda connection, one, _other: connection.execute(
        sa.text("UPDATE users SET name = email WHERE tenant_id = :one"), {"one": one}
    ),
    "cut short": lambda connection, one, _other: connection.execute(
        sa.text("UPDATE users SET name = substr(name, 1, 40) WHERE tenant_id = :one"), {"one": one}
    ),
}


@pytest.mark.parametrize("how", SWAPS)
def test_ciphertexts_moved_in_the_book_do_not_read_as_somebody_else(
    two_tenants: tuple[House, str, str], how: str
) -> None:
    """The answer is a failure that says nothing, never another person's name."""
    house, one, other = two_tenants
    with house.database.write_engine.begin() as connection:
        SWAPS[how](connection, one, other)
    ann = house.browser()
    ann.log_in("ann@shop.example")
    with pytest.raises(Exception, match=r"sealed|envelope|belong"):
        ann.ask("GET", "/v1/me")


def test_an_account_whose_email_was_swapped_in_the_book_cannot_be_entered(
    two_tenants: tuple[House, str, str],
) -> None:
    """The index finds a row; the sealed address decides whether it is the right one."""
    house, one, other = two_tenants
    with house.database.write_engine.begin() as connection:
        index = connection.execute(
            sa.text("SELECT email_index FROM users WHERE tenant_id = :one"), {"one": one}
        ).scalar()
        connection.execute(sa.text("DELETE FROM users WHERE tenant_id = :one"), {"one": one})
        connection.execute(
            sa.text("UPDATE users SET email_index = :index WHERE tenant_id = :other"), {"index": index, "other": other}
        )
    assert house.browser().log_in("ann@shop.example").json()["code"] == "login-refused"


def _set_up_two(house: House) -> list[str]:
    ids = []
    for name in ("ann", "eve"):
        tenant_id = house.owner(f"{name}@shop.example").ask("GET", "/v1/me").json()["tenant_id"]
        with house.database.write(system_actor(tenant_id)) as tx:
            customers.ensure_customers(
                tx, source="till", refs=["17850", "mia@mail.example"], keyring=house.identity.keyring
            )
        ids.append(tenant_id)
    return ids
