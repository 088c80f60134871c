"""Fixtures of the upload door."""

from pathlib import Path

import pytest

from aisle.kit.db import Database
from tests.intake.door import Door, open_door


@pytest.fixture
def door(database: Database, tmp_path: Path) -> Door:
    """A shop with its upload door, once on each database."""
    return open_door(database, tmp_path)
