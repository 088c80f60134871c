"""Blocks from delimited text."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from aisle.intake.limits import BLOCK_BYTES_MAX, MIB
from aisle.intake.reading.blocks import Block, Layout
from aisle.intake.reading.decoding import mark_bad_utf8, old_mac_line_ends, to_utf8
from aisle.intake.reading.expansion import read_bytes
from aisle.intake.reading.records import Records, cut_records


def read(path: Path, layout: Layout) -> Iterator[Block]:
    """Yield blocks cut at record ends; `bytes_read` counts the UTF-8 text consumed so far."""
    chunks = to_utf8(read_bytes(path, compressed=layout.kind.compressed), layout.encoding)
    if layout.old_mac:
        chunks = old_mac_line_ends(chunks)
    row_no, bytes_read = 1, 0
    for records in _cut_all(chunks, layout):
        bytes_read += records.consumed
        yield _block(records, layout, bytes_read)
        row_no += records.count


def _cut_all(chunks: Iterator[bytes], layout: Layout) -> Iterator[Records]:
    buffer, row_no = bytearray(), 1
    # Cutting waits for most of a block: the last megabyte is left for the chunk that crosses the limit.
    wanted = BLOCK_BYTES_MAX - MIB
    final = False
    while not final:
        chunk = next(chunks, None)
        final = chunk is None
        buffer += chunk or b""
        if not final and len(buffer) < wanted:
            continue
        records = cut_records(
            bytes(buffer),
            delimiter=layout.delimiter,
            columns=len(layout.headers),
            first_row_no=row_no,
            final=final,
        )
        del buffer[: records.consumed]
        row_no += records.count
        yield records


def _block(records: Records, layout: Layout, bytes_read: int) -> Block:
    body, has_bad_marks = mark_bad_utf8(records.body)
    frame = parse_records(body, layout.columns, layout.delimiter)
    assert frame.height == records.row_numbers.size, "the parser and the record cutter disagree"
    frame = frame.insert_column(0, pl.Series("row_no", records.row_numbers, dtype=pl.Int64))
    after_header = records.row_numbers > layout.header_row
    if not after_header.all():
        frame = frame.filter(pl.Series(np.asarray(after_header)))
    refused = [row for row in records.refused if row.row_no > layout.header_row]
    marked = has_bad_marks or layout.encoding != "utf-8"
    return Block(frame, refused, records.blank, bytes_read, marked)


def parse_records(body: bytes, columns: list[str], delimiter: str) -> pl.DataFrame:
    """Parse well-formed records into String columns; an empty cell is null."""
    schema: dict[str, pl.DataType] = {column: pl.String() for column in columns}
    if not body:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(io.BytesIO(body), has_header=False, separator=delimiter, schema=schema, infer_schema=False)
