"""From a draft to the rows, the journal entry and the event of a posted sale; pure, one place for one and for many."""

from dataclasses import dataclass, field
from typing import Any

from aisle.kit.canonical import canonical_json_unchecked
from aisle.kit.events import Event
from aisle.kit.ids import derived_id
from aisle.kit.journal import JournalEntry
from aisle.ledger.rules import PricedLine, SaleDraft, movement_quantity
from aisle.stock import LOT_UNKNOWN, Movement

Row = tuple[Any, ...]

SALE_COLUMNS = (
    "tenant_id", "sale_id", "door", "kind", "store_id", "register_id", "epoch", "sequence", "shift_id",
    "business_date", "occurred_at", "posted_at", "captured", "currency", "catalogue_revision", "engine_version",
    "customer_id", "operator_id", "original_sale_id", "receipt_number", "line_count", "net_minor", "tax_minor",
    "total_minor", "rounding_minor", "flags", "approvals", "moves_stock", "digest",
)  # fmt: skip
LINE_COLUMNS = (
    "tenant_id", "sale_id", "line_no", "item_id", "pack_id", "quantity", "unit", "entry", "scan_code", "lot_id",
    "seen_price_minor", "unit_price_minor", "price_per", "override", "original_sale_id", "original_line_no",
    "net_minor", "gross_minor",
)  # fmt: skip
TAX_COLUMNS = ("tenant_id", "sale_id", "line_no", "tax_id", "amount_minor")
TENDER_COLUMNS = (
    "tenant_id", "sale_id", "tender_no", "kind", "amount_minor", "tendered_minor", "change_minor",
    "authorisation_id", "stored_value_id",
)  # fmt: skip
ADJUSTMENT_COLUMNS = ("tenant_id", "sale_id", "adjustment_no", "content")


@dataclass(frozen=True, slots=True)
class PostedSale:
    """A sale as the book has it; `replayed` says that it was there before."""

    sale_id: str
    digest: str
    receipt_number: str
    epoch: int
    sequence: int
    posted_at: str
    flags: tuple[str, ...]
    replayed: bool = False


@dataclass(slots=True)
class SaleRows:
    """The rows of many sales, a list a table, in the order of the columns above."""

    sales: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    taxes: list[Row] = field(default_factory=list)
    tenders: list[Row] = field(default_factory=list)
    adjustments: list[Row] = field(default_factory=list)

    def add(self, tenant_id: str, draft: SaleDraft, posted: PostedSale) -> None:
        """Add the rows of one sale."""
        self.sales.append(_sale_row(tenant_id, draft, posted))
        for line in draft.lines:
            self.lines.append(_line_row(tenant_id, draft.sale_id, line))
            for tax in line.taxes:
                self.taxes.append((tenant_id, draft.sale_id, line.line_no, tax.tax_id, tax.amount_minor))
        for tender in draft.tenders:
            self.tenders.append(
                (
                    tenant_id, draft.sale_id, tender.tender_no, tender.kind, tender.amount_minor,
                    tender.tendered_minor, tender.change_minor, tender.authorisation_id, tender.stored_value_id,
                )
            )  # fmt: skip
        for number, entry in enumerate(draft.adjustments, start=1):
            content = {
                "stage": entry.stage, "promotion_id": entry.promotion_id, "coupon_id": entry.coupon_id,
                "version": entry.version, "units": entry.units, "amount_minor": entry.amount_minor,
                "reason_key": entry.reason_key, "params": entry.params,
                "lines": [{"line_no": line.line_no, "amount_minor": line.amount_minor} for line in entry.lines],
            }  # fmt: skip
            self.adjustments.append((tenant_id, draft.sale_id, number, canonical_json_unchecked(content)))


