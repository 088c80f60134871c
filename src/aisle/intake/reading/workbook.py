"""Blocks from XLSX: values as saved in the file; formulas and macros never run."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl

from aisle.intake.limits import BLOCK_ROWS, COLUMNS_MAX, MIB, SHEETS_MAX
from aisle.intake.problems import DamagedFile, ExpansionTooLarge, UnsupportedFile
from aisle.intake.reading.blocks import Block, Layout
from aisle.intake.reading.expansion import check_expansion

_CELL = re.compile(rb'<c [^>]{0,80}?r="([A-Z]{1,3})(\d{1,7})"')
# The reader lays a sheet out as a full rectangle: two cells at its far corners would take all memory.
SPARSE_CELLS_PER_CELL_MAX = 50
SPARSE_CELLS_FLOOR = 5_000_000


def read(path: Path, layout: Layout) -> Iterator[Block]:
    """Yield slices of the chosen sheet, which the reader holds in memory as one frame."""
    frame = load_sheet(path, layout.sheet, columns=len(layout.headers))
    size, height = path.stat().st_size, frame.height
    frame = frame.rename(dict(zip(frame.columns, layout.columns, strict=True)))
    frame = frame.with_row_index("row_no", offset=1).with_columns(pl.col("row_no").cast(pl.Int64))
    for start in range(layout.header_row, height, BLOCK_ROWS):
        rows = frame.slice(start, BLOCK_ROWS)
        filled = rows.filter(pl.any_horizontal(pl.exclude("row_no").is_not_null()))
        done = min((start + BLOCK_ROWS) / max(height, 1), 1.0)
        yield Block(filled, blank_rows=rows.height - filled.height, bytes_read=int(size * done))


def check_workbook(path: Path) -> None:
    """Unpack every part once, counting, before the reader touches it: sizes, far corners, damage."""
    packed_bytes, unpacked_bytes = path.stat().st_size, 0
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                corner = _Corner()
                with archive.open(entry) as part:
                    while piece := part.read(MIB):
                        unpacked_bytes += len(piece)
                        check_expansion(packed_bytes=packed_bytes, unpacked_bytes=unpacked_bytes)
                        if entry.filename.startswith("xl/worksheets/"):
                            corner.see(piece)
                corner.check()
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise DamagedFile("The workbook is damaged.") from error


class _Corner:
    """The used rectangle of a sheet against the cells really there."""

    def __init__(self) -> None:
        self.cells = 0
        self.last_row = 0
        self.last_column = 0

    def see(self, piece: bytes) -> None:
        """Read the cell references of a piece; one cut in two at its edge may be missed, which does no harm."""
        found = _CELL.findall(piece)
        if not found:
            return
        self.cells += len(found)
        self.last_row = max(self.last_row, int(found[-1][1]), int(found[0][1]))
        self.last_column = max(self.last_column, *(_column_number(letters) for letters in {cell[0] for cell in found}))

    def check(self) -> None:
        """Refuse a sheet whose rectangle is mostly empty and too large to lay out."""
        area = self.last_row * self.last_column
        if area > max(self.cells * SPARSE_CELLS_PER_CELL_MAX, SPARSE_CELLS_FLOOR):
            raise ExpansionTooLarge("A sheet has a few cells very far apart; remove the far ones and save again.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def sheet_names(path: Path) -> list[str]:
    """Return the workbook's sheets in order."""
    names: list[str] = _open(path).sheet_names
    return names[:SHEETS_MAX]


def load_sheet(path: Path, sheet: str | None, *, columns: int | None = None, rows: int | None = None) -> pl.DataFrame:
    """Load one sheet as text from its first row on; `rows` limits it to a sample."""
    reader = _open(path)
    try:
        loaded = reader.load_sheet(
            sheet if sheet is not None else 0, header_row=None, skip_rows=0, dtypes="string", n_rows=rows
        )
        frame: pl.DataFrame = loaded.to_polars()
    except fastexcel.FastExcelError as error:
        raise DamagedFile("The sheet cannot be read.") from error
    if frame.width > COLUMNS_MAX:
        raise UnsupportedFile(f"The sheet has more than {COLUMNS_MAX} columns.")
    assert columns is None or frame.width == columns
    return frame


def _open(path: Path) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise DamagedFile("The workbook cannot be opened.") from error
