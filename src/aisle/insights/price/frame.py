"""The one frame prices may be learned from: sales by store, item and week, and nobody's name."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

KEY_COLUMNS = ("store_id", "item_id", "category", "date")
NUMBER_COLUMNS = ("units", "price", "promoted")
# Whatever says who bought would let a price follow a person; such a frame is refused whole.
PERSONAL_WORDS = ("customer", "shopper", "member", "loyalty", "visitor", "person", "email", "phone", "contact", "user")
UNITS_MIN = 0.5  # stands for a week without a sale, whose logarithm would not be finite


class BadFrame(ValueError):
    """The frame cannot be learned from; the text says why."""


class PersonalData(BadFrame):
    """The frame knows who bought."""


def check_frame(frame: pl.DataFrame, *, flags: tuple[str, ...]) -> None:
    """Raise `PersonalData` or `BadFrame` unless `frame` has its columns and no personal one."""
    personal = [name for name in frame.columns if any(word in name.lower() for word in PERSONAL_WORDS)]
    if personal:
        raise PersonalData(f"prices are the same for everyone, so no frame with {', '.join(personal)} is read")
    missing = [name for name in (*KEY_COLUMNS, "units", "price", *flags) if name not in frame.columns]
    if missing:
        raise BadFrame(f"missing columns: {', '.join(missing)}")
    keys = ("store_id", "item_id", "date")
    if frame.select(pl.struct(keys).is_duplicated().any()).item():
        raise BadFrame("more than one row for a store, item and week")


def usable_rows(frame: pl.DataFrame, *, flags: tuple[str, ...]) -> pl.DataFrame:
    """Rows with a price, in a fixed order whatever order they came in, flags as numbers."""
    numbers = [pl.col(name).cast(pl.Float64).fill_null(0.0) for name in flags]
    return (
        frame.select(*KEY_COLUMNS, pl.col("units").cast(pl.Float64), pl.col("price").cast(pl.Float64), *numbers)
        .filter(pl.col("price").is_finite() & (pl.col("price") > 0) & pl.col("units").is_finite())
        .sort("category", "item_id", "store_id", "date")
    )


def log_units(rows: pl.DataFrame) -> NDArray[np.float64]:
    """Logarithm of units (rows,); nothing sold, or more returned than sold, counts as half a unit."""
    return np.asarray(np.log(np.maximum(rows["units"].to_numpy(), UNITS_MIN)))
