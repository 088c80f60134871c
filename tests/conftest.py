"""Fixtures every test may use; `database` and `shop` run a test on both databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from aisle.kit.db import Database
from aisle.kit.log import configure_logs
from tests import books
from tests.books import Shop

configure_logs("WARNING")
settings.register_profile(
    "default", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("default")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite book to copy."""
    return books.migrated_sqlite_file(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The URL of a real PostgreSQL server."""
    return books.find_postgresql_server()


@pytest.fixture(scope="session")
def postgresql_book(postgresql_server: str) -> Iterator[Database]:
    """A migrated PostgreSQL database of this test process."""
    name = f"aisle_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with books.postgresql_database(postgresql_server, name) as database:
        yield database


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite book."""
    with books.sqlite_book(sqlite_template, tmp_path) as database:
        yield database


@pytest.fixture
def postgresql_database(postgresql_book: Database) -> Database:
    """An empty PostgreSQL book."""
    books.empty_postgresql(postgresql_book)
    return postgresql_book


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty book, once on each database."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def shop(database: Database) -> Shop:
    """A tenant with one store, once on each database."""
    return books.open_shop(database)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("slow", "pages")))
