"""The served identity, once on each database."""

from pathlib import Path

import pytest

from aisle.kit.db import Database
from tests.identity.house import House, open_house


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """An installation nobody has signed up to."""
    return open_house(database, tmp_path)
