"""A served identity to attack, on SQLite: what is attacked here does not differ by database."""

from pathlib import Path

import pytest

from aisle.kit.db import Database
from tests.identity.house import House, open_house


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path) -> House:
    """An installation nobody has signed up to."""
    return open_house(sqlite_database, tmp_path)
