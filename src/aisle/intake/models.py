"""Tables of the upload door."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import CanonicalJson, Id, TenantRow, UtcText, table_of


class UploadRow(TenantRow):
    """One file somebody handed in, what was made of it and how far it is."""

    __tablename__ = "upload"
    # The sweep of old staging rows starts from the uploads of every tenant.
    system_scope = True

    upload_id: Mapped[str] = mapped_column(Id, primary_key=True)
    store_id: Mapped[str | None] = mapped_column(Id)
    user_id: Mapped[str | None] = mapped_column(Id)
    # The stores the uploading person may post to; null means every store of the tenant.
    store_ids: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    file_name: Mapped[str] = mapped_column(sa.Text)
    file_digest: Mapped[str] = mapped_column(sa.String(64))
    file_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(20))
    source: Mapped[str | None] = mapped_column(sa.Text)
    options: Mapped[Any] = mapped_column(CanonicalJson)
    understanding: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    questions: Mapped[Any] = mapped_column(CanonicalJson)
    problem: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    job_id: Mapped[str | None] = mapped_column(Id)
    bytes_total: Mapped[int] = mapped_column(sa.BigInteger)
    bytes_read: Mapped[int] = mapped_column(sa.BigInteger)
    rows_estimated: Mapped[int] = mapped_column(sa.BigInteger)
    rows_read: Mapped[int] = mapped_column(sa.BigInteger)
    rows_posted: Mapped[int] = mapped_column(sa.BigInteger)
    rows_duplicate: Mapped[int] = mapped_column(sa.BigInteger)
    rows_set_aside: Mapped[int] = mapped_column(sa.BigInteger)
    rows_rejected: Mapped[int] = mapped_column(sa.BigInteger)
    receipts_posted: Mapped[int] = mapped_column(sa.BigInteger)
    first_date: Mapped[date | None] = mapped_column(sa.Date)
    last_date: Mapped[date | None] = mapped_column(sa.Date)
    totals: Mapped[Any] = mapped_column(CanonicalJson)
    warnings: Mapped[Any] = mapped_column(CanonicalJson)
    code_counts: Mapped[Any] = mapped_column(CanonicalJson)
    received_at: Mapped[str] = mapped_column(UtcText)
    started_at: Mapped[str | None] = mapped_column(UtcText)
    updated_at: Mapped[str] = mapped_column(UtcText)
    finished_at: Mapped[str | None] = mapped_column(UtcText)

    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "idempotency_key"),
        sa.Index("ix_upload_digest", "tenant_id", "file_digest"),
    )


class StagedRowRow(TenantRow):
    """A row of a file as it was read; ready ones carry a payload, all others a code that says why not.

    A negative `row_no` marks a row the profile made itself (a refund told of on row n is -n).
    """

    __tablename__ = "staged_rows"

    upload_id: Mapped[str] = mapped_column(Id, primary_key=True)
    row_no: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    receipt: Mapped[str] = mapped_column(sa.Text)
    line_key: Mapped[str | None] = mapped_column(sa.Text)
    payload: Mapped[str | None] = mapped_column(sa.Text)
    content_hash: Mapped[str | None] = mapped_column(sa.String(32))
    outcome: Mapped[str] = mapped_column(sa.String(10))
    code: Mapped[str | None] = mapped_column(sa.String(40))
    field: Mapped[str | None] = mapped_column(sa.String(40))
    cell_value: Mapped[str | None] = mapped_column(sa.Text)

    __table_args__ = (
        # Posting walks receipts, wherever their rows stand in the file; only rows still to post are in it.
        sa.Index(
            "ix_staged_rows_receipt",
            "tenant_id",
            "upload_id",
            "receipt",
            "row_no",
            sqlite_where=sa.text("outcome = 'ready'"),
            postgresql_where=sa.text("outcome = 'ready'"),
        ),
        # Lists of rejected rows are read by outcome; the many that posted carry no code and stay out.
        sa.Index(
            "ix_staged_rows_outcome",
            "tenant_id",
            "upload_id",
            "outcome",
            "row_no",
            sqlite_where=sa.text("code IS NOT NULL"),
            postgresql_where=sa.text("code IS NOT NULL"),
        ),
    )


class PostedReceiptRow(TenantRow):
    """What makes a receipt known: its source, store and number, and the sale it became.

    `lines` holds one line of text per sale line, in the order of the sale's line numbers: line key, a space,
    content hash. One row a receipt, since a row a line would double the cost of posting for the same answer.
    `voids` counts earlier sales of this receipt that were voided; while `is_voided` it may be posted again.
    """

    __tablename__ = "posted_receipts"

    store_id: Mapped[str] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    receipt: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    sale_id: Mapped[str] = mapped_column(Id)
    upload_id: Mapped[str] = mapped_column(Id)
    business_date: Mapped[date] = mapped_column(sa.Date)
    voids: Mapped[int] = mapped_column(sa.Integer)
    is_voided: Mapped[bool] = mapped_column(sa.Boolean)
    lines: Mapped[str] = mapped_column(sa.Text)

    __table_args__ = (
        sa.Index("ix_posted_receipts_upload", "tenant_id", "upload_id", "sale_id"),
        sa.Index("ix_posted_receipts_sale", "tenant_id", "sale_id"),
    )


UPLOADS = table_of(UploadRow)
STAGED = table_of(StagedRowRow)
RECEIPTS = table_of(PostedReceiptRow)
