"""Shopify's order export: one row per line item, with the order's own cells on its first row only."""

import polars as pl

from aisle.intake.profiles.base import Profile

_ORDER_CELLS = ("status", "date", "created", "currency", "cancelled", "customer", "store")
_PAID = ("paid", "refunded", "partially_refunded", "partially_paid")
REFUND_SKU = "REFUND"


def prepare(frame: pl.DataFrame) -> pl.DataFrame:
    """Carry order cells down, take the payment time, set unpaid orders aside, add one return per refunded order.

    Expects whole orders. `date` is Paid at, else Created at. The order's tax and discount stand on its first row
    only; `order_tax` and `order_discount` keep them for the rows of the order to share.
    """
    found = set(frame.columns)
    carried = [pl.col(name).forward_fill().over("receipt") for name in _ORDER_CELLS if name in found]
    frame = frame.with_columns(carried)
    paid_at = pl.col("date") if "date" in found else pl.lit(None, dtype=pl.String)
    frame = frame.with_columns(pl.coalesce(paid_at, pl.col("created")).alias("date"))
    unpaid = ~pl.col("status").str.to_lowercase().is_in(_PAID) if "status" in found else pl.lit(False)
    gone = pl.col("cancelled").is_not_null() if "cancelled" in found else pl.lit(False)
    frame = frame.with_columns(pl.when(gone | unpaid.fill_null(True)).then(pl.lit("cancelled")).alias("set_aside"))
    return pl.concat([frame, _refunds(frame)], how="diagonal") if "refunded" in found else frame


def _refunds(frame: pl.DataFrame) -> pl.DataFrame:
    """One return per order with a refunded amount: the export does not say which items came back."""
    refunded = frame.filter(pl.col("refunded").str.contains(r"[1-9]") & pl.col("set_aside").is_null())
    kept = [name for name in ("date", "currency", "customer", "store") if name in frame.columns]
    return refunded.select(
        (-pl.col("row_no")).alias("row_no"),
        (pl.col("receipt") + " refund").alias("receipt"),
        *kept,
        pl.lit(REFUND_SKU).alias("sku"),
        pl.lit("Refunded amount").alias("name"),
        pl.lit("1").alias("quantity"),
        pl.col("refunded").alias("unit_price"),
        pl.lit("return").alias("kind"),
        pl.lit(True).alias("is_service"),
    )


PROFILE = Profile(
    name="shopify_orders",
    required=(("name",), ("created at",), ("lineitem quantity",), ("lineitem name",), ("lineitem price",)),
    columns={
        "receipt": ("name",),
        "date": ("paid at",),
        "created": ("created at",),
        "sku": ("lineitem sku",),
        "name": ("lineitem name",),
        "quantity": ("lineitem quantity",),
        "unit_price": ("lineitem price",),
        "discount": ("lineitem discount",),
        "order_discount": ("discount amount",),
        "order_tax": ("taxes",),
        "refunded": ("refunded amount",),
        "status": ("financial status",),
        "cancelled": ("cancelled at",),
        "currency": ("currency",),
        "store": ("location",),
    },
    prepare=prepare,
    keeps_receipts_whole=True,
    date_orders=("ymd",),
)
