"""What reading yields: where the cells are, and blocks of them, numbered as a person sees the rows in the file."""

from dataclasses import dataclass, field

import polars as pl

from aisle.intake.reading.kinds import FileKind
from aisle.intake.reading.records import RefusedRow


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the cells are: what sniffing decided about the file's outer form.

    `header_row` and row numbers count records from 1 as a spreadsheet shows them.
    """

    kind: FileKind
    headers: tuple[str, ...]
    header_row: int
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    old_mac: bool = False

    @property
    def columns(self) -> list[str]:
        """The frame's column names: positions, since headers may repeat or be empty."""
        return [f"c{index}" for index in range(len(self.headers))]


@dataclass(slots=True)
class Block:
    """Up to `BLOCK_BYTES_MAX` of the file: `frame` has `row_no` (Int64) and one String column per cell."""

    frame: pl.DataFrame
    refused: list[RefusedRow] = field(default_factory=list)
    blank_rows: int = 0
    bytes_read: int = 0
    has_bad_marks: bool = False
