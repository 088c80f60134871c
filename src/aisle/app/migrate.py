"""Bring a book to the newest form of its tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config

import aisle
from aisle.kit.db import Database

HEAD = "head"


def migrations_folder() -> Path:
    """Return where the history lies: inside the installed package, or beside `src` in a checkout."""
    package = Path(aisle.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent.parent / "migrations"


def migrate(database: Database, *, revision: str = HEAD) -> None:
    """Run every migration the book has not seen; all of them in one transaction."""
    with database.write_engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)


def alembic_config(connection: object) -> Config:
    """Return the configuration Alembic needs to work on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = connection
    return config
