"""Scopes: a reader writes nothing, one tenant sees its own, and SQLite lets one writer in at a time."""

import threading
from contextlib import suppress

import pytest
import sqlalchemy as sa

from aisle.app.tables import METADATA
from aisle.kit.db import SYSTEM_ROLE, Database, ReadSession, WriteSession, table_of
from aisle.sites.models import LocationRow, StoreRow
from aisle.stock.models import StockLevelRow
from tests.books import Shop, open_shop

LOCATIONS = table_of(LocationRow)


def location(shop: Shop, name: str, **more: str) -> LocationRow:
    """A row to write."""
    return LocationRow(location_id=name, store_id=shop.store_id, name=name, **more)


def names(shop: Shop) -> set[str]:
    """The locations the shop has."""
    with shop.database.read(shop.actor) as session:
        return set(session.scalars(sa.select(LocationRow.name)))


def test_a_read_scope_does_not_write(shop: Shop) -> None:
    with shop.database.read(shop.actor) as session:
        session.add(location(shop, "cellar"))
        with pytest.raises(AssertionError, match="a read scope does not write"):
            session.flush()
    assert names(shop) == {"Shop floor"}


def test_what_a_read_scope_slips_past_the_rows_is_not_kept(shop: Shop) -> None:
    with shop.database.read(shop.actor) as session:
        session.execute(sa.delete(LOCATIONS).where(LOCATIONS.c.tenant_id == shop.tenant_id))
    assert names(shop) == {"Shop floor"}


def test_a_write_scope_keeps_all_or_nothing(shop: Shop) -> None:
    with shop.database.write(shop.actor) as tx:
        tx.add(location(shop, "cellar"))
    with suppress(LookupError), shop.database.write(shop.actor) as tx:
        tx.add(location(shop, "attic"))
        tx.flush()
        raise LookupError
    assert names(shop) == {"Shop floor", "cellar"}


def test_a_checkpoint_keeps_what_was_done_before_it(shop: Shop) -> None:
    with suppress(LookupError), shop.database.write(shop.actor) as tx:
        tx.add(location(shop, "cellar"))
        tx.commit_checkpoint()
        tx.add(location(shop, "attic"))
        tx.flush()
        raise LookupError
    assert names(shop) == {"Shop floor", "cellar"}


def test_a_row_of_another_tenant_is_our_mistake(shop: Shop) -> None:
    other = open_shop(shop.database)
    with shop.database.write(shop.actor) as tx:
        tx.add(location(shop, "cellar", tenant_id=other.tenant_id))
        with pytest.raises(AssertionError, match="another tenant"):
            tx.flush()
        tx.rollback()
    assert names(other) == {"Shop floor"}


def test_rows_of_others_are_invisible_and_out_of_reach(shop: Shop) -> None:
    other = open_shop(shop.database)
    with shop.database.write(shop.actor) as tx:
        assert tx.get(StoreRow, (other.tenant_id, other.store_id)) is None
        assert set(tx.scalars(sa.select(StoreRow.store_id))) == {shop.store_id}
        tx.execute(sa.update(LocationRow).values(name="mine"))
        tx.execute(sa.delete(LocationRow).where(LocationRow.store_id == other.store_id))
    assert (names(shop), names(other)) == ({"mine"}, {"Shop floor"})


def test_row_security_holds_where_the_filter_is_bypassed(postgresql_database: Database) -> None:
    shop, other = open_shop(postgresql_database), open_shop(postgresql_database)
    with postgresql_database.write(shop.actor) as tx:
        found = tx.execute(sa.text("SELECT tenant_id FROM stores")).scalars().all()
        assert found == [shop.tenant_id]
        changed = tx.execute(
            sa.text("UPDATE location SET name = 'stolen' WHERE tenant_id = :tenant"), {"tenant": other.tenant_id}
        )
        assert changed.rowcount == 0  # type: ignore[attr-defined]
    row = {"tenant_id": other.tenant_id, "location_id": "x", "store_id": other.store_id, "name": "planted"}
    with pytest.raises(sa.exc.ProgrammingError), postgresql_database.write(shop.actor) as tx:
        tx.execute(sa.insert(LOCATIONS), row)
    assert names(other) == {"Shop floor"}


def test_without_a_tenant_there_are_no_rows(postgresql_database: Database) -> None:
    open_shop(postgresql_database)
    tables = [table.name for table in METADATA.sorted_tables if "tenant_id" in table.c]
    with postgresql_database.read_engine.connect() as connection:
        connection.execute(sa.text("SET LOCAL ROLE aisle_app"))
        for name in [*tables, "products", "sales"]:
            assert connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar() == 0, name


def test_every_table_of_a_tenant_is_under_row_security(postgresql_database: Database) -> None:
    with postgresql_database.read_engine.connect() as connection:
        forced = connection.execute(
            sa.text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        ).scalars()
        assert {table.name for table in METADATA.sorted_tables if "tenant_id" in table.c} <= set(forced)


def test_the_system_scope_reaches_only_what_is_opened_to_it(postgresql_database: Database) -> None:
    shop = open_shop(postgresql_database)
    with postgresql_database.system_read() as session:
        assert session.info["role"] == SYSTEM_ROLE
        assert set(session.scalars(sa.select(StoreRow.tenant_id))) == {shop.tenant_id}
        with pytest.raises(sa.exc.ProgrammingError):
            session.scalars(sa.select(LocationRow.name)).all()


def test_two_writers_sell_the_last_unit_once(shop: Shop) -> None:
    """Both decide on what they read; on SQLite the scope itself makes one wait, on PostgreSQL the locked row does."""
    level = {"location_id": "floor", "item_id": "apple", "lot_id": ""}
    with shop.database.write(shop.actor) as tx:
        tx.add(StockLevelRow(**level, on_hand=1))
    together, sold = threading.Barrier(2), []

    def buy() -> None:
        together.wait()
        with shop.database.write(shop.actor) as tx:
            row = tx.get_one(StockLevelRow, (shop.tenant_id, *level.values()), with_for_update=True)
            if row.on_hand >= 1:
                row.on_hand -= 1
                sold.append(1)

    threads = [threading.Thread(target=buy) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with shop.database.read(shop.actor) as session:
        assert session.scalar(sa.select(StockLevelRow.on_hand)) == 0
    assert len(sold) == 1


def test_a_sqlite_writer_holds_the_file_from_its_first_read(sqlite_database: Database) -> None:
    """Another process has no lock of ours to wait at: the file itself must refuse it before it has read anything."""
    shop, rival = open_shop(sqlite_database), Database(sqlite_database.url.render_as_string())
    with sqlite_database.write(shop.actor) as tx:
        assert tx.scalar(sa.select(sa.func.count()).select_from(LocationRow)) == 1
        with rival.write_engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA busy_timeout=0")  # type: ignore[union-attr]
            with pytest.raises(sa.exc.OperationalError, match="locked"):
                connection.execute(sa.text("SELECT 1"))
        # A reader is let in meanwhile, and sees what was committed.
        with rival.read(shop.actor) as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(LocationRow)) == 1
    rival.dispose()


def test_scopes_are_of_distinct_kinds(shop: Shop) -> None:
    with shop.database.read(shop.actor) as session:
        assert not isinstance(session, WriteSession)
    with shop.database.write(shop.actor) as tx:
        assert isinstance(tx, ReadSession)
        assert tx.tenant_id == shop.tenant_id
    with shop.database.system_read() as nobody, pytest.raises(AssertionError, match="no tenant"):
        assert nobody.tenant_id