def _sale_row(tenant_id: str, draft: SaleDraft, posted: PostedSale) -> Row:
    return (
        tenant_id, draft.sale_id, draft.door, draft.kind, draft.store_id, draft.register_id, posted.epoch,
        posted.sequence, draft.shift_id, draft.business_date.isoformat(), draft.occurred_at, posted.posted_at,
        draft.captured, draft.currency, draft.catalogue_revision, draft.engine_version, draft.customer_id,
        draft.operator_id, draft.original_sale_id, posted.receipt_number, len(draft.lines), draft.net_minor,
        draft.tax_minor, draft.total_minor, draft.rounding_minor, _texts(draft.flags), _texts(draft.approvals),
        draft.moves_stock, posted.digest,
    )  # fmt: skip


def _texts(texts: tuple[str, ...]) -> str:
    return canonical_json_unchecked(texts) if texts else "[]"


def _line_row(tenant_id: str, sale_id: str, line: PricedLine) -> Row:
    override = line.override and canonical_json_unchecked(
        {"unit_price_minor": line.override.unit_price_minor, "reason": line.override.reason}
    )
    original = line.original
    return (
        tenant_id, sale_id, line.line_no, line.item_id, line.pack_id, line.quantity, line.unit, line.entry,
        line.scan_code, line.lot_id, line.seen_price_minor, line.unit_price_minor, line.price_per, override,
        original.sale_id if original else None, original.line_no if original else None, line.net_minor,
        line.gross_minor,
    )  # fmt: skip


def movements_of(draft: SaleDraft, *, location_id: str) -> list[Movement]:
    """Return the stock movements of a sale: a void or correction is a `sale` movement with the sign turned."""
    return [
        Movement(
            movement_id=derived_id(draft.sale_id, f"movement {line.line_no}"),
            item_id=line.item_id,
            location_id=location_id,
            lot_id=line.lot_id or LOT_UNKNOWN,
            quantity=movement_quantity(line),
            kind="return" if line.quantity < 0 and draft.kind in {"return", "exchange"} else "sale",
            cause_id=draft.sale_id,
            occurred_at=draft.occurred_at,
        )
        for line in draft.lines
    ]


def journal_entry_of(draft: SaleDraft, posted: PostedSale) -> JournalEntry:
    """Return what the journal keeps of a sale: its kind, amounts and digest, nothing personal."""
    return JournalEntry(
        kind="sale" if draft.kind == "stored_value_sale" else draft.kind,
        subject_id=draft.sale_id,
        payload=canonical_json_unchecked(
            {
                "digest": posted.digest,
                "total_minor": draft.total_minor,
                "currency": draft.currency,
                "original_sale_id": draft.original_sale_id,
            }
        ),
        occurred_at=draft.occurred_at,
        register_sequence=posted.sequence,
    )


def sale_posted_event(draft: SaleDraft, posted: PostedSale) -> Event:
    """Return the fact `SalePosted` v1; it carries no lines, whoever needs them reads the book."""
    return Event(
        kind="SalePosted",
        version=1,
        subject_id=draft.sale_id,
        store_id=draft.store_id,
        occurred_at=draft.occurred_at,
        posted_at=posted.posted_at,
        payload=canonical_json_unchecked({
            "sale_id": draft.sale_id, "digest": posted.digest, "receipt_number": posted.receipt_number,
            "door": draft.door, "kind": draft.kind, "store_id": draft.store_id, "register_id": draft.register_id,
            "shift_id": draft.shift_id, "business_date": draft.business_date.isoformat(),
            "occurred_at": draft.occurred_at, "posted_at": posted.posted_at, "currency": draft.currency,
            "customer_id": draft.customer_id, "operator_id": draft.operator_id,
            "original_sale_id": draft.original_sale_id, "line_count": len(draft.lines),
            "net_minor": draft.net_minor, "tax_minor": draft.tax_minor, "total_minor": draft.total_minor,
            "rounding_minor": draft.rounding_minor,
            "tenders": [{"kind": tender.kind, "amount_minor": tender.amount_minor} for tender in draft.tenders],
            "flags": list(posted.flags),
        }),
    )  # fmt: skip
