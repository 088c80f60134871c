"""One outcome per row: the first thing that is wrong with it decides, in a fixed order."""

import polars as pl

from aisle.intake.rows.amounts import out_of_range
from aisle.intake.rows.outcomes import CODES

# Checks without a code of their own, by field: the column that holds it.
_OWN_CODES = {"set_aside": "set_aside", "store": "store_code"}


def add_verdict(frame: pl.DataFrame, *, needs_receipt: bool) -> pl.DataFrame:
    """Add `outcome`, `code`, `column` (the field at fault) and `value` (its text)."""
    checks = _checks(frame, needs_receipt=needs_receipt)
    reason = pl.lit(None, dtype=pl.UInt8)
    for number, (condition, _, _) in reversed(list(enumerate(checks))):
        reason = pl.when(condition).then(pl.lit(number, dtype=pl.UInt8)).otherwise(reason)
    frame = frame.with_columns(reason.alias("reason"))
    codes = {number: code for number, (_, code, _) in enumerate(checks) if code}
    fields = {number: name for number, (_, _, name) in enumerate(checks) if name}
    code = pl.col("reason").replace_strict(codes, default=None, return_dtype=pl.String)
    # Two checks take their code from the row itself.
    for number, (_, own, name) in enumerate(checks):
        if not own:
            code = pl.when(pl.col("reason") == number).then(pl.col(_OWN_CODES[name])).otherwise(code)
    outcomes = {name: entry.outcome for name, entry in CODES.items()}
    frame = frame.with_columns(
        code.alias("code"),
        pl.col("reason").replace_strict(fields, default=None, return_dtype=pl.String).alias("column"),
    )
    return frame.with_columns(
        pl.col("code")
        .replace_strict(outcomes, default=None, return_dtype=pl.String)
        .fill_null("ready")
        .alias("outcome"),
        _value(frame, sorted(set(fields.values()))).alias("value"),
    )


def _value(frame: pl.DataFrame, fields: list[str]) -> pl.Expr:
    value = pl.lit(None, dtype=pl.String)
    for name in fields:
        if name in frame.columns:
            value = pl.when(pl.col("column") == name).then(pl.col(name).cast(pl.String)).otherwise(value)
    return value


def _checks(frame: pl.DataFrame, *, needs_receipt: bool) -> list[tuple[pl.Expr, str, str]]:
    """Return (condition, code, field) in order of precedence; an empty code is taken from the row."""
    empty = {name: pl.col(name).is_null() for name in ("receipt", "date", "quantity", "sku", "barcode", "name")}
    has_price = [f"{name}_n" in frame.columns for name in ("unit_price", "line_total", "gross_total")]
    priced = [name for name, there in zip(("unit_price", "line_total", "gross_total"), has_price, strict=True) if there]
    unreadable = {
        name: pl.col(name).is_not_null() & pl.col(f"{name}_n").is_null()
        for name in ("quantity", *priced, "discount", "tax")
        if f"{name}_n" in frame.columns
    }
    # What our own export says of itself was judged when it was posted first.
    is_new = ~pl.col("is_authentic")
    price_is_zero = (pl.col("p") == 0) & is_new
    price_is_negative = pl.col("unit_price_n") < 0 if "unit_price" in priced else pl.lit(False)
    total = "line_total" if "line_total" in priced else "gross_total" if "gross_total" in priced else ""
    if total:
        price_is_negative = price_is_negative | ((pl.col(f"{total}_n") < 0) & ~pl.col("is_return"))
    return [
        (pl.col("set_aside").is_not_null(), "", "set_aside"),
        (pl.col("is_undecodable"), "bad-encoding", ""),
        (pl.col("is_too_long"), "wrong-column-count", ""),
        (empty["receipt"] & pl.lit(needs_receipt), "missing-value", "receipt"),
        (empty["date"], "missing-value", "date"),
        (empty["quantity"], "missing-value", "quantity"),
        (empty["sku"] & empty["barcode"] & empty["name"], "missing-value", "name"),
        (pl.all_horizontal(pl.lit(True), *(pl.col(name).is_null() for name in priced)), "missing-value", "unit_price"),
        (pl.col("store_code").is_not_null(), "", "store"),
        (pl.col("bad_zone"), "bad-date", "time_zone"),
        (pl.col("occurred_at").is_null(), "bad-date", "date"),
        (pl.col("odd_unit"), "bad-number", "quantity"),
        *((condition, "bad-number", name) for name, condition in unreadable.items()),
        (pl.col("is_foreign_money"), "currency-mismatch", "currency"),
        ((pl.col("quantity_n") == 0).fill_null(False), "number-out-of-range", "quantity"),
        (price_is_negative & ~(pl.col("is_return") & (pl.col("quantity_n") > 0)), "negative-price", "unit_price"),
        (price_is_zero, "zero-price", "unit_price"),
        (out_of_range(), "number-out-of-range", "quantity"),
        ((pl.col("unit") == "each") & pl.col("is_fraction"), "fractional-each", "quantity"),
        (pl.col("is_bad_barcode"), "bad-barcode", "barcode"),
        (pl.col("is_unknown_product"), "unknown-product", "sku"),
        (~pl.col("agrees") & is_new, "totals-disagree", total or "unit_price"),
    ]
