"""What a sale is and what always holds of it; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from aisle.kit.canonical import canonical_json_unchecked
from aisle.kit.limits import SALE_LINES_MAX
from aisle.kit.money import AMOUNT_MINOR_MAX
from aisle.kit.quantity import QUANTITY_MAX, Unit
from aisle.ledger.problems import AmountInvalid, DoesNotAddUp, QuantityInvalid

Door = Literal["till", "walkout", "intake"]
SaleKind = Literal["sale", "return", "exchange", "void", "stored_value_sale", "correction"]
Entry = Literal["scanned", "keyed", "searched", "camera", "suggested", "sensor", "imported"]
Captured = Literal["online", "offline"]


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One tax of a line."""

    tax_id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class OriginalLine:
    """The line of an earlier sale that comes back."""

    sale_id: str
    line_no: int


@dataclass(frozen=True, slots=True)
class PriceOverride:
    """A price a person set at the register, and why."""

    unit_price_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line, priced: quantity in base units of `unit`, `unit_price_minor` per `price_per` of them."""

    line_no: int
    item_id: str
    quantity: int
    unit: Unit
    entry: Entry
    unit_price_minor: int
    price_per: int
    net_minor: int
    taxes: tuple[TaxAmount, ...]
    gross_minor: int
    pack_id: str | None = None
    scan_code: str | None = None
    lot_id: str | None = None
    seen_price_minor: int | None = None
    override: PriceOverride | None = None
    original: OriginalLine | None = None


@dataclass(frozen=True, slots=True)
class AdjustedLine:
    """A line's share of an adjustment."""

    line_no: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PriceAdjustment:
    """Any lowering or raising of lines, with its reason; already inside their net amounts."""

    stage: str
    amount_minor: int
    units: int
    reason_key: str
    lines: tuple[AdjustedLine, ...]
    promotion_id: str | None = None
    coupon_id: str | None = None
    version: int | None = None
    params: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TenderLine:
    """What settles the sale; what was handed over less the change is the amount."""

    tender_no: int
    kind: str
    amount_minor: int
    tendered_minor: int
    change_minor: int
    authorisation_id: str | None = None
    stored_value_id: str | None = None


@dataclass(frozen=True, slots=True)
class SaleDraft:
    """Everything a door says of a sale before it is posted; times are UTC text.

    `receipt_number` is given where the number exists already, as in an imported file; else the ledger makes one.
    """

    sale_id: str
    door: Door
    kind: SaleKind
    store_id: str
    register_id: str
    business_date: date
    occurred_at: str
    currency: str
    lines: tuple[PricedLine, ...]
    total_minor: int
    tenders: tuple[TenderLine, ...]
    rounding_minor: int = 0
    adjustments: tuple[PriceAdjustment, ...] = ()
    captured: Captured = "online"
    epoch: int | None = None
    sequence: int | None = None
    shift_id: str | None = None
    catalogue_revision: int | None = None
    engine_version: int | None = None
    customer_id: str | None = None
    operator_id: str | None = None
    original_sale_id: str | None = None
    receipt_number: str | None = None
    approvals: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    moves_stock: bool = True

    @property
    def net_minor(self) -> int:
        """The sum of the lines before tax."""
        return sum([line.net_minor for line in self.lines])

    @property
    def tax_minor(self) -> int:
        """The sum of all taxes."""
        return sum([tax.amount_minor for line in self.lines for tax in line.taxes])


def check_sale(draft: SaleDraft) -> None:
    """Hold a draft to what is always true of a sale; a door that built it wrongly gets a problem with the numbers."""
    if not 1 <= len(draft.lines) <= SALE_LINES_MAX and draft.door != "intake":
        raise QuantityInvalid(params={"lines": len(draft.lines), "lines_max": SALE_LINES_MAX})
    for line in draft.lines:
        _check_line(line, draft.kind)
    gross = sum([line.gross_minor for line in draft.lines])
    _must_equal("total_minor", expected=gross, found=draft.total_minor)
    tendered = sum([tender.amount_minor for tender in draft.tenders])
    _must_equal("tenders", expected=draft.total_minor + draft.rounding_minor, found=tendered)
    for tender in draft.tenders:
        handed_over = tender.tendered_minor - tender.change_minor
        if handed_over != tender.amount_minor:
            _must_equal(f"tender {tender.tender_no}", expected=handed_over, found=tender.amount_minor)


def _check_line(line: PricedLine, kind: SaleKind) -> None:
    if line.quantity == 0 or abs(line.quantity) > QUANTITY_MAX:
        raise QuantityInvalid(params={"line_no": line.line_no, "quantity": line.quantity})
    if (kind == "sale" and line.quantity < 0) or (kind == "return" and line.quantity > 0):
        raise QuantityInvalid(params={"line_no": line.line_no, "quantity": line.quantity, "kind": kind})
    if line.unit_price_minor < 0 or max(abs(line.net_minor), abs(line.gross_minor)) > AMOUNT_MINOR_MAX:
        raise AmountInvalid(params={"line_no": line.line_no})
    with_tax = line.net_minor
    for tax in line.taxes:
        with_tax += tax.amount_minor
    # The text is made only for a line that is wrong: of a million lines none should be.
    if with_tax != line.gross_minor:
        _must_equal(f"gross of line {line.line_no}", expected=with_tax, found=line.gross_minor)


