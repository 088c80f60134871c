"""Blocks of text cells from any format."""

from collections.abc import Iterator
from pathlib import Path

from aisle.intake.reading import parquet, text, workbook
from aisle.intake.reading.blocks import Block, Layout


def read_blocks(path: Path, layout: Layout) -> Iterator[Block]:
    """Yield the file's rows after its header, in order, holding one block in memory at a time."""
    reader = {"text": text.read, "xlsx": workbook.read, "parquet": parquet.read}[layout.kind.format]
    yield from reader(path, layout)
