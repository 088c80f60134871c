"""Legal sales for tests: built by strategy, so that sums always add up."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from aisle import catalogue
from aisle.kit.clock import to_utc_text
from aisle.kit.ids import derived_id
from aisle.ledger import PricedLine, SaleDraft, TaxAmount, TenderLine
from tests.books import Shop

SKUS = ("apple", "bread", "cheese")
# (item index, quantity, price, tax) of each line.
Specs = list[tuple[int, int, int, int]]


def item_ids(shop: Shop) -> list[str]:
    """Put three items into the catalogue and return their ids."""
    now = to_utc_text(shop.clock.now())
    seen = [catalogue.SeenItem(sku, sku.title(), "food", "each", now) for sku in SKUS]
    with shop.database.write(shop.actor) as tx:
        return list(catalogue.ensure_items(tx, seen, clock=shop.clock).values())


def line(line_no: int, item_id: str, quantity: int, price_minor: int, tax_minor: int = 0, **more: Any) -> PricedLine:
    """One line whose net is price times quantity."""
    net = price_minor * quantity
    return PricedLine(
        line_no=line_no,
        item_id=item_id,
        quantity=quantity,
        unit="each",
        entry="imported",
        unit_price_minor=price_minor,
        price_per=1,
        net_minor=net,
        taxes=(TaxAmount("unknown", tax_minor),),
        gross_minor=net + tax_minor,
        **more,
    )


def draft(shop: Shop, name: str, lines: list[PricedLine], *, register: str = "one", **more: Any) -> SaleDraft:
    """A sale of these lines, settled by one tender; negative lines make it a return."""
    total = sum(entry.gross_minor for entry in lines)
    kind = "return" if all(entry.quantity < 0 for entry in lines) else "sale"
    values: dict[str, Any] = {
        "sale_id": derived_id(shop.store_id, name),
        "door": "intake",
        "kind": kind,
        "store_id": shop.store_id,
        "register_id": derived_id(shop.store_id, f"register {register}"),
        "business_date": date(2026, 11, 20),
        "occurred_at": "2026-11-20T10:00:00.000Z",
        "currency": "GBP",
        "lines": tuple(lines),
        "total_minor": total,
        "tenders": (TenderLine(1, "imported", total, total, 0),),
    }
    return SaleDraft(**{**values, **more})


@st.composite
def line_specs(draw: st.DrawFn, *, sign: int = 1) -> Specs:
    """Specs of one to five lines: (item index, quantity, price, tax)."""
    spec = st.tuples(st.integers(0, len(SKUS) - 1), st.integers(1, 20), st.integers(0, 5_000), st.integers(0, 500))
    return [
        (item, sign * quantity, price, sign * tax)
        for item, quantity, price, tax in draw(st.lists(spec, min_size=1, max_size=5))
    ]


def lines_of(specs: Specs, items: list[str]) -> list[PricedLine]:
    """Turn specs into lines."""
    return [line(number, items[item], *rest) for number, (item, *rest) in enumerate(specs, start=1)]
