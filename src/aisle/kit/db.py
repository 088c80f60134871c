"""Database scopes: a session is opened for reading or writing, by an actor, for one tenant.

SQLite: one writer at a time, begun with BEGIN IMMEDIATE, so what a writer reads cannot change under it.
PostgreSQL: row-level security, with the tenant set inside the transaction; unset means no rows.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)

from aisle.kit.actor import Actor
from aisle.kit.canonical import canonical_json
from aisle.kit.limits import POOL_CONNECTIONS, SQLITE_BUSY_MS
from aisle.kit.problems import Busy

APP_ROLE = "aisle_app"
SYSTEM_ROLE = "aisle_system"
# Between two chunks of a long write another writer gets its turn; SQLite has no queue of its own.
CHECKPOINT_PAUSE_S = 0.01
# There is one writer and it touches pages all over the book; readers are several and go through it in order.
WRITE_CACHE_KIB = 64 * 1024
READ_CACHE_KIB = 16 * 1024

Id = sa.String(36)
UtcText = sa.String(24)
Minor = sa.BigInteger()


class CanonicalJson(sa.types.TypeDecorator[Any]):
    """JSON kept as canonical text, so that what was hashed is what is stored."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """Write a value as canonical JSON."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        """Read the value back."""
        return None if value is None else json.loads(value)


class Base(DeclarativeBase):
    """All tables of the house hang on this metadata."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class TenantRow(Base):
    """A row that belongs to somebody: `tenant_id` leads its primary key and every index.

    `system_scope` opens a table to the cross-tenant role: what must be found before a tenant is known.
    """

    __abstract__ = True
    system_scope = False
    tenant_id: Mapped[str] = mapped_column(Id, primary_key=True, sort_order=-1)


class ReadSession(Session):
    """A scope that reads one tenant's rows; a flush in it is a mistake in our own code."""

    actor: Actor | None = None

    @property
    def tenant_id(self) -> str:
        """The tenant this scope is bound to; a system scope has none."""
        assert self.actor is not None, "a system scope has no tenant"
        return self.actor.tenant_id


class WriteSession(ReadSession):
    """A scope that writes; the edge commits it once."""

    def commit_checkpoint(self) -> None:
        """Commit what a job has done so far, let other writers in, and go on in the same scope."""
        self.commit()
        writer_lock: threading.Lock | None = self.info.get("writer_lock")
        if writer_lock is not None:
            writer_lock.release()
            time.sleep(CHECKPOINT_PAUSE_S)
            writer_lock.acquire()


