"""Any table of sales: columns found by synonyms in eight languages."""

import tomllib
from functools import lru_cache
from importlib.resources import files

import polars as pl

from aisle.intake.profiles.base import Profile, normalise_header

# A row whose code and quantity are empty and whose first words say "total" sums up other rows.
_TOTALS = r"(?i)^\s*(?:sub[\s-]?total|grand total|total|gesamt|summe|zwischensumme|total general|totale|totaal|कुल)\b"
_SERVICES = (
    r"(?i)^\s*(?:shipping|postage|delivery(?: fee| charge)?|carriage|tips?|gratuity|gift card|"
    r"gift voucher|service charge|"
    r"versand(?:kosten)?|porto|trinkgeld|gutschein|frais de port|livraison|pourboire|envío|propina|spedizione|mancia|"
    r"frete|gorjeta|verzendkosten|fooi)\s*$"
)


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Return field -> headers, from the data file."""
    text = (files("aisle.intake.profiles") / "synonyms.toml").read_text(encoding="utf-8")
    return {field: tuple(map(normalise_header, headers)) for field, headers in tomllib.loads(text).items()}


def prepare(frame: pl.DataFrame) -> pl.DataFrame:
    """Mark rows that are no sale of goods: sums over other rows, postage and fees, cancelled sales."""
    found = set(frame.columns)
    words = [name for name in ("receipt", "date", "sku", "name", "category") if name in found]
    says_total = pl.any_horizontal(pl.col(name).str.contains(_TOTALS).fill_null(False) for name in words)
    keys = [name for name in ("date", "sku", "barcode", "name") if name in found]
    lacks_key = pl.any_horizontal(pl.col(name).is_null() for name in keys)
    is_service = pl.col("name").str.contains(_SERVICES).fill_null(False) if "name" in found else pl.lit(False)
    cancelled = (
        pl.col("status")
        .str.contains(r"(?i)^(?:cancel|void|storn|annul|cancelad|annullat|geannuleerd)")
        .fill_null(False)
        if "status" in found
        else pl.lit(False)
    )
    code = (
        pl.when(says_total & lacks_key)
        .then(pl.lit("subtotal-row"))
        .when(cancelled)
        .then(pl.lit("cancelled"))
        .when(is_service)
        .then(pl.lit("not-merchandise"))
    )
    return frame.with_columns(code.alias("set_aside"))


def generic_profile() -> Profile:
    """Return the profile of files nobody prepared for; what it lacks becomes a question."""
    return Profile(name="generic", required=(), columns=synonyms(), prepare=prepare)
