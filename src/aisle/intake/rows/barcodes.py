"""The check digit of barcodes, over a whole column (GS1 General Specifications: weights 3 and 1 from the right)."""

import polars as pl

_DIGITS = 14


def has_wrong_check_digit(code: pl.Expr) -> pl.Expr:
    """Say which values have the length of a GTIN but not its check digit; in-house codes of other lengths pass."""
    looks_like_one = code.str.contains(r"^(?:\d{8}|\d{12,14})$")
    padded = code.str.zfill(_DIGITS)
    weighted = [
        padded.str.slice(place, 1).cast(pl.Int32, strict=False) * (3 if place % 2 == 0 else 1)
        for place in range(_DIGITS)
    ]
    return (looks_like_one & (pl.sum_horizontal(weighted) % 10 != 0)).fill_null(False)
