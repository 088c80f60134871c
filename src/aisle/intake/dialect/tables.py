"""Where the table is: delimiter, the row of column names, and how many cells a row has."""

import csv
import io
from collections import Counter

from aisle.intake.limits import COLUMNS_MAX, HEADER_ROWS_SEARCHED
from aisle.intake.problems import NoHeader, UnsupportedFile

DELIMITERS = (",", ";", "\t", "|")
_LINES_LOOKED_AT = 200


def choose_delimiter(text: str) -> str:
    """Return the delimiter that splits the most lines into one same number of cells, more cells winning ties."""
    first_line = text.split("\n", 1)[0].strip().lower()
    if first_line.startswith("sep=") and len(first_line) == 5:
        return first_line[4]
    scores = {delimiter: _agreement(text, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def sample_rows(text: str, delimiter: str, *, limit: int = _LINES_LOOKED_AT) -> list[list[str]]:
    """Return the first records as lists of cells, numbered by position; the last, cut one is left out."""
    lines = text.replace("\r\n", "\n").split("\n")[: limit + 1]
    whole = (
        lines[:-1]
        if len(lines) > 1 and len(text) > len(lines[0]) and not text.endswith("\n") and len(lines) > limit
        else lines
    )
    csv.field_size_limit(len(text) + 1)
    try:
        return list(csv.reader(io.StringIO("\n".join(whole)), delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in whole]


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    widths = Counter(len(row) for row in sample_rows(text, delimiter) if any(cell.strip() for cell in row))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / sum(widths.values()), width


def find_header(rows: list[list[str]], known: list[int]) -> int:
    """Return the index of the row of column names; `known` says how many names of each row are recognised.

    The row with the most recognised names wins. Without any, the first full row of words above numbers does.
    """
    searched = range(min(len(rows), HEADER_ROWS_SEARCHED))
    best = max(searched, key=lambda index: (known[index], -index), default=None)
    if best is not None and known[best] >= 2:
        return best
    width = max((len(row) for row in rows[: HEADER_ROWS_SEARCHED * 2]), default=0)
    for index in searched:
        cells = [cell.strip() for cell in rows[index]]
        if len(cells) == width and all(cells) and not any(_is_value(cell) for cell in cells):
            return index
    raise NoHeader("No row of column names was found in the first lines. Add one and upload again.")


def _is_value(cell: str) -> bool:
    """Say whether a cell looks like data: no letter in it, or beginning with a digit or a sign."""
    return not any(character.isalpha() for character in cell) or not cell[0].isalpha()


def table_width(rows: list[list[str]], header_index: int) -> list[str]:
    """Return the headers, as many as the data rows have cells (a trailing delimiter may add an empty one)."""
    headers = [cell.strip().strip("\ufeff") for cell in rows[header_index]]
    widths = Counter(len(row) for row in rows[header_index + 1 :] if any(cell.strip() for cell in row))
    width = max(widths.items(), key=lambda item: item[1])[0] if widths else len(headers)
    while len(headers) > width and not headers[-1]:
        headers.pop()
    if len(headers) + 1 == width and all(not row[-1].strip() for row in rows[header_index + 1 :] if len(row) == width):
        headers.append("")
    if len(headers) > COLUMNS_MAX:
        raise UnsupportedFile(f"The file has more than {COLUMNS_MAX} columns.", params={"columns_max": COLUMNS_MAX})
    return headers
