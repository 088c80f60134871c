"""Tables of background work."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import CanonicalJson, Id, TenantRow, UtcText, table_of

_OPEN = sa.text("state IN ('waiting', 'running')")


class JobRow(TenantRow):
    """One piece of work; `lease_owner` names the worker and the one run it is claimed for."""

    __tablename__ = "jobs"
    system_scope = True
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    queue: Mapped[str] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(80))
    args: Mapped[Any] = mapped_column(CanonicalJson)
    run_at: Mapped[str] = mapped_column(UtcText)
    attempts: Mapped[int] = mapped_column(sa.Integer)
    lease_until: Mapped[str | None] = mapped_column(UtcText)
    lease_owner: Mapped[str | None] = mapped_column(sa.String(80))
    state: Mapped[str] = mapped_column(sa.String(10))
    dedupe_key: Mapped[str | None] = mapped_column(sa.String(200))
    progress: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    checkpoint: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    error: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[str] = mapped_column(UtcText)
    claimed_at: Mapped[str | None] = mapped_column(UtcText)
    finished_at: Mapped[str | None] = mapped_column(UtcText)

    __table_args__ = (
        sa.Index(
            "uq_jobs_open_dedupe_key",
            "tenant_id",
            "dedupe_key",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index("ix_jobs_open", "tenant_id", "queue", "run_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_jobs_tenant_id_claimed_at", "tenant_id", "claimed_at"),
        sa.Index("ix_jobs_finished_at", "finished_at"),
    )


class ScheduleRow(TenantRow):
    """Work that is due once a day; `last_slot` is the last local date it was enqueued for."""

    __tablename__ = "schedules"
    system_scope = True
    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    queue: Mapped[str] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(80))
    args: Mapped[Any] = mapped_column(CanonicalJson)
    local_time: Mapped[str] = mapped_column(sa.String(5))
    time_zone: Mapped[str] = mapped_column(sa.String(64))
    last_slot: Mapped[str] = mapped_column(sa.String(10))


JOBS = table_of(JobRow)
SCHEDULES = table_of(ScheduleRow)
