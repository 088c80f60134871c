"""Tables of the outbox."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import Base, CanonicalJson, Id, TenantRow, UtcText, table_of

# SQLite numbers rows only in a column that is exactly INTEGER.
RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class EventRow(Base):
    """A fact on its way to those who listen; `number` and `sent_at` are the relay's."""

    __tablename__ = "events"
    system_scope = True
    row_no: Mapped[int] = mapped_column(RowNumber, sa.Identity(), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(Id)
    event_id: Mapped[str] = mapped_column(Id)
    store_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(sa.String(80))
    version: Mapped[int] = mapped_column(sa.Integer)
    subject_id: Mapped[str] = mapped_column(Id)
    occurred_at: Mapped[str] = mapped_column(UtcText)
    posted_at: Mapped[str] = mapped_column(UtcText)
    payload: Mapped[Any] = mapped_column(CanonicalJson)
    number: Mapped[int | None] = mapped_column(sa.BigInteger)
    sent_at: Mapped[str | None] = mapped_column(UtcText)

    __table_args__ = (
        sa.Index("ix_events_tenant_id_event_id", "tenant_id", "event_id", unique=True),
        # The relay's three questions: what has no number, what is unsent of a tenant, what is old.
        sa.Index(
            "ix_events_unnumbered",
            "row_no",
            sqlite_where=sa.text("number IS NULL"),
            postgresql_where=sa.text("number IS NULL"),
        ),
        sa.Index(
            "ix_events_unsent",
            "tenant_id",
            "number",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
        sa.Index(
            "ix_events_sent_at",
            "sent_at",
            sqlite_where=sa.text("sent_at IS NOT NULL"),
            postgresql_where=sa.text("sent_at IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )


class ConsumedRow(TenantRow):
    """A consumer has taken an event in: written in the transaction of what it made of it."""

    __tablename__ = "events_consumed"
    system_scope = True
    event_id: Mapped[str] = mapped_column(Id, primary_key=True)
    consumer: Mapped[str] = mapped_column(sa.String(80), primary_key=True)


class FailedRow(TenantRow):
    """A consumer could not take an event in: when it is tried again, or since when it is parked."""

    __tablename__ = "events_failed"
    system_scope = True
    consumer: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    event_id: Mapped[str] = mapped_column(Id, primary_key=True)
    attempts: Mapped[int] = mapped_column(sa.Integer)
    retry_at: Mapped[str] = mapped_column(UtcText)
    parked_at: Mapped[str | None] = mapped_column(UtcText)
    error: Mapped[str] = mapped_column(sa.Text)


EVENTS = table_of(EventRow)
CONSUMED = table_of(ConsumedRow)
FAILED = table_of(FailedRow)
