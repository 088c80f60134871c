"""Tables of the journal."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import Id, TenantRow, UtcText, table_of

Hash = sa.String(64)


class JournalRow(TenantRow):
    """One entry of a stream, chained to the one before; the application role may insert and read, nothing else."""

    __tablename__ = "journal"
    append_only = True
    stream: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(sa.String(60))
    occurred_at: Mapped[str] = mapped_column(UtcText)
    posted_at: Mapped[str] = mapped_column(UtcText)
    register_sequence: Mapped[int | None] = mapped_column(sa.BigInteger)
    actor: Mapped[str] = mapped_column(Id)
    approver: Mapped[str | None] = mapped_column(Id)
    subject_id: Mapped[str] = mapped_column(Id)
    # Canonical text, not a JSON type: what was hashed is what is stored, byte for byte.
    payload: Mapped[str] = mapped_column(sa.Text)
    prev_hash: Mapped[str] = mapped_column(Hash)
    hash: Mapped[str] = mapped_column(Hash)

    __table_args__ = (sa.Index("ix_journal_tenant_id_subject_id", "tenant_id", "subject_id"),)


class JournalHeadRow(TenantRow):
    """The last number and hash of a stream; whoever appends locks it first."""

    __tablename__ = "journal_head"
    stream: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger)
    hash: Mapped[str] = mapped_column(Hash)


JOURNAL = table_of(JournalRow)
HEADS = table_of(JournalHeadRow)
