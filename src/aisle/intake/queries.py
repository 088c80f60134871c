"""Reading uploads and their rows."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aisle.intake.models import STAGED, UPLOADS
from aisle.intake.rows.outcomes import CODES
from aisle.intake.schemas import (
    DialectOut,
    PreviewOut,
    ProfileOut,
    QuestionOut,
    StagedRowOut,
    TotalOut,
    UploadOut,
    UploadProblemOut,
    WarningOut,
)
from aisle.intake.understanding import Understanding
from aisle.kit.clock import from_utc_text
from aisle.kit.db import ReadSession
from aisle.kit.problems import NotFound

FINISHED = frozenset(("done", "voided", "failed", "cancelled"))
SETTLED = FINISHED | {"needs_answer", "staged"}
_EXPORT_ROWS = 5_000


def get_upload_row_for(session: ReadSession, upload_id: str) -> sa.Row[Any]:
    """Return an upload the actor may see; a foreign one and an absent one are the same `not-found`."""
    statement = sa.select(UPLOADS).where(UPLOADS.c.tenant_id == session.tenant_id, UPLOADS.c.upload_id == upload_id)
    row = session.execute(statement).first()
    if row is None:
        raise NotFound()
    if session.actor is not None and row.store_id is not None:
        session.actor.must_see_store(row.store_id)
    elif session.actor is not None and session.actor.store_ids is not None and row.user_id != session.actor.user_id:
        raise NotFound()
    return row


def get_upload(session: ReadSession, upload_id: str, *, now: datetime) -> UploadOut:
    """Return an upload as shown; `now` is for the rate and the time left."""
    return upload_out(get_upload_row_for(session, upload_id), now=now)


def list_uploads(
    session: ReadSession, *, store_id: str | None, after: tuple[str, str] | None, limit: int, now: datetime
) -> list[UploadOut]:
    """Return uploads, the newest first; `after` is (received_at, upload_id) of the last one shown."""
    statement = sa.select(UPLOADS).where(UPLOADS.c.tenant_id == session.tenant_id)
    actor = session.actor
    if store_id is not None:
        statement = statement.where(UPLOADS.c.store_id == store_id)
    elif actor is not None and actor.store_ids is not None:
        mine = UPLOADS.c.store_id.is_(None) & (UPLOADS.c.user_id == actor.user_id)
        statement = statement.where(UPLOADS.c.store_id.in_(actor.store_ids) | mine)
    if after is not None:
        statement = statement.where(
            sa.tuple_(UPLOADS.c.received_at, UPLOADS.c.upload_id) < sa.tuple_(*map(sa.literal, after))
        )
    statement = statement.order_by(UPLOADS.c.received_at.desc(), UPLOADS.c.upload_id.desc()).limit(limit)
    return [upload_out(row, now=now) for row in session.execute(statement)]


def upload_out(row: sa.Row[Any], *, now: datetime) -> UploadOut:
    """Turn a row into its wire form."""
    known = Understanding.from_json(row.understanding) if row.understanding else None
    settled = row.rows_posted + row.rows_duplicate + row.rows_set_aside + row.rows_rejected
    progress = _progress(row, settled)
    rate, eta_s = _pace(row, progress, now=now)
    return UploadOut(
        upload_id=row.upload_id,
        store_id=row.store_id,
        file_name=row.file_name,
        state=row.state,
        source=row.source,
        profile=ProfileOut(name=known.profile, confidence=known.confidence_permille / 1000) if known else None,
        dialect=_dialect(known) if known else None,
        mapping={name: str(known.header_of(name)) for name in known.mapping} if known else {},
        unmapped=_unmapped(known) if known else [],
        questions=[QuestionOut(**question) for question in row.questions],
        problem=UploadProblemOut(**row.problem) if row.problem else None,
        bytes_total=row.bytes_total,
        bytes_read=row.bytes_read,
        rows_estimated=row.rows_estimated,
        rows_read=row.rows_read,
        rows_posted=row.rows_posted,
        rows_duplicate=row.rows_duplicate,
        rows_set_aside=row.rows_set_aside,
        rows_rejected=row.rows_rejected,
        receipts_posted=row.receipts_posted,
        first_date=row.first_date,
        last_date=row.last_date,
        totals=[TotalOut(**total) for total in row.totals],
        warnings=[WarningOut(code=code, count=count) for code, count in sorted(row.warnings.items())],
        code_counts=row.code_counts,
        progress=progress,
        rows_per_second=rate,
        eta_s=eta_s,
        received_at=row.received_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _progress(row: sa.Row[Any], settled: int) -> float:
    """Reading is one half of the work, posting the other."""
    if row.state in FINISHED:
        return 1.0
    total = max(row.rows_estimated, row.rows_read, 1)
    read: float = (
        row.rows_read / total
        if row.state in ("posting", "staged")
        else min(row.bytes_read / max(row.bytes_total, 1), 1.0)
    )
    posted: float = settled / max(row.rows_read, 1) if row.state == "posting" else 0.0
    return float(round(min((read + posted) / 2, 0.999), 3))


def _pace(row: sa.Row[Any], progress: float, *, now: datetime) -> tuple[int, int | None]:
    if row.started_at is None:
        return 0, None
    end = from_utc_text(row.finished_at) if row.finished_at else now
    elapsed_s = max((end - from_utc_text(row.started_at)).total_seconds(), 0.001)
    rate = int(row.rows_read / elapsed_s) if row.rows_read else 0
    if row.state not in ("staging", "posting") or progress <= 0.01:
        return rate, None
    return rate, int(elapsed_s * (1 - progress) / progress) + 1


def _dialect(known: Understanding) -> DialectOut:
    marks = known.decimal_marks
    mark = next((marks[name] for name in ("unit_price", "line_total", "gross_total", "quantity") if name in marks), ".")
    is_text = known.layout.kind.format == "text"
    return DialectOut(
        encoding=known.layout.encoding,
        delimiter=known.layout.delimiter if is_text else None,
        sheet=known.layout.sheet,
        decimal=mark,
        date_order=known.date_order,
        time_zone=known.time_zone,
        currency=known.currency,
    )


def _unmapped(known: Understanding) -> list[str]:
    used = set(known.mapping.values())
    return [header for index, header in enumerate(known.layout.headers) if header and index not in used]


def get_preview(session: ReadSession, upload_id: str) -> PreviewOut:
    """Return the columns of an upload's file as understood."""
    row = get_upload_row_for(session, upload_id)
    columns = row.understanding["columns"] if row.understanding else []
    return PreviewOut(columns=columns, questions=row.questions)


