"""Many rows in one statement, the same call on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aisle.kit.db import WriteSession

ROWS_PER_STATEMENT = 10_000


def insert_rows(tx: WriteSession, table: sa.Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows given as tuples in the order of `columns`, values in driver form (text, integers, None).

    No type of ours converts them on the way: times come as UTC text, JSON as canonical text.
    SQLite runs one prepared statement over the tuples. PostgreSQL gets one array a column and unnests them,
    since COPY is refused under row-level security and a statement per row costs a message each.
    """
    assert set(columns) <= set(table.columns.keys())
    connection = tx.connection()
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        if rows:
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(map(tuple, rows)))
        return
    types = [table.columns[name].type.compile(dialect=connection.dialect) for name in columns]
    arrays = ", ".join(f"%s::{type_name}[]" for type_name in types)
    statement = f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays})"
    for start in range(0, len(rows), ROWS_PER_STATEMENT):
        chunk = rows[start : start + ROWS_PER_STATEMENT]
        connection.exec_driver_sql(statement, tuple(map(list, zip(*chunk, strict=True))))


def upsert_into(tx: WriteSession, table: sa.Table) -> sqlite.Insert:
    """Return this database's INSERT, whose ON CONFLICT both databases spell alike but SQLAlchemy keeps apart."""
    if tx.get_bind().dialect.name == "postgresql":
        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)
