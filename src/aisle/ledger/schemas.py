"""Wire shapes of the book."""

from datetime import date
from typing import Self

from pydantic import BaseModel

from aisle.kit.quantity import Unit
from aisle.ledger.models import SaleRow
from aisle.ledger.queries import PostedSaleRow
from aisle.ledger.rules import Door, SaleKind


class SaleSummaryOut(BaseModel):
    """A sale in a list."""

    sale_id: str
    receipt_number: str
    door: Door
    kind: SaleKind
    store_id: str
    business_date: date
    occurred_at: str
    posted_at: str
    currency: str
    line_count: int
    net_minor: int
    tax_minor: int
    total_minor: int

    @classmethod
    def of(cls, row: SaleRow) -> Self:
        """Write a row of the book for the wire."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class TaxOut(BaseModel):
    """One tax of a line."""

    tax_id: str
    amount_minor: int


class SaleLineOut(BaseModel):
    """One line of a sale."""

    line_no: int
    item_id: str
    quantity: int
    unit: Unit
    entry: str
    scan_code: str | None
    unit_price_minor: int
    price_per: int
    net_minor: int
    taxes: list[TaxOut]
    gross_minor: int


class TenderOut(BaseModel):
    """What settled the sale."""

    tender_no: int
    kind: str
    amount_minor: int
    tendered_minor: int
    change_minor: int


class SaleOut(BaseModel):
    """A posted sale with its lines."""

    sale_id: str
    digest: str
    receipt_number: str
    door: Door
    kind: SaleKind
    store_id: str
    register_id: str
    business_date: date
    occurred_at: str
    posted_at: str
    currency: str
    customer_id: str | None
    original_sale_id: str | None
    voided: bool
    lines: list[SaleLineOut]
    tenders: list[TenderOut]
    total_minor: int
    rounding_minor: int
    flags: list[str]

    @classmethod
    def of(cls, sale: PostedSaleRow) -> Self:
        """Write a sale for the wire."""
        draft = sale.draft
        same = (
            "sale_id", "door", "kind", "store_id", "register_id", "business_date", "occurred_at", "currency",
            "customer_id", "original_sale_id", "total_minor", "rounding_minor",
        )  # fmt: skip
        line_names = SaleLineOut.model_fields.keys() - {"taxes"}
        return cls(
            digest=sale.digest,
            receipt_number=sale.receipt_number,
            posted_at=sale.posted_at,
            voided=sale.voided,
            lines=[
                SaleLineOut(
                    taxes=[TaxOut(tax_id=tax.tax_id, amount_minor=tax.amount_minor) for tax in line.taxes],
                    **{name: getattr(line, name) for name in line_names},
                )
                for line in draft.lines
            ],
            tenders=[
                TenderOut(**{name: getattr(tender, name) for name in TenderOut.model_fields})
                for tender in draft.tenders
            ],
            flags=list(draft.flags),
            **{name: getattr(draft, name) for name in same},
        )


class FindingOut(BaseModel):
    """A place where the book contradicts itself."""

    rule: str
    subject_id: str
    expected: int
    found: int


class SelfCheckOut(BaseModel):
    """The result of a self-check; anything but an empty list needs a person at once."""

    store_id: str
    findings: list[FindingOut]


class JournalFindingOut(BaseModel):
    """The first place where a chain does not hold."""

    stream: str
    number: int
    reason: str


class JournalCheckOut(BaseModel):
    """The result of recomputing the journal's chains."""

    findings: list[JournalFindingOut]