def list_rows(
    session: ReadSession, upload_id: str, *, outcome: str | None, after: int | None, limit: int
) -> list[StagedRowOut]:
    """Return rows that did not post, in file order; `after` is the last row number shown."""
    upload = get_upload_row_for(session, upload_id)
    known = Understanding.from_json(upload.understanding) if upload.understanding else None
    statement = sa.select(STAGED.c.row_no, STAGED.c.field, STAGED.c.cell_value, STAGED.c.outcome, STAGED.c.code).where(
        STAGED.c.tenant_id == session.tenant_id, STAGED.c.upload_id == upload_id, sa.text("code IS NOT NULL")
    )
    if outcome is not None:
        statement = statement.where(STAGED.c.outcome == outcome)
    if after is not None:
        statement = statement.where(STAGED.c.row_no > after)
    rows = session.execute(statement.order_by(STAGED.c.row_no).limit(limit))
    return [_row_out(row, known) for row in rows]


def all_rows(session: ReadSession, upload_id: str, *, outcome: str | None) -> Iterator[StagedRowOut]:
    """Yield every such row, page by page."""
    after: int | None = None
    while page := list_rows(session, upload_id, outcome=outcome, after=after, limit=_EXPORT_ROWS):
        yield from page
        after = page[-1].row


def _row_out(row: Any, known: Understanding | None) -> StagedRowOut:
    code = CODES[row.code]
    column = known.header_of(row.field) if known and row.field else None
    return StagedRowOut(
        row=row.row_no,
        column=column,
        value=row.cell_value,
        outcome=row.outcome,
        code=row.code,
        message=code.message,
        hint=code.hint,
    )
