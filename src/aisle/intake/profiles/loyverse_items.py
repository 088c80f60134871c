"""Loyverse's export of receipts by item."""

import polars as pl

from aisle.intake.profiles.base import Profile


def prepare(frame: pl.DataFrame) -> pl.DataFrame:
    """Receipts of type Refund are returns; cancelled and voided ones are set aside; a variant belongs to the name."""
    found = set(frame.columns)
    refund = pl.col("kind").str.to_lowercase().str.contains("refund")
    columns = [pl.when(refund).then(pl.lit("return")).otherwise(pl.lit("sale")).alias("kind")]
    if "status" in found:
        gone = pl.col("status").str.to_lowercase().str.contains("cancel|void")
        columns.append(pl.when(gone).then(pl.lit("cancelled")).alias("set_aside"))
    if "variant" in found:
        full = pl.concat_str("name", "variant", separator=" ", ignore_nulls=True)
        columns.append(full.alias("name"))
    return frame.with_columns(columns)


PROFILE = Profile(
    name="loyverse_items",
    required=(
        ("date",),
        ("receipt number",),
        ("receipt type",),
        ("item", "item name"),
        ("quantity",),
        ("net sales",),
    ),
    columns={
        "receipt": ("receipt number",),
        "date": ("date",),
        "sku": ("sku",),
        "name": ("item", "item name"),
        "variant": ("variant",),
        "category": ("category",),
        "quantity": ("quantity",),
        "gross_total": ("gross sales",),
        "discount": ("discounts",),
        "line_total": ("net sales",),
        "tax": ("taxes",),
        "kind": ("receipt type",),
        "status": ("status",),
        "store": ("store",),
    },
    prepare=prepare,
    amounts_are_net=True,
)
