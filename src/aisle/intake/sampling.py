"""A sample of a file's rows, with its layout: where the table begins and how its cells are separated."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from aisle.intake.dialect import tables
from aisle.intake.dialect.encodings import choose_encoding, decode_head
from aisle.intake.dialect.questions import Option, Question
from aisle.intake.limits import COLUMNS_MAX, SAMPLE_ROWS_MAX
from aisle.intake.options import UploadOptions
from aisle.intake.problems import BadUploadOption, EmptyFile, NoHeader
from aisle.intake.profiles import count_known
from aisle.intake.reading import parquet, workbook
from aisle.intake.reading.blocks import Layout
from aisle.intake.reading.decoding import mark_bad_utf8
from aisle.intake.reading.kinds import FileKind
from aisle.intake.reading.records import cut_records
from aisle.intake.reading.survey import Survey, survey_text
from aisle.intake.reading.text import parse_records

_EXAMPLES = 3


@dataclass(slots=True)
class Sample:
    """Rows from the file's head, and from all over it where that is cheap; String columns `c0…`."""

    layout: Layout
    frame: pl.DataFrame
    rows_estimated: int
    bytes_total: int
    questions: list[Question] = field(default_factory=list)

    def column(self, index: int) -> pl.Series:
        """Return one column's cells without surrounding space, null where empty."""
        return self.frame.select(pl.col(f"c{index}").str.strip_chars().replace("", None)).to_series()

    def first_values(self, index: int, limit: int = _EXAMPLES) -> list[str]:
        """Return the first few different values of a column."""
        return self.column(index).drop_nulls().unique(maintain_order=True).head(limit).to_list()


def take_sample(path: Path, kind: FileKind, options: UploadOptions) -> Sample:
    """Read a sample of any format."""
    taker = {"text": _sample_text, "xlsx": _sample_workbook, "parquet": _sample_parquet}[kind.format]
    return taker(path, kind, options)


def _sample_text(path: Path, kind: FileKind, options: UploadOptions) -> Sample:
    survey = survey_text(path, kind)
    encoding = choose_encoding(survey, options.encoding)
    text = decode_head(survey, encoding)
    if not text.strip():
        raise EmptyFile("The file holds only blank space.")
    old_mac = "\n" not in text and "\r" in text
    text = text.replace("\r", "\n") if old_mac else text
    delimiter = tables.choose_delimiter(text)
    rows = tables.sample_rows(text, delimiter)
    header_index = tables.find_header(rows, [count_known(row) for row in rows])
    headers = tables.table_width(rows, header_index)
    layout = Layout(kind, tuple(headers), header_index + 1, encoding, delimiter, old_mac=old_mac)
    pieces = [text.encode("utf-8", "replace"), *_window_bytes(survey, encoding)]
    frames = [_parse_piece(piece, layout, is_head=number == 0) for number, piece in enumerate(pieces)]
    estimated = max(survey.line_feeds - header_index - 1, 0)
    return Sample(layout, pl.concat(frames), estimated, survey.bytes_total)


def _window_bytes(survey: Survey, encoding: str) -> list[bytes]:
    """Windows from further down, each from its first line end on; what is cut wrongly has a wrong cell count."""
    windows = []
    for window in survey.windows:
        piece = window if encoding == "utf-8" else window.decode(encoding, "replace").encode("utf-8", "replace")
        windows.append(piece.partition(b"\n")[2])
    return windows


def _parse_piece(piece: bytes, layout: Layout, *, is_head: bool) -> pl.DataFrame:
    piece = piece if is_head else piece[: piece.rfind(b"\n") + 1]
    records = cut_records(
        piece,
        delimiter=layout.delimiter,
        columns=len(layout.headers),
        first_row_no=1,
        final=is_head and len(piece) < 2**20,
    )
    body, _ = mark_bad_utf8(records.body)
    frame = parse_records(body, layout.columns, layout.delimiter)
    below = pl.Series(records.row_numbers > (layout.header_row if is_head else 0))
    return frame.filter(below).head(SAMPLE_ROWS_MAX)


def _sample_workbook(path: Path, kind: FileKind, options: UploadOptions) -> Sample:
    workbook.check_workbook(path)
    names = workbook.sheet_names(path)
    if options.sheet is not None and options.sheet not in names:
        raise BadUploadOption(f"The workbook has no sheet “{options.sheet}”.", params={"field": "sheet"})
    found = [
        sample
        for name in ([options.sheet] if options.sheet else names)
        if (sample := _sample_sheet(path, kind, name)) is not None
    ]
    if not found:
        raise EmptyFile("No sheet holds a table with column names.")
    likely = [sample for sample in found if count_known(list(sample.layout.headers)) >= 2]
    best = max(found, key=lambda sample: count_known(list(sample.layout.headers)))
    if len(likely) > 1:
        best.questions.append(_ask_sheet(likely))
    return best


def _ask_sheet(samples: list[Sample]) -> Question:
    options = tuple(
        Option(
            str(sample.layout.sheet),
            str(sample.layout.sheet),
            f"{sample.rows_estimated} rows with {', '.join(header for header in sample.layout.headers[:6] if header)}",
        )
        for sample in samples
    )
    return Question("sheet", "Several sheets look like sales. Which one is meant?", options)


def _sample_sheet(path: Path, kind: FileKind, name: str) -> Sample | None:
    frame = workbook.load_sheet(path, name)
    if frame.is_empty() or not frame.width:
        return None
    rows = [[cell or "" for cell in row] for row in frame.head(200).rows()]
    try:
        header_index = tables.find_header(rows, [count_known(row) for row in rows])
    except NoHeader:
        return None
    headers = tuple(cell.strip() for cell in rows[header_index])
    layout = Layout(kind, headers, header_index + 1, sheet=name)
    below = frame.rename(dict(zip(frame.columns, layout.columns, strict=True))).slice(header_index + 1)
    # Spread over the sheet, so that a date order shows itself wherever it does.
    step = max(below.height // SAMPLE_ROWS_MAX, 1)
    return Sample(layout, below.gather_every(step), below.height, path.stat().st_size)


def _sample_parquet(path: Path, kind: FileKind, options: UploadOptions) -> Sample:
    del options
    file = parquet.open_parquet(path)
    names = file.schema_arrow.names
    assert len(names) <= COLUMNS_MAX
    layout = Layout(kind, tuple(names), 1)
    empty = pl.DataFrame(schema=dict.fromkeys(layout.columns, pl.String))
    batch = next(file.iter_batches(batch_size=SAMPLE_ROWS_MAX), None)
    frame = parquet.as_text(batch, layout.columns) if batch is not None else empty
    return Sample(layout, frame, file.metadata.num_rows, path.stat().st_size)
