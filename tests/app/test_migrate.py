"""One history of tables: it ends where the code is, runs on both databases, and can be walked back."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from aisle.app.migrate import alembic_config
from aisle.app.tables import METADATA
from aisle.kit.db import Database

PROMISED = {
    "users": ("user_id", "name", "email", "password_hash"),
    "stores": ("store_id", "user_id", "location"),
    "products": ("product_id", "store_id", "category", "price"),
    "sales": ("sale_id", "product_id", "quantity", "date"),
    "predictions": ("prediction_id", "product_id", "predicted_demand"),
    "recommendations": ("recommendation_id", "type", "description"),
}


def test_the_history_ends_where_the_code_is(database: Database) -> None:
    with database.write_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_roles_of_the_history_are_those_the_code_names(postgresql_database: Database) -> None:
    """A table the code opens to the scope across tenants is open in the database, and no other is."""
    opened = sa.text("SELECT DISTINCT table_name FROM information_schema.role_table_grants WHERE grantee = :role")
    with postgresql_database.write_engine.connect() as connection:
        found = set(connection.execute(opened, {"role": "aisle_system"}).scalars())
    assert found == {table.name for table in METADATA.sorted_tables if table.info["system_scope"]}


@pytest.mark.parametrize("table", PROMISED)
def test_the_promised_columns_can_be_selected(database: Database, table: str) -> None:
    with database.write_engine.connect() as connection:
        connection.execute(sa.text(f"SELECT tenant_id, {', '.join(PROMISED[table])} FROM {table}"))


def test_the_history_can_be_walked_back_and_forth(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'book.db'}")
    for revision in ("head", "base", "head"):
        with database.write_engine.begin() as connection:
            config = alembic_config(connection)
            (command.downgrade if revision == "base" else command.upgrade)(config, revision)
        left = set(sa.inspect(database.read_engine).get_table_names()) - {"alembic_version"}
        assert bool(left) == (revision == "head")
    database.dispose()
