"""What a profile is: which headers it needs, which column is which field, and how its rows become plain ones."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

# Canonical fields of a row, all of them text until `rows` reads them.
FIELDS = (
    "receipt",
    "line",
    "date",
    "time",
    "time_zone",
    "sku",
    "barcode",
    "name",
    "variant",
    "category",
    "quantity",
    "unit",
    "unit_price",
    "line_total",
    "gross_total",
    "discount",
    "tax",
    "kind",
    "status",
    "customer",
    "store",
    "currency",
)
NUMBER_FIELDS = (
    "quantity",
    "unit_price",
    "line_total",
    "gross_total",
    "discount",
    "tax",
    "refunded",
    "order_discount",
    "order_tax",
)

# Fields that carry money or counts a shopkeeper must not find mapped by accident are never taken from these.
CARD_HEADERS = frozenset(
    ("card brand", "pan suffix", "card number", "pan", "cvv", "card entry methods", "card last 4", "card last four")
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One export format.

    `required` lists the headers (each with its spellings) without which the file is another format.
    `columns` names, per field, the headers that hold it, best first. `prepare` turns the profile's own habits
    (return marks, order cells on the first line only) into plain rows; it may add the columns `set_aside`
    (a code for rows that are no sale) and rows of its own with a negative `row_no`.
    `amounts_are_net` says that line totals never hold the tax; `keeps_identity`, that the file names the source, line
    key and content hash each line was posted under. `keeps_receipts_whole` asks for frames cut between receipts, for
    formats that write order cells once.
    """

    name: str
    required: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]
    prepare: Callable[[pl.DataFrame], pl.DataFrame] = field(default=lambda frame: frame)
    keeps_receipts_whole: bool = False
    date_orders: tuple[str, ...] = ()
    amounts_are_net: bool = False
    keeps_identity: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """The profile found, how sure (in thousandths), and field -> column index."""

    profile: Profile
    confidence_permille: int
    mapping: dict[str, int]


@lru_cache(maxsize=4096)
def normalise_header(header: str) -> str:
    """Fold a header: no mark, case, accents, `_ - .` or camel case; a bracketed remark such as (EUR) is dropped."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.replace("\ufeff", ""))
    text = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFC", re.sub(r"[\u0300-\u036f]", "", text))
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    return re.sub(r"[\s_\-.:/#*]+", " ", text).strip()


def map_columns(columns: Mapping[str, tuple[str, ...]], headers: list[str]) -> dict[str, int]:
    """Return field -> index of its best header; a header serves one field, its first holder wins among repeats."""
    normalised = [normalise_header(header) for header in headers]
    places: dict[str, int] = {}
    for index, name in enumerate(normalised):
        if name and name not in CARD_HEADERS:
            places.setdefault(name, index)
    mapping: dict[str, int] = {}
    taken: set[int] = set()
    for name, spellings in columns.items():
        best = next((places[spelling] for spelling in spellings if places.get(spelling) not in taken | {None}), None)
        if best is not None:
            mapping[name] = best
            taken.add(best)
    return mapping
