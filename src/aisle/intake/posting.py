"""From staged rows to sale drafts: grouping by receipt, telling repeats from changes; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, cast

import polars as pl

from aisle.intake.rows.staged import PAYLOAD_COLUMNS
from aisle.kit.ids import derived_id
from aisle.kit.quantity import Unit, price_per
from aisle.ledger import AdjustedLine, PriceAdjustment, PricedLine, SaleDraft, TaxAmount, TenderLine
from aisle.sites import Store

Row = dict[str, Any]
AMOUNTS_KEPT = 1_024
# What a sale needs of a payload; names, categories and exact prices went to the catalogue beforehand.
_NEEDED = (
    "source", "store_id", "occurred_at", "business_date", "sku", "barcode", "quantity", "unit", "unit_price_minor",
    "discount_minor", "net_minor", "tax_minor", "kind", "customer_ref", "currency",
)  # fmt: skip
_NEEDED_COLUMNS = {name: PAYLOAD_COLUMNS[name] for name in _NEEDED}


@dataclass(frozen=True, slots=True)
class KnownReceipt:
    """A receipt the book has: the sale it became, its lines as `key hash`, and how often it was voided."""

    sale_id: str
    business_date: date
    voids: int
    is_voided: bool
    lines: frozenset[str]


@dataclass(slots=True)
class Receipt:
    """The staged rows of one receipt of one store and source, each with its final line key."""

    store_id: str
    source: str
    number: str
    rows: list[Row]

    @property
    def identity(self) -> tuple[str, str, str]:
        """What it is known by."""
        return self.store_id, self.source, self.number

    @property
    def first(self) -> Row:
        """Its earliest row: a receipt printed over two minutes happened at the first."""
        return min(self.rows, key=lambda row: (row["occurred_at"], row["row_no"]))

    @property
    def line_texts(self) -> list[str]:
        """Its lines as they are remembered."""
        return [f"{row['line_key']} {row['content_hash']}" for row in self.rows]


@dataclass(slots=True)
class Decisions:
    """What happens to a batch of receipts; row lists hold (row_no, code)."""

    fresh: list[tuple[Receipt, int]] = field(default_factory=list)
    duplicate: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)


def unpack(staged: pl.DataFrame) -> list[Row]:
    """Return staged rows (row_no, receipt, line_key, payload, content_hash) with the payload values a sale needs."""
    payload = staged["payload"].str.json_decode(pl.Struct(_NEEDED_COLUMNS)).struct.unnest()
    return pl.concat([staged.drop("payload"), payload], how="horizontal").rows(named=True)


def group_receipts(rows: Iterable[Row], *, source: str, has_receipts: bool) -> list[Receipt]:
    """Group rows by store and receipt, in the order given, and number lines that look the same.

    `source` is the upload's; a row of our own export names the one it was posted under. Without a receipt column
    every row is a receipt of its own, told from its twins by their number.
    """
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["store_id"], row["source"] or source, row["receipt"]), []).append(row)
    if not has_receipts:
        return [
            Receipt(store_id, origin, f"{number}/{place}", [row])
            for (store_id, origin, number), members in groups.items()
            for place, row in enumerate(_numbered(members), start=1)
        ]
    return [Receipt(*identity, _numbered(members)) for identity, members in groups.items()]


def _numbered(rows: list[Row]) -> list[Row]:
    """Give lines without a number of their own the count of their twins, and put them in an order that is always so.

    Lines go by the file's line numbers, else by code: a shuffled file must make the very same sale.
    """
    seen: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (row["line_key"], row["content_hash"], row["row_no"])):
        key = row["line_key"]
        if key.startswith("="):
            row["line_key"] = key[1:]
        elif not key.startswith("#"):
            seen[key] = seen.get(key, 0) + 1
            row["line_key"] = f"{key}/{seen[key]}"
    return sorted(rows, key=_line_order)


def _line_order(row: Row) -> tuple[int, str, str, str]:
    number = row["line_key"].removeprefix("#")
    return (
        (int(number) if number.isascii() and number.isdigit() else 0),
        row["sku"],
        row["line_key"],
        row["content_hash"],
    )


def decide(receipts: Iterable[Receipt], known: Mapping[tuple[str, str, str], KnownReceipt]) -> Decisions:
    """Tell new receipts from repeats and from changed ones."""
    decisions = Decisions()
    for receipt in receipts:
        earlier = known.get(receipt.identity)
        if earlier is None or earlier.is_voided:
            kept = _without_repeats(receipt, decisions)
            decisions.fresh.append((kept, earlier.voids if earlier else 0))
            continue
        same_day = date.fromisoformat(receipt.first["business_date"]) == earlier.business_date
        for row, line in zip(receipt.rows, receipt.line_texts, strict=True):
            same = same_day and line in earlier.lines
            (decisions.duplicate if same else decisions.changed).append(row["row_no"])
    return decisions


def _without_repeats(receipt: Receipt, decisions: Decisions) -> Receipt:
    """Inside one file a line number may come twice: the same line is a repeat, another one a contradiction."""
    contents: dict[str, str] = {}
    rows = []
    for row in receipt.rows:
        key, content = row["line_key"], row["content_hash"]
        if key not in contents:
            contents[key] = content
            rows.append(row)
        else:
            (decisions.duplicate if contents[key] == content else decisions.changed).append(row["row_no"])
    return Receipt(receipt.store_id, receipt.source, receipt.number, rows)


@dataclass(frozen=True, slots=True)
class DraftContext:
    """What turns rows into drafts: stores by id, registers by (store, source), items by sku, customers by reference."""

    stores: Mapping[str, Store]
    registers: Mapping[tuple[str, str], str]
    items: Mapping[str, str]
    customers: Mapping[str, str]
    tax_id: str


def sale_id_of(store_id: str, source: str, receipt: str, voids: int) -> str:
    """Return the id a receipt's sale has for ever; each void of it makes room for one more."""
    return derived_id(store_id, f"sale|{source}|{receipt}|{voids}")


