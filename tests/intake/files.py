"""Files as people have them, made in the test that needs them."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from aisle import intake
from aisle.intake.reading import read_blocks
from aisle.intake.rows import RowReader, StoreFacts, StoreFinder
from aisle.intake.rows.staged import PAYLOAD_COLUMNS
from aisle.intake.sniffing import sniff
from aisle.intake.understanding import Understanding

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
HEADER = "receipt,date,sku,name,quantity,price\n"


@dataclass(frozen=True)
class Reading:
    """A file as read without any database: what was understood, and its staged rows."""

    known: Understanding
    rows: pl.DataFrame
    warnings: dict[str, int]

    @property
    def ready(self) -> list[dict[str, Any]]:
        """Payloads of the rows that would post, in file order."""
        payloads = self.rows.filter(pl.col("outcome") == "ready")["payload"]
        return payloads.str.json_decode(pl.Struct(PAYLOAD_COLUMNS)).to_list()

    @property
    def codes(self) -> dict[int, str]:
        """Row number -> code of the rows that would not."""
        return dict(self.rows.filter(pl.col("code").is_not_null()).select("row_no", "code").rows())

    @property
    def questions(self) -> list[str]:
        """The fields asked about."""
        return [question.field for question in self.known.questions]


def facts(**changes: Any) -> StoreFacts:
    """A store in London; `changes` make it another one."""
    return StoreFacts(**{"store_id": "s", "name": "Shop", "time_zone": "Europe/London", "currency": "GBP"} | changes)


def look_at(folder: Path, content: bytes, **options: Any) -> Understanding:
    """Sniff content as a file."""
    path = folder / "sales.upload"
    path.write_bytes(content)
    return sniff(path, intake.UploadOptions(**options))


def read(folder: Path, content: bytes | str, *, store: StoreFacts | None = None, **options: Any) -> Reading:
    """Sniff and read content as a file of sales."""
    data = content.encode() if isinstance(content, str) else content
    known = look_at(folder, data, **options)
    reader = RowReader(known, stores=StoreFinder(store or facts(), any_name=True), now=NOW)
    blocks = [reader.read(block) for block in read_blocks(folder / "sales.upload", known.layout)]
    rest = reader.finish()
    blocks += [rest] if rest else []
    warnings: dict[str, int] = {}
    for block in blocks:
        for code, count in block.warnings.items():
            warnings[code] = warnings.get(code, 0) + count
    return Reading(known, pl.concat([block.frame for block in blocks]).sort("row_no"), warnings)


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """An XLSX file with these sheets; dates are written as dates."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return target.getvalue()
