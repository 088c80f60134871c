"""The export formats the door knows by their headers."""

# ruff: noqa: E501  rows of exports stand as they are written

from pathlib import Path

import pytest

from aisle.intake.profiles import normalise_header, recognise
from tests.intake.files import facts, read

CHICAGO = facts(currency="USD", time_zone="America/Chicago")

SQUARE = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,"
    "Transaction ID,Payment ID,Card Brand,PAN Suffix,Device Name,Notes,Details,Event Type,Location,Customer ID,Customer Name\n"
    "11/13/26,09:15:00,Central Time (US & Canada),Coffee,Latte,2,Large,LAT,,$8.00,-$1.00,$7.00,$0.58,"
    "T1,P1,Visa,4242,iPad,,url,Payment,Main,C9,Ann Smith\n"
    "11/14/26,10:00:00,Central Time (US & Canada),Coffee,Latte,-1,Regular,LAT,,($4.00),$0.00,($4.00),($0.33),"
    "T2,P2,Visa,4242,iPad,,url,Refund,Main,,\n"
    "11/14/26,10:05:00,Central Time (US & Canada),Coffee,Tea,1,Regular,TEA,,$3.00,$0.00,$9.00,$0.00,"
    "T3,P3,Visa,4242,iPad,,url,Payment,Main,,\n"
)
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Taxes,Total,Discount Amount,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem sku,Created at,Cancelled at,Refunded Amount\n"
    "#1001,a@x.org,paid,2026-11-01 10:00:00 +0100,EUR,25.00,4.00,29.00,5.00,1,Cup,10.00,CUP,2026-11-01 09:59:00 +0100,,0.00\n"
    "#1001,a@x.org,,,,,,,,2,Plate,10.00,PLA,2026-11-01 09:59:00 +0100,,\n"
    "#1002,b@x.org,pending,,EUR,10.00,0.00,10.00,0.00,1,Cup,10.00,CUP,2026-11-02 09:00:00 +0100,,0.00\n"
    "#1003,c@x.org,refunded,2026-11-03 09:00:00 +0100,EUR,10.00,0.00,10.00,0.00,1,Cup,10.00,CUP,2026-11-03 09:00:00 +0100,,10.00\n"
)
LOYVERSE = (
    "\ufeffDate,Receipt number,Receipt type,Category,SKU,Item,Variant,Modifiers applied,Quantity,Gross sales,Discounts,"
    "Net sales,Cost of goods,Gross profit,Taxes,Dining option,POS,Store,Cashier name,Customer name,Customer contacts,Comment,Status\n"
    "13/11/2026 09:15,1-1001,Sale,Food,10001,Pie,Apple,,1.000,4.50,0.50,4.00,1.00,3.00,0.00,,Till,Shop,Bo,,,,Closed\n"
    "14/11/2026 09:15,1-1002,Refund,Food,10001,Pie,Apple,,1.000,4.50,0.00,4.50,1.00,3.00,0.00,,Till,Shop,Bo,,,,Closed\n"
    "14/11/2026 09:20,1-1003,Sale,Food,10001,Pie,Apple,,1.000,4.50,0.00,4.50,1.00,3.00,0.00,,Till,Shop,Bo,,,,Cancelled\n"
)


def test_square_items(tmp_path: Path) -> None:
    """Signs and brackets, the zone column, refunds, and gross less discount checked against net."""
    found = read(tmp_path, SQUARE, store=CHICAGO)
    assert found.known.profile == "square_items"
    sale, refund = found.ready
    assert (sale["net_minor"], sale["tax_minor"], sale["discount_minor"], sale["unit_price_minor"]) == (
        700,
        58,
        100,
        400,
    )
    assert (sale["name"], sale["occurred_at"]) == ("Latte Large", "2026-11-13T15:15:00.000Z")
    assert (refund["kind"], refund["quantity"], refund["net_minor"], refund["tax_minor"]) == ("return", -1, -400, -33)
    assert found.codes == {4: "totals-disagree"}
    assert not {"Card Brand", "PAN Suffix", "Customer Name"} & {
        found.known.header_of(name) for name in found.known.mapping
    }


def test_shopify_orders(tmp_path: Path) -> None:
    """Order cells are carried down, discount and tax shared out to the cent, refunds are returns, unpaid is no sale."""
    found = read(tmp_path, SHOPIFY, store=facts(currency="EUR", time_zone="Europe/Berlin"))
    assert found.known.profile == "shopify_orders"
    refund, cup, plate, again = found.ready
    assert (cup["net_minor"] + plate["net_minor"], cup["tax_minor"] + plate["tax_minor"]) == (2_500, 400)
    assert cup["discount_minor"] + plate["discount_minor"] == 500
    assert plate["occurred_at"] == "2026-11-01T09:00:00.000Z"
    assert (refund["kind"], refund["net_minor"], refund["is_service"]) == ("return", -1_000, True)
    assert again["net_minor"] == 1_000
    assert found.codes == {4: "cancelled"}


def test_loyverse_items(tmp_path: Path) -> None:
    """A mark at the start, days first, refunds negative, cancelled receipts set aside, three decimals in a count."""
    found = read(tmp_path, LOYVERSE)
    assert found.known.profile == "loyverse_items"
    assert found.questions == []
    assert [(row["quantity"], row["net_minor"], row["name"]) for row in found.ready] == [
        (1, 400, "Pie Apple"),
        (-1, -450, "Pie Apple"),
    ]
    assert found.codes == {4: "cancelled"}


def test_online_retail(tmp_path: Path) -> None:
    """A C before the invoice number is a return; services post as services."""
    text = (
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
        "C536379,D,Discount,-1,12/1/2010 9:41,27.5,14527,United Kingdom\n"
        "536380,22961,JAM,24,12/13/2010 9:41,0.001,17809,United Kingdom\n"
    )
    found = read(tmp_path, text)
    assert found.known.profile == "online_retail"
    assert [(row["kind"], row["net_minor"], row["is_service"]) for row in found.ready] == [
        ("return", -2_750, True),
        ("sale", 2, False),
    ]
    assert found.ready[1]["unit_price_billionths"] == 1_000_000


@pytest.mark.parametrize(
    ("header", "folded"),
    [
        ("\ufeffInvoiceNo", "invoice no"),
        ("UNIT_PRICE", "unit price"),
        ("Prix (TTC)", "prix"),
        ("Quantité", "quantite"),
        ("मूल्य", "मूल्य"),
        ("  E.A.N  ", "e a n"),
    ],
)
def test_headers_are_folded(header: str, folded: str) -> None:
    """Marks, case, camel case, accents and signs do not matter."""
    assert normalise_header(header) == folded


def test_a_header_with_card_data_is_never_mapped() -> None:
    """Columns of cards serve no field."""
    assert recognise(["date", "quantity", "price", "PAN", "Card Brand"]).mapping.keys() == {
        "date",
        "quantity",
        "unit_price",
    }
