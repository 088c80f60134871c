"""The shape rows are staged in, and rows that never became cells."""

import re

import polars as pl

from aisle.intake.limits import VALUE_CHARS_SHOWN_MAX
from aisle.intake.reading import Block

# What a ready row says of its sale line; stored as the row's payload.
PAYLOAD_COLUMNS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "store_id": pl.String(),
    "occurred_at": pl.String(),
    "business_date": pl.String(),
    "sku": pl.String(),
    "barcode": pl.String(),
    "name": pl.String(),
    "category": pl.String(),
    "quantity": pl.Int64(),
    "unit": pl.String(),
    "unit_price_billionths": pl.Int64(),
    "unit_price_minor": pl.Int64(),
    "discount_minor": pl.Int64(),
    "net_minor": pl.Int64(),
    "tax_minor": pl.Int64(),
    "kind": pl.String(),
    "customer_ref": pl.String(),
    "currency": pl.String(),
    "is_service": pl.Boolean(),
}
STAGED_COLUMNS = ("row_no", "receipt", "line_key", "payload", "content_hash", "outcome", "code", "column", "value")
WIDE_SCHEMA: dict[str, pl.DataType] = {
    "row_no": pl.Int64(),
    "receipt": pl.String(),
    "line_key": pl.String(),
    "content_hash": pl.String(),
    "outcome": pl.String(),
    "code": pl.String(),
    "column": pl.String(),
    "value": pl.String(),
    **PAYLOAD_COLUMNS,
}


def staged_rows(wide: pl.DataFrame) -> pl.DataFrame:
    """Reduce to what is stored: rows that are not ready keep only what explains them."""
    ready = pl.col("outcome") == "ready"
    payload = pl.struct(list(PAYLOAD_COLUMNS)).struct.json_encode()
    return wide.select(
        "row_no",
        pl.col("receipt").fill_null(""),
        pl.when(ready).then("line_key").alias("line_key"),
        pl.when(ready).then(payload).alias("payload"),
        pl.when(ready).then("content_hash").alias("content_hash"),
        "outcome",
        "code",
        "column",
        pl.col("value").str.slice(0, VALUE_CHARS_SHOWN_MAX),
    )


def refused_rows(block: Block) -> pl.DataFrame:
    """Records that never became cells, as staged rows."""
    rows = block.refused
    return pl.DataFrame(
        {
            "row_no": [row.row_no for row in rows],
            "receipt": [""] * len(rows),
            "line_key": [None] * len(rows),
            "payload": [None] * len(rows),
            "content_hash": [None] * len(rows),
            "outcome": ["rejected"] * len(rows),
            "code": [row.code for row in rows],
            "column": [None] * len(rows),
            "value": [_without_cards(row.value) for row in rows],
        },
        schema={"row_no": pl.Int64} | {name: pl.String for name in STAGED_COLUMNS if name != "row_no"},
    )


def _without_cards(text: str) -> str:
    """Whole records are shown to the person, so they go through the same mask."""
    return re.sub(r"\d(?:[ -]?\d){12,18}", "[digits removed]", text)
