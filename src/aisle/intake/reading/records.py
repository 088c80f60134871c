"""Cutting text at record ends: a newline inside quotes is not an end.

Positions of quotes, newlines and delimiters are found with numpy over the whole buffer; a place is inside quotes
when an odd number of quotes stands before it. That holds for well-formed quoting only, so it is checked first,
and a buffer with stray quotes (6" nail) goes through a slower scanner that also gives up on an unclosed quote
after one line instead of swallowing the rest of the file.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from aisle.intake.limits import CELL_CHARS_MAX, VALUE_CHARS_SHOWN_MAX

_QUOTE, _NEWLINE, _RETURN = ord('"'), ord("\n"), ord("\r")
# A record longer than this is one whose quote was never closed; four bytes is the longest UTF-8 character.
RECORD_BYTES_MAX = CELL_CHARS_MAX * 4 * 16

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A record that never became cells: its number in the file, why, and the beginning of its text."""

    row_no: int
    code: str
    value: str


@dataclass(slots=True)
class Records:
    """What one cut found; `body` holds the well-formed records, `row_numbers` one number for each of them."""

    body: bytes
    row_numbers: Positions
    refused: list[RefusedRow] = field(default_factory=list)
    blank: int = 0
    count: int = 0
    consumed: int = 0


def cut_records(buffer: bytes, *, delimiter: str, columns: int, first_row_no: int, final: bool) -> Records:
    """Cut whole records off the front of `buffer`; `consumed` says where the first unfinished one begins.

    `columns` is the expected number of cells; 0 accepts any. Rows are numbered from `first_row_no`, blank ones too.
    """
    if final and buffer and not buffer.endswith(b"\n"):
        return cut_records(buffer + b"\n", delimiter=delimiter, columns=columns, first_row_no=first_row_no, final=final)
    values = np.frombuffer(buffer, dtype=np.uint8)
    quotes: Positions = np.flatnonzero(values == _QUOTE) if b'"' in buffer else np.empty(0, dtype=np.int64)
    well_formed = _quotes_are_well_formed(values, quotes, ord(delimiter))
    if final and quotes.size % 2:
        well_formed = False
    if not well_formed:
        return _cut_slowly(buffer, delimiter=delimiter, columns=columns, first_row_no=first_row_no, final=final)
    ends = _outside(np.flatnonzero(values == _NEWLINE), quotes)
    if not ends.size and len(buffer) > RECORD_BYTES_MAX:
        return _cut_slowly(buffer, delimiter=delimiter, columns=columns, first_row_no=first_row_no, final=final)
    delimiters = _outside(np.flatnonzero(values == ord(delimiter)), quotes)
    return _judge(buffer, values, ends, delimiters, columns=columns, first_row_no=first_row_no)


def _outside(positions: Positions, quotes: Positions) -> Positions:
    """Keep the positions that have an even number of quotes before them."""
    if not quotes.size:
        return positions
    outside: Positions = positions[np.searchsorted(quotes, positions) % 2 == 0]
    return outside


def _quotes_are_well_formed(values: npt.NDArray[np.uint8], quotes: Positions, delimiter: int) -> bool:
    """Every opening quote follows a delimiter, a line end or a closing quote (an escaped one); closing ones alike."""
    if not quotes.size:
        return True
    openers, closers = quotes[0::2], quotes[1::2]
    before = values[openers[openers > 0] - 1]
    after = values[closers[closers + 1 < values.size] + 1]
    return bool(
        np.isin(before, (delimiter, _NEWLINE, _QUOTE)).all()
        and np.isin(after, (delimiter, _NEWLINE, _RETURN, _QUOTE)).all()
    )


