"""Blocks from Parquet, one batch at a time, every value as the text a person would type."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from aisle.intake.limits import BLOCK_ROWS, COLUMNS_MAX, UPLOAD_EXPANDED_BYTES_MAX
from aisle.intake.problems import DamagedFile, ExpansionTooLarge, UnsupportedFile
from aisle.intake.reading.blocks import Block, Layout
from aisle.intake.reading.expansion import check_expansion


def read(path: Path, layout: Layout) -> Iterator[Block]:
    """Yield batches; text columns stay dictionary-encoded until their longest value is known to be short."""
    file = open_parquet(path)
    size, rows_total = path.stat().st_size, max(file.metadata.num_rows, 1)
    row_no = 2
    try:
        for batch in file.iter_batches(batch_size=BLOCK_ROWS):
            frame = as_text(batch, layout.columns)
            numbers = pl.int_range(row_no, row_no + frame.height, dtype=pl.Int64, eager=True).alias("row_no")
            row_no += frame.height
            done = min((row_no - 2) / rows_total, 1.0)
            yield Block(frame.insert_column(0, numbers), bytes_read=int(size * done))
    except (pa.ArrowException, OSError) as error:
        raise DamagedFile("The Parquet file is damaged.") from error


def open_parquet(path: Path) -> pq.ParquetFile:
    """Open the file with its limits held; the stated sizes are checked before anything is unpacked."""
    try:
        metadata = pq.read_metadata(path)
        unpacked = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
        check_expansion(packed_bytes=path.stat().st_size, unpacked_bytes=unpacked)
        schema = metadata.schema.to_arrow_schema()
        if len(schema.names) > COLUMNS_MAX:
            raise UnsupportedFile(f"The file has more than {COLUMNS_MAX} columns.")
        text_columns = [
            item.name for item in schema if pa.types.is_string(item.type) or pa.types.is_large_string(item.type)
        ]
        return pq.ParquetFile(path, read_dictionary=text_columns, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise DamagedFile("The Parquet file cannot be opened.") from error


def as_text(batch: pa.RecordBatch, columns: list[str]) -> pl.DataFrame:
    """Return String columns named by position; nested values and raw bytes become null."""
    _check_text_size(batch)
    frame = pl.from_arrow(pa.Table.from_batches([batch.rename_columns(columns)]))
    assert isinstance(frame, pl.DataFrame)
    return frame.select(_text(name, kind) for name, kind in frame.schema.items())


def _check_text_size(batch: pa.RecordBatch) -> None:
    """A dictionary of one long value repeated a million times is small on disk and huge as text."""
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and len(column.dictionary):
            longest = max(len(value.as_py() or "") for value in column.dictionary)
            if longest * batch.num_rows > UPLOAD_EXPANDED_BYTES_MAX // 16:
                raise ExpansionTooLarge("A text column unpacks to more than an upload may hold.")


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List | pl.Array | pl.Struct | pl.Binary | pl.Object):
        return pl.lit(None, dtype=pl.String).alias(name)
    if isinstance(kind, pl.Datetime):
        pattern = "%Y-%m-%dT%H:%M:%S%.3f" + ("%:z" if kind.time_zone else "")
        return column.dt.strftime(pattern)
    return column.cast(pl.String)
