"""Aisle's own export of sales: it carries each line's identity, so that uploading it again changes nothing."""

import polars as pl

from aisle.intake.profiles.base import Profile

HEADERS = (
    "Aisle sale ID",
    "Source",
    "Receipt",
    "Line key",
    "Fingerprint",
    "Sold at",
    "Kind",
    "SKU",
    "Name",
    "Category",
    "Quantity",
    "Unit",
    "Unit price",
    "Discount",
    "Net sales",
    "Tax",
    "Currency",
    "Check",
)


def prepare(frame: pl.DataFrame) -> pl.DataFrame:
    """Take off the apostrophe that keeps a spreadsheet from running a text as a formula."""
    guarded = [name for name in ("receipt", "sku", "name", "category", "line", "source") if name in frame.columns]
    return frame.with_columns(pl.col(name).str.replace(r"^'([=+\-@])", "$1") for name in guarded)


PROFILE = Profile(
    name="aisle_export",
    required=(("aisle sale id",), ("source",), ("receipt",), ("line key",), ("fingerprint",), ("check",)),
    columns={
        "receipt": ("receipt",),
        "line": ("line key",),
        "source": ("source",),
        "fingerprint": ("fingerprint",),
        "check": ("check",),
        "date": ("sold at",),
        "kind": ("kind",),
        "sku": ("sku",),
        "name": ("name",),
        "category": ("category",),
        "quantity": ("quantity",),
        "unit": ("unit",),
        "unit_price": ("unit price",),
        "discount": ("discount",),
        "line_total": ("net sales",),
        "tax": ("tax",),
        "currency": ("currency",),
    },
    prepare=prepare,
    date_orders=("ymd",),
    amounts_are_net=True,
    keeps_identity=True,
)