def build_draft(receipt: Receipt, voids: int, context: DraftContext) -> SaleDraft:
    """Return the sale a receipt becomes, with the amounts of the file."""
    store = context.stores[receipt.store_id]
    first = receipt.first
    business_date = date.fromisoformat(first["business_date"])
    lines = tuple([_line(number, row, context) for number, row in enumerate(receipt.rows, start=1)])
    total = sum([line.gross_minor for line in lines])
    kinds = {row["kind"] for row in receipt.rows}
    customer = next((row["customer_ref"] for row in receipt.rows if row["customer_ref"]), None)
    return SaleDraft(
        sale_id=sale_id_of(receipt.store_id, receipt.source, receipt.number, voids),
        door="intake",
        kind="exchange" if len(kinds) > 1 else "return" if "return" in kinds else "sale",
        store_id=receipt.store_id,
        register_id=context.registers[receipt.store_id, receipt.source],
        business_date=business_date,
        occurred_at=first["occurred_at"],
        currency=store.currency,
        lines=lines,
        total_minor=total,
        tenders=(TenderLine(1, "imported", total, total, 0),),
        adjustments=tuple(
            [_discount(number, row) for number, row in enumerate(receipt.rows, start=1) if row["discount_minor"]]
        ),
        customer_id=context.customers.get(customer) if customer else None,
        receipt_number=receipt.number,
        # Without a day from which stock is kept, history must not drain a shelf that was never counted.
        moves_stock=store.stock_from_date is not None and business_date >= store.stock_from_date,
    )


def _line(number: int, row: Row, context: DraftContext) -> PricedLine:
    unit = cast(Unit, row["unit"])
    net_minor, tax_minor = row["net_minor"], row["tax_minor"]
    return PricedLine(
        line_no=number,
        item_id=context.items[row["sku"]],
        quantity=row["quantity"],
        unit=unit,
        entry="imported",
        unit_price_minor=row["unit_price_minor"],
        price_per=price_per(unit),
        net_minor=net_minor,
        taxes=_taxes(context.tax_id, tax_minor),
        gross_minor=net_minor + tax_minor,
        scan_code=row["barcode"],
    )


@lru_cache(AMOUNTS_KEPT)
def _taxes(tax_id: str, amount_minor: int) -> tuple[TaxAmount, ...]:
    """Return the one tax of a line; few amounts come again and again, above all nothing."""
    return (TaxAmount(tax_id, amount_minor),)


def _discount(number: int, row: Row) -> PriceAdjustment:
    amount = -row["discount_minor"]
    return PriceAdjustment(
        stage="imported",
        amount_minor=amount,
        units=abs(row["quantity"]),
        reason_key="imported-discount",
        lines=(AdjustedLine(number, amount),),
    )