class Database:
    """One book: engines for reading and writing, and the scopes over them."""

    def __init__(self, url: str, *, syncs_each_commit: bool = True) -> None:
        """Open a book; with `syncs_each_commit` off, SQLite may lose this process's last commits to a power cut.

        That is for work that resumes from its own checkpoints: the book stays whole, and the next commit of a process
        that does sync carries everything before it to the disk.
        """
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer_lock = threading.Lock()
        if self.is_sqlite:
            self.read_engine = _sqlite_engine(self.url, begin="BEGIN", synchronous="FULL", cache_kib=READ_CACHE_KIB)
            synchronous = "FULL" if syncs_each_commit else "NORMAL"
            self.write_engine = _sqlite_engine(
                self.url, begin="BEGIN IMMEDIATE", synchronous=synchronous, cache_kib=WRITE_CACHE_KIB
            )
        else:
            self.read_engine = self.write_engine = sa.create_engine(
                self.url, pool_size=POOL_CONNECTIONS, max_overflow=POOL_CONNECTIONS, pool_pre_ping=True
            )

    @contextmanager
    def read(self, actor: Actor) -> Iterator[ReadSession]:
        """Open a scope that sees one tenant's rows and writes nothing."""
        with ReadSession(self.read_engine, expire_on_commit=False, info={"role": APP_ROLE}) as session:
            session.actor = actor
            yield session

    @contextmanager
    def write(self, actor: Actor) -> Iterator[WriteSession]:
        """Open a scope that writes one tenant's rows; it commits once, at its end, or rolls back."""
        with self._writing(APP_ROLE) as session:
            session.actor = actor
            yield session
            session.commit()

    @contextmanager
    def system_read(self) -> Iterator[ReadSession]:
        """Open a scope across tenants, for what must be found before the tenant is known."""
        with ReadSession(self.read_engine, expire_on_commit=False, info={"role": SYSTEM_ROLE}) as session:
            yield session

    @contextmanager
    def system_write(self) -> Iterator[WriteSession]:
        """Open a writing scope across tenants: sign-up, the relay's numbering, the claim of a job."""
        with self._writing(SYSTEM_ROLE) as session:
            yield session
            session.commit()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.read_engine.dispose()
        self.write_engine.dispose()

    @contextmanager
    def _writing(self, role: str) -> Iterator[WriteSession]:
        info: dict[str, Any] = {"role": role}
        if not self.is_sqlite:
            with WriteSession(self.write_engine, expire_on_commit=False, info=info) as session:
                yield session
            return
        # SQLite lets one writer in; a lock of our own makes the others queue instead of polling the file.
        if not self._writer_lock.acquire(timeout=SQLITE_BUSY_MS / 1000):
            raise Busy(retry_after_s=1)
        try:
            info["writer_lock"] = self._writer_lock
            with WriteSession(self.write_engine, expire_on_commit=False, info=info) as session:
                yield session
        finally:
            self._writer_lock.release()


def _sqlite_engine(url: sa.URL, *, begin: str, synchronous: str, cache_kib: int) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"check_same_thread": False}, pool_size=POOL_CONNECTIONS)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: ours start with the statement below.
        connection.isolation_level = None
        # Its own lower() knows ASCII only: a search for "école" would miss "École".
        connection.create_function("lower", 1, lambda text: text and text.lower(), deterministic=True)
        for pragma in (
            f"busy_timeout={SQLITE_BUSY_MS}",
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            f"cache_size=-{cache_kib}",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@event.listens_for(ReadSession, "after_begin", propagate=True)
def _enter_scope(session: Session, _transaction: Any, connection: sa.Connection) -> None:
    """On PostgreSQL, take the scope's role and tenant for this transaction only (safe under poolers)."""
    if connection.dialect.name != "postgresql":
        return
    actor: Actor | None = getattr(session, "actor", None)
    connection.execute(
        sa.text("SELECT set_config('role', :role, true), set_config('aisle.tenant_id', :tenant, true)"),
        {"role": session.info["role"], "tenant": actor.tenant_id if actor else ""},
    )


@event.listens_for(ReadSession, "do_orm_execute", propagate=True)
def _see_own_rows_only(state: ORMExecuteState) -> None:
    """Add the tenant to every ORM statement, on both databases."""
    actor: Actor | None = getattr(state.session, "actor", None)
    if actor is None or state.is_column_load or state.is_relationship_load:
        return
    tenant_id = actor.tenant_id
    state.statement = state.statement.options(
        with_loader_criteria(TenantRow, lambda row: row.tenant_id == tenant_id, include_aliases=True)
    )


@event.listens_for(ReadSession, "before_flush", propagate=True)
def _check_rows(session: Session, _context: Any, _instances: Any) -> None:
    """Stamp new rows with the scope's tenant and hold that nothing foreign is written."""
    assert isinstance(session, WriteSession), "a read scope does not write"
    if session.actor is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantRow):
            row.tenant_id = row.tenant_id or session.tenant_id
            assert row.tenant_id == session.tenant_id, "a row of another tenant in this scope"


def table_of(row_type: type[Base]) -> sa.Table:
    """Return the table behind a row type, for statements that work on many rows at once."""
    return cast(sa.Table, row_type.__table__)


def is_unique_violation(error: sa.exc.IntegrityError) -> bool:
    """Say whether a statement failed because a key was there already."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", "")
    return code in {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