def _must_equal(what: str, *, expected: int, found: int) -> None:
    if expected != found:
        raise DoesNotAddUp(params={"what": what, "expected": expected, "found": found})


def turned(draft: SaleDraft, *, sale_id: str, kind: Literal["void", "correction"], occurred_at: str) -> SaleDraft:
    """Return the draft that undoes another: every sign turned, the business date kept."""
    return replace(
        draft,
        sale_id=sale_id,
        kind=kind,
        occurred_at=occurred_at,
        original_sale_id=draft.sale_id,
        lines=tuple(_turned_line(line) for line in draft.lines),
        adjustments=tuple(
            replace(
                entry,
                amount_minor=-entry.amount_minor,
                units=-entry.units,
                lines=tuple(replace(line, amount_minor=-line.amount_minor) for line in entry.lines),
            )
            for entry in draft.adjustments
        ),
        tenders=tuple(
            replace(
                tender,
                amount_minor=-tender.amount_minor,
                tendered_minor=-tender.tendered_minor,
                change_minor=-tender.change_minor,
            )
            for tender in draft.tenders
        ),
        total_minor=-draft.total_minor,
        rounding_minor=-draft.rounding_minor,
        sequence=None,
        epoch=None,
        approvals=(),
        flags=(),
    )


def _turned_line(line: PricedLine) -> PricedLine:
    return replace(
        line,
        quantity=-line.quantity,
        net_minor=-line.net_minor,
        gross_minor=-line.gross_minor,
        taxes=tuple(TaxAmount(tax.tax_id, -tax.amount_minor) for tax in line.taxes),
        original=None,
    )


def digest_text(draft: SaleDraft) -> str:
    """Return the canonical JSON a sale's digest is taken of: its content, without `captured`.

    Written out field by field: on a million lines `dataclasses.asdict` would cost more than the posting.
    """
    return canonical_json_unchecked(
        {
            "sale_id": draft.sale_id, "door": draft.door, "kind": draft.kind, "store_id": draft.store_id,
            "register_id": draft.register_id, "epoch": draft.epoch, "sequence": draft.sequence,
            "shift_id": draft.shift_id, "business_date": draft.business_date.isoformat(),
            "occurred_at": draft.occurred_at, "currency": draft.currency,
            "catalogue_revision": draft.catalogue_revision, "engine_version": draft.engine_version,
            "customer_id": draft.customer_id, "operator_id": draft.operator_id,
            "original_sale_id": draft.original_sale_id, "receipt_number": draft.receipt_number,
            "lines": [_line_content(line) for line in draft.lines],
            "adjustments": [_adjustment_content(entry) for entry in draft.adjustments],
            "total_minor": draft.total_minor, "rounding_minor": draft.rounding_minor,
            "tenders": [_tender_content(tender) for tender in draft.tenders], "approvals": draft.approvals,
        }
    )  # fmt: skip


def _line_content(line: PricedLine) -> list[object]:
    return [
        line.line_no, line.item_id, line.pack_id, line.quantity, line.unit, line.entry, line.scan_code, line.lot_id,
        line.seen_price_minor, line.unit_price_minor, line.price_per, line.net_minor, line.gross_minor,
        [[tax.tax_id, tax.amount_minor] for tax in line.taxes],
        [line.override.unit_price_minor, line.override.reason] if line.override else None,
        [line.original.sale_id, line.original.line_no] if line.original else None,
    ]  # fmt: skip


def _adjustment_content(entry: PriceAdjustment) -> list[object]:
    return [
        entry.stage, entry.promotion_id, entry.coupon_id, entry.version, entry.units, entry.amount_minor,
        entry.reason_key, entry.params, [[line.line_no, line.amount_minor] for line in entry.lines],
    ]  # fmt: skip


def _tender_content(tender: TenderLine) -> list[object]:
    return [
        tender.tender_no, tender.kind, tender.amount_minor, tender.tendered_minor, tender.change_minor,
        tender.authorisation_id, tender.stored_value_id,
    ]  # fmt: skip


def movement_quantity(line: PricedLine) -> int:
    """Return the stock change of a line: what was sold leaves, what came back returns."""
    return -line.quantity


def returned_lines(drafts: Iterable[SaleDraft]) -> list[tuple[OriginalLine, int]]:
    """Return each named original line with the quantity that comes back, summed and in lock order."""
    totals: dict[OriginalLine, int] = {}
    for draft in drafts:
        for line in draft.lines:
            if line.original is not None and line.quantity < 0:
                totals[line.original] = totals.get(line.original, 0) - line.quantity
    return sorted(totals.items(), key=lambda pair: (pair[0].sale_id, pair[0].line_no))
