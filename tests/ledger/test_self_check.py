"""The self-check bites: whatever is changed behind the book's back, the matching rule speaks."""

from datetime import date

import pytest
import sqlalchemy as sa

from aisle import ledger
from aisle.kit import journal
from aisle.kit.ids import new_id
from aisle.ledger.rules import OriginalLine
from tests.books import Shop
from tests.ledger.drafts import draft, item_ids, line

TOTAL = "gross lines make the total"
NET = "net lines make the net"
GROSS = "net and taxes make the gross"
TENDERS = "tenders settle the total"
VOID = "sale and void make nothing"
VOID_LINE = "line and turned line make nothing"
RETURN = "no more came back than was sold"
STOCK = "stock follows the lines"
JOURNAL = "one journal entry per sale"
ON_HAND = "on-hand is the sum of movements"

# Table, what is changed in it, and a rule that must speak.
TAMPERINGS = [
    ("sale", "total_minor = total_minor + 1", TOTAL),
    ("sale", "net_minor = net_minor - 1", NET),
    ("sale", "tax_minor = tax_minor + 1", NET),
    ("sale", "rounding_minor = rounding_minor + 1", TENDERS),
    ("sale", "line_count = line_count + 1", TOTAL),
    ("sale", "digest = 'other'", JOURNAL),
    ("sale", "register_id = 'other'", JOURNAL),
    ("sale", "moves_stock = NOT moves_stock", STOCK),
    ("sale_line", "gross_minor = gross_minor + 1", TOTAL),
    ("sale_line", "net_minor = net_minor + 1", NET),
    ("sale_line", "net_minor = net_minor + 1", GROSS),
    ("sale_line", "quantity = quantity + 1", STOCK),
    ("tax_line", "amount_minor = amount_minor + 1", GROSS),
    ("tender_line", "amount_minor = amount_minor + 1", TENDERS),
    ("tender_line", "tendered_minor = tendered_minor + 1", TENDERS),
    ("tender_line", "change_minor = change_minor + 1", TENDERS),
    ("stock_movement", "quantity = quantity + 1", ON_HAND),
    ("stock_movement", "quantity = quantity + 1", STOCK),
    ("stock_movement", "cause_id = 'other'", STOCK),
    ("stock_level", "on_hand = on_hand + 1", ON_HAND),
]
REMOVALS = [
    ("sale_line", TOTAL), ("tax_line", GROSS), ("tender_line", TENDERS), ("stock_movement", ON_HAND),
    ("stock_level", ON_HAND), ("journal", JOURNAL),
]  # fmt: skip


@pytest.fixture
def book(shop: Shop) -> Shop:
    """One sale of one line; nothing is found before the tampering."""
    items = item_ids(shop)
    with shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, draft(shop, "a", [line(1, items[0], 4, 100, 20)]), clock=shop.clock)
    assert rules(shop) == set()
    return shop


def rules(shop: Shop) -> set[str]:
    """The rules that speak."""
    with shop.database.read(shop.actor) as session:
        return {finding.rule for finding in ledger.check_store(session, store_id=shop.store_id)}


def tamper(shop: Shop, statement: str, **values: object) -> None:
    """Change the book as somebody with the database's own password would."""
    with shop.database.write_engine.begin() as connection:
        changed = connection.execute(sa.text(statement), values)
        assert changed.rowcount == 1


@pytest.mark.parametrize(("table", "change", "rule"), TAMPERINGS, ids=[f"{it[0]}: {it[1]}" for it in TAMPERINGS])
def test_a_changed_column_is_found(book: Shop, table: str, change: str, rule: str) -> None:
    tamper(book, f"UPDATE {table} SET {change} WHERE tenant_id = :tenant", tenant=book.tenant_id)
    assert rule in rules(book)


@pytest.mark.parametrize(("table", "rule"), REMOVALS)
def test_a_row_that_is_gone_is_found(book: Shop, table: str, rule: str) -> None:
    where = "stream LIKE 'register:%'" if table == "journal" else "1 = 1"
    tamper(book, f"DELETE FROM {table} WHERE tenant_id = :tenant AND {where}", tenant=book.tenant_id)
    assert rule in rules(book)


@pytest.mark.parametrize(
    ("table", "change", "rule"),
    [
        ("sale", "total_minor = total_minor + 1", VOID),
        ("sale", "net_minor = net_minor + 1", VOID),
        ("sale", "tax_minor = tax_minor + 1", VOID),
        ("sale", "rounding_minor = rounding_minor + 1", VOID),
        ("sale", "business_date = :day", VOID),
        ("sale_line", "quantity = quantity + 1", VOID_LINE),
        ("sale_line", "net_minor = net_minor + 1", VOID_LINE),
        ("sale_line", "gross_minor = gross_minor + 1", VOID_LINE),
        ("sale_line", "item_id = 'other'", VOID_LINE),
        ("sale_line", "line_no = line_no + 1", VOID_LINE),
    ],
)
def test_a_void_that_is_not_the_opposite_is_found(book: Shop, table: str, change: str, rule: str) -> None:
    with book.database.write(book.actor) as tx:
        void = ledger.void_sale(tx, sale_id=_first_sale(book), clock=book.clock)
    assert rules(book) == set()
    values = {"day": date(2026, 11, 21)} if ":day" in change else {}
    tamper(book, f"UPDATE {table} SET {change} WHERE sale_id = :sale", sale=void.sale_id, **values)
    assert rule in rules(book)


def test_more_back_than_sold_is_found(book: Shop) -> None:
    sale_id = _first_sale(book)
    items = item_ids(book)
    back = draft(book, "b", [line(1, items[0], -4, 100, original=OriginalLine(sale_id, 1))])
    with book.database.write(book.actor) as tx:
        ledger.post_sale(tx, back, clock=book.clock)
    assert rules(book) == set()
    tamper(book, "UPDATE sale_line SET quantity = -5 WHERE sale_id = :sale", sale=back.sale_id)
    assert RETURN in rules(book)


def test_a_changed_journal_entry_is_found(book: Shop) -> None:
    tamper(book, "UPDATE journal SET payload = '{}' WHERE subject_id = :sale", sale=_first_sale(book))
    assert JOURNAL in rules(book)
    with book.database.read(book.actor) as session:
        assert [finding.code for finding in journal.verify(session)] == ["entry-changed"]


def test_another_store_is_not_accused(book: Shop) -> None:
    tamper(book, "UPDATE sale SET total_minor = 1 WHERE tenant_id = :tenant", tenant=book.tenant_id)
    with book.database.read(book.actor) as session:
        assert ledger.check_store(session, store_id=new_id()) == []


def _first_sale(shop: Shop) -> str:
    with shop.database.read(shop.actor) as session:
        return ledger.list_sales(session, store_id=shop.store_id, limit=1)[0].sale_id