def _judge(
    buffer: bytes,
    values: npt.NDArray[np.uint8],
    ends: Positions,
    delimiters: Positions,
    *,
    columns: int,
    first_row_no: int,
) -> Records:
    """Sort the records into well-formed, blank and refused ones by their number of cells."""
    if not ends.size:
        return Records(body=b"", row_numbers=np.empty(0, dtype=np.int64))
    starts = np.concatenate(([0], ends[:-1] + 1))
    cells = np.diff(np.searchsorted(delimiters, ends), prepend=0) + 1
    lengths = ends - starts - ((ends > starts) & (values[np.maximum(ends - 1, 0)] == _RETURN))
    blank = lengths == cells - 1  # nothing but delimiters
    wrong = ~blank & (cells != columns) if columns else np.zeros_like(blank)
    row_numbers = first_row_no + np.arange(ends.size, dtype=np.int64)
    consumed = int(ends[-1]) + 1
    keep = ~(blank | wrong)
    body = buffer[:consumed] if keep.all() else _join_kept(buffer, starts, ends, keep)
    refused = [
        RefusedRow(int(row_numbers[index]), "wrong-column-count", _shown(buffer[starts[index] : ends[index]]))
        for index in np.flatnonzero(wrong)
    ]
    return Records(body, row_numbers[keep], refused, int(blank.sum()), int(ends.size), consumed)


def _join_kept(buffer: bytes, starts: Positions, ends: Positions, keep: npt.NDArray[np.bool_]) -> bytes:
    """Join runs of kept neighbours, so that a few bad records cost a few slices."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], keep.astype(np.int8), [0]))))
    return b"".join(
        buffer[starts[first] : ends[last - 1] + 1] for first, last in zip(edges[0::2], edges[1::2], strict=True)
    )


def _shown(record: bytes) -> str:
    return record.decode("utf-8", "replace").strip()[:VALUE_CHARS_SHOWN_MAX]


@lru_cache(maxsize=16)
def _record_patterns(delimiter: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return the pattern of a whole record and of one cell; possessive repeats keep both linear."""
    mark = re.escape(delimiter.encode())
    cell = b'(?:"(?:[^"]|""){0,%d}+"|(?!")[^%s\\r\\n]*+)' % (CELL_CHARS_MAX * 4, mark)
    record = b"%s(?:%s%s)*+\\r?\\n" % (cell, mark, cell)
    return re.compile(record), re.compile(b"(%s)(%s|\\r?\\n)" % (cell, mark))


def _cut_slowly(buffer: bytes, *, delimiter: str, columns: int, first_row_no: int, final: bool) -> Records:
    """Scan record by record; a record with a stray quote is rewritten quoted, one with an open quote refused."""
    record_pattern, cell_pattern = _record_patterns(delimiter)
    position, row_no = 0, first_row_no
    kept: list[bytes] = []
    row_numbers: list[int] = []
    found = Records(body=b"", row_numbers=np.empty(0, dtype=np.int64))
    while position < len(buffer):
        line_end = buffer.find(b"\n", position)
        match = record_pattern.match(buffer, position)
        if match is None and not final and (line_end < 0 or len(buffer) - position < RECORD_BYTES_MAX):
            break
        record = match.group() if match else buffer[position : line_end + 1 if line_end >= 0 else len(buffer)]
        cells = [cell.group(1) for cell in cell_pattern.finditer(record)] if match else []
        if match and not any(cells):
            found.blank += 1
        elif not match or (columns and len(cells) != columns):
            found.refused.append(RefusedRow(row_no, "wrong-column-count", _shown(record)))
        else:
            kept.append(_quoted_where_needed(cells, delimiter.encode()))
            row_numbers.append(row_no)
        position += len(record)
        row_no += 1
    found.body, found.row_numbers = b"".join(kept), np.array(row_numbers, dtype=np.int64)
    found.count, found.consumed = row_no - first_row_no, position
    return found


def _quoted_where_needed(cells: list[bytes], delimiter: bytes) -> bytes:
    safe = [
        b'"' + cell.replace(b'"', b'""') + b'"' if b'"' in cell and not cell.startswith(b'"') else cell
        for cell in cells
    ]
    return delimiter.join(safe) + b"\n"
