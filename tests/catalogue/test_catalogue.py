"""The catalogue: names, codes, dated prices, lists and the promised views."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from aisle import catalogue, ledger
from aisle.catalogue import DatedPrice, Item, SeenItem
from aisle.catalogue.problems import PriceIdReused, ScanCodeTaken, SkuTaken
from aisle.kit.clock import to_utc_text
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.problems import NotFound
from tests.books import TEST_NOW, Shop, open_shop, undone
from tests.ledger.drafts import draft, item_ids, line

NOW = to_utc_text(TEST_NOW)
LISTED = ["Apple", "apple", "Äpfel", "Zucchini", "50% off", "a_b", "axb", "!bang", " space"]


def day(number: int) -> str:
    """A moment of January as UTC text."""
    return f"2026-01-{number:02d}T00:00:00.000Z"


def seen(name: str, at: str, sku: str = "A1", **more: object) -> SeenItem:
    """An item as a file names it."""
    return SeenItem(**{"sku": sku, "name": name, "category": "", "unit": "each", "seen_at": at, **more})  # type: ignore[arg-type]


def price(shop: Shop, item_id: str, amount: int, valid_from: str = NOW, cause: str = "imported") -> DatedPrice:
    """A dated price at the shop."""
    return DatedPrice(item_id, shop.store_id, amount, valid_from, cause)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_latest_name_wins_in_whatever_order_files_come(shop: Shop, order: tuple[int, ...]) -> None:
    """A code in the place of a name is no name, so it never wins over one."""
    sightings = [seen("old", day(1)), seen("new", day(5)), seen("middle", day(3)), seen("A1", day(9))]
    with undone(shop) as tx:
        for place in order:
            ids = catalogue.ensure_items(tx, [sightings[place]], clock=shop.clock)
        assert catalogue.get_item_for(tx, ids["A1"]).name == "new"


def test_repeats_are_free_and_one_sku_is_one_item(shop: Shop) -> None:
    entries = [seen("Apple", day(1), scan_codes=("111", "112")), seen("Bread", day(1), sku="B2", scan_codes=("111",))]
    for _ in range(2):
        with shop.database.write(shop.actor) as tx:
            ids = catalogue.ensure_items(tx, entries, clock=shop.clock)
    with shop.database.read(shop.actor) as session:
        assert catalogue.list_scan_codes(session, ids["A1"]) == ["111", "112"]
        # One string means one item: the first to claim it keeps it.
        assert catalogue.find_items_by_scan_code(session, ["111", "112", "113"]) == {"111": ids["A1"], "112": ids["A1"]}
    other = open_shop(shop.database)
    with other.database.write(other.actor) as tx:
        assert catalogue.ensure_items(tx, entries, clock=shop.clock)["A1"] != ids["A1"]
        assert len(catalogue.find_items_by_scan_code(tx, ["111"])) == 1


def test_a_person_changes_an_item_and_its_codes(shop: Shop) -> None:
    item = Item(new_id(), "A1", "Apple", "fruit", "each", False)
    other = replace(item, item_id=new_id(), sku="B2")
    with shop.database.write(shop.actor) as tx:
        catalogue.save_item(tx, item, scan_codes=["111", "112"], clock=shop.clock)
        catalogue.save_item(tx, replace(item, name="Pear", blocked=True), scan_codes=["112", "113"], clock=shop.clock)
        catalogue.save_item(tx, other, scan_codes=["111"], clock=shop.clock)
        assert catalogue.get_item_for(tx, item.item_id) == replace(item, name="Pear", blocked=True)
        assert catalogue.list_scan_codes(tx, item.item_id) == ["112", "113"]
    with pytest.raises(SkuTaken), shop.database.write(shop.actor) as tx:
        catalogue.save_item(tx, replace(other, sku="A1"), scan_codes=[], clock=shop.clock)
    with pytest.raises(ScanCodeTaken), shop.database.write(shop.actor) as tx:
        catalogue.save_item(tx, other, scan_codes=["113"], clock=shop.clock)


def test_the_price_of_a_moment_is_the_newest_valid_then(shop: Shop) -> None:
    item_id = item_ids(shop)[0]
    history = [price(shop, item_id, 100, day(1)), price(shop, item_id, 120, day(5)), price(shop, item_id, 90, day(9))]
    with shop.database.write(shop.actor) as tx:
        catalogue.record_prices(tx, [history[2], history[0]], clock=shop.clock)
        catalogue.record_prices(tx, [history[1], history[0]], clock=shop.clock)
        assert catalogue.list_prices(tx, store_id=shop.store_id, item_id=item_id) == history
        for moment, expected in [(day(1), 100), (day(4), 100), (day(5), 120), (day(8), 120), (NOW, 90)]:
            found = catalogue.get_priced_item_for(tx, store_id=shop.store_id, item_id=item_id, at=moment)
            assert found.price_minor == expected, moment
        with pytest.raises(NotFound):
            catalogue.get_priced_item_for(tx, store_id=shop.store_id, item_id=item_id, at="2025-12-31T23:59:59.999Z")


def test_of_two_prices_from_one_moment_the_later_decision_counts(shop: Shop) -> None:
    item_id = item_ids(shop)[0]
    for amount in (100, 80):
        shop.clock.at += timedelta(minutes=1)
        with shop.database.write(shop.actor) as tx:
            entry = price(shop, item_id, amount, day(1), "set")
            catalogue.set_price(tx, entry, price_id=new_id(), clock=shop.clock)
    with shop.database.read(shop.actor) as session:
        found = catalogue.get_priced_item_for(session, store_id=shop.store_id, item_id=item_id, at=NOW)
    assert found.price_minor == 80


def test_a_price_is_set_once_under_its_id(shop: Shop) -> None:
    item_id, price_id = item_ids(shop)[0], new_id()
    entry = price(shop, item_id, 100, day(1), "set")
    for _ in range(2):
        with shop.database.write(shop.actor) as tx:
            catalogue.set_price(tx, entry, price_id=price_id, clock=shop.clock)
    with shop.database.read(shop.actor) as session:
        assert catalogue.list_prices(session, store_id=shop.store_id) == [entry]
    for other in (replace(entry, price_minor=101), replace(entry, valid_from=day(2))):
        with pytest.raises(PriceIdReused), shop.database.write(shop.actor) as tx:
            catalogue.set_price(tx, other, price_id=price_id, clock=shop.clock)


names = st.sampled_from(["Apple", "apple", "Äpfel", "Zucchini", "50% off", "a_b", "axb", "!bang", " space", "a"])


@given(listed=st.lists(names, min_size=1, max_size=9), size=st.integers(1, 4))
def test_pages_hold_every_product_once_in_order(shop: Shop, listed: list[str], size: int) -> None:
    with undone(shop) as tx:
        entries = [seen(name, day(1), sku=f"S{number}") for number, name in enumerate(listed)]
        ids = catalogue.ensure_items(tx, entries, clock=shop.clock)
        catalogue.record_prices(tx, [price(shop, item_id, 1) for item_id in ids.values()], clock=shop.clock)
        whole = catalogue.list_priced_items(tx, store_id=shop.store_id, at=NOW)
        paged: list[catalogue.PricedItem] = []
        while page := catalogue.list_priced_items(
            tx, store_id=shop.store_id, at=NOW, limit=size,
            after=(paged[-1].name, paged[-1].item_id) if paged else None,
        ):  # fmt: skip
            paged += page
        assert paged == list(whole)
        assert {item.item_id for item in paged} == set(ids.values())


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("%", {"50% off"}), ("_", {"a_b"}), ("!", {"!bang"}), ("a_b", {"a_b"}), ("APP", {"Apple", "apple"}),
        ("S8", {" space"}), ("", None), ("nothing", set()),
    ],
)  # fmt: skip
def test_search_takes_every_letter_for_itself(shop: Shop, search: str, found: set[str] | None) -> None:
    assert search_for(shop, search) == (set(LISTED) if found is None else found)


@pytest.mark.parametrize("search", ["äpf", "ÄPFEL", "Äpfel"])
def test_search_knows_capitals_beyond_ascii(shop: Shop, search: str) -> None:
    assert search_for(shop, search) == {"Äpfel"}


def search_for(shop: Shop, search: str) -> set[str]:
    """Sell everything listed and return what a search finds of it."""
    with shop.database.write(shop.actor) as tx:
        entries = [seen(name, day(1), sku=f"S{number}") for number, name in enumerate(LISTED)]
        ids = catalogue.ensure_items(tx, entries, clock=shop.clock)
        catalogue.record_prices(tx, [price(shop, item_id, 1) for item_id in ids.values()], clock=shop.clock)
        items = catalogue.list_priced_items(tx, store_id=shop.store_id, at=NOW, search=search)
    return {item.name for item in items}


@pytest.mark.parametrize(("currency", "expected"), [("JPY", "1234"), ("GBP", "12.34"), ("KWD", "1.234")])
def test_the_promised_products_have_their_price_in_the_currency(
    database: Database, currency: str, expected: str
) -> None:
    shop = open_shop(database, currency=currency)
    item_id = item_ids(shop)[0]
    with database.write(shop.actor) as tx:
        prices = [price(shop, item_id, 999, day(1)), price(shop, item_id, 1234, day(2))]
        catalogue.record_prices(tx, [*prices, price(shop, item_id, 1, "9999-01-01T00:00:00.000Z")], clock=shop.clock)
    with database.read(shop.actor) as session:
        columns = "product_id, store_id, category, price, sku, name, currency, unit"
        rows = session.execute(sa.text(f"SELECT {columns} FROM products")).all()
    assert [(*row[:3], *row[4:]) for row in rows] == [
        (item_id, shop.store_id, "food", "apple", "Apple", currency, "each")
    ]
    assert Decimal(str(rows[0].price)) == Decimal(expected)


def test_the_promised_sales_leave_out_what_was_voided(shop: Shop) -> None:
    items = item_ids(shop)
    kept = draft(shop, "a", [line(1, items[0], 2, 100, 20), line(2, items[1], 1, 50)])
    back = draft(shop, "b", [line(1, items[0], -1, 100)])
    gone = draft(shop, "c", [line(1, items[0], 9, 100)])
    with shop.database.write(shop.actor) as tx:
        ledger.post_sales(tx, [kept, back, gone], clock=shop.clock)
        ledger.void_sale(tx, sale_id=gone.sale_id, clock=shop.clock)
    with shop.database.read(shop.actor) as session:
        columns = "sale_id, line_no, product_id, quantity, store_id, net_sales_minor, door"
        rows = set(session.execute(sa.text(f"SELECT {columns} FROM sales")).all())
        days = session.execute(sa.text("SELECT DISTINCT date FROM sales").columns(date=sa.Date)).scalars().all()
    assert rows == {
        (kept.sale_id, 1, items[0], 2, shop.store_id, 200, "intake"),
        (kept.sale_id, 2, items[1], 1, shop.store_id, 50, "intake"),
        (back.sale_id, 1, items[0], -1, shop.store_id, -100, "intake"),
    }
    assert days == [kept.business_date]


@pytest.mark.parametrize("code", ["036000291452", "73513537", "10614141000736", "4006381333931"])
def test_a_gtin_has_its_check_digit(code: str) -> None:
    assert catalogue.is_gtin(code)
    assert not catalogue.is_gtin(code[:-1] + str((int(code[-1]) + 1) % 10))
    assert not catalogue.is_gtin(code[1:])
