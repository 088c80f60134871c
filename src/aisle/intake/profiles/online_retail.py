"""The invoice lines of the UCI Online Retail data set, and files made like it."""

import polars as pl

from aisle.intake.profiles.base import Profile

# Codes that are no goods: postage, carriage, fees, adjustments, samples. They post as service lines.
SERVICE_CODES = r"(?i)^(?:POST|DOT|M|C2|D|S|B|BANK CHARGES|AMAZONFEE|CRUK|PADS|ADJUST\d*|TEST\d*)$"


def prepare(frame: pl.DataFrame) -> pl.DataFrame:
    """An invoice number that begins with C is a return."""
    kind = pl.when(pl.col("receipt").str.contains(r"^[Cc]\d")).then(pl.lit("return"))
    service = pl.col("sku").str.contains(SERVICE_CODES).fill_null(False)
    return frame.with_columns(kind.alias("kind"), service.alias("is_service"))


PROFILE = Profile(
    name="online_retail",
    required=(("invoice no", "invoice"), ("stock code",), ("quantity",), ("invoice date",), ("unit price", "price")),
    columns={
        "receipt": ("invoice no", "invoice"),
        "sku": ("stock code",),
        "name": ("description",),
        "quantity": ("quantity",),
        "date": ("invoice date",),
        "unit_price": ("unit price", "price"),
        "customer": ("customer id",),
    },
    prepare=prepare,
)
