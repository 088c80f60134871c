"""Stable fingerprints of rows: what makes two uploads of the same sale the same."""

import hashlib

import polars as pl

HASH_BYTES = 8
_SEPARATOR = "\x1f"

# What an exported line says of itself; `rows` names these columns alike, so that both sides hash the same text.
CHECK_COLUMNS = [
    "receipt", "sku", "occurred_at", "quantity_base", "unit", "unit_price_minor", "discount_minor", "net_minor",
    "tax_minor", "is_return", "currency",
]  # fmt: skip


def hash_columns(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    """Return a hexadecimal fingerprint per row over the text of `columns`; null counts as empty.

    The dataframe library has a hash of its own, but it changes between versions, and a fingerprint is kept for
    years. One library call per row is the price, about a microsecond.
    """
    joined = frame.select(
        pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in columns], separator=_SEPARATOR)
    ).to_series()
    return pl.Series([hashlib.blake2b(text.encode(), digest_size=HASH_BYTES).hexdigest() for text in joined])
