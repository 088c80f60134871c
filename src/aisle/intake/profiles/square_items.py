"""Square's item sales export: one row per item of a payment, amounts with currency signs."""

import polars as pl

from aisle.intake.profiles.base import Profile


def prepare(frame: pl.DataFrame) -> pl.DataFrame:
    """Refund events are returns; a price point other than Regular is part of the item's name."""
    found = set(frame.columns)
    columns = []
    if "kind" in found:
        refund = pl.col("kind").str.to_lowercase().str.contains("refund")
        columns.append(pl.when(refund).then(pl.lit("return")).otherwise(pl.lit("sale")).alias("kind"))
    if "variant" in found:
        plain = pl.col("variant").is_null() | pl.col("variant").str.to_lowercase().is_in(["regular", "regular price"])
        columns.append(
            pl.when(plain).then(pl.col("name")).otherwise(pl.concat_str("name", "variant", separator=" ")).alias("name")
        )
    is_card = pl.col("name").str.contains(r"(?i)^(?:gift card|egift card)")
    columns.append(pl.when(is_card).then(pl.lit("not-merchandise")).alias("set_aside"))
    return frame.with_columns(columns)


PROFILE = Profile(
    name="square_items",
    required=(("date",), ("time",), ("item",), ("qty",), ("transaction id",)),
    columns={
        "receipt": ("transaction id",),
        "date": ("date",),
        "time": ("time",),
        "time_zone": ("time zone",),
        "sku": ("sku",),
        "barcode": ("gtin",),
        "name": ("item",),
        "variant": ("price point name",),
        "category": ("category",),
        "quantity": ("qty",),
        "unit": ("unit",),
        "gross_total": ("gross sales",),
        "discount": ("discounts",),
        "line_total": ("net sales",),
        "tax": ("tax",),
        "kind": ("event type",),
        "customer": ("customer id",),
        "store": ("location",),
        "currency": ("currency",),
    },
    prepare=prepare,
    date_orders=("mdy", "dmy"),
    amounts_are_net=True,
)
