"""CSV as an answer: streamed, and safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from fastapi.responses import StreamingResponse

from aisle.intake import queries
from aisle.kit.actor import Actor
from aisle.kit.db import Database

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROW_HEADERS = ("row", "column", "value", "outcome", "code", "message", "hint")


def safe_cell(text: str | None) -> str:
    """Quote a text cell that a spreadsheet would run as a formula."""
    text = text or ""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_line(cells: Sequence[str]) -> bytes:
    """Write one record."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode()


def attachment(lines: Iterable[bytes], *, name: str) -> StreamingResponse:
    """Send lines as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(iter(lines), media_type="text/csv", headers=headers)


def row_lines(database: Database, actor: Actor, upload_id: str, outcome: str | None) -> Iterator[bytes]:
    """Yield an upload's rows that did not post; the scope is the stream's own, as the request's ends before it."""
    yield csv_line(ROW_HEADERS)
    with database.read(actor) as session:
        for row in queries.all_rows(session, upload_id, outcome=outcome):
            cells = (row.column, row.value, row.outcome, row.code, row.message, row.hint)
            yield csv_line([str(row.row), *(safe_cell(cell) for cell in cells)])
