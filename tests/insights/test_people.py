"""Segments of known customers, and who may look at their members."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from aisle import ledger
from aisle.insights.cube import add_sales_to_cube
from aisle.insights.models import SegmentMemberRow
from aisle.kit.ids import derived_id
from aisle.kit.journal.models import JOURNAL
from aisle.kit.keys import Keyring
from aisle.kit.secrets_directory import SecretsDirectory
from tests.books import Shop
from tests.insights.shops import LAST_DAY, ask, fit, owner_of, read, stock_shelves
from tests.ledger.drafts import draft, line

CUSTOMERS = 240


@pytest.fixture
def known_customers(shop: Shop) -> Shop:
    """A shop where a third of the customers come often, a third rarely, and a third no longer."""
    wares = stock_shelves(shop, 3)
    chance = random.Random(5)
    sales = []
    for number in range(CUSTOMERS):
        customer_id = derived_id(shop.tenant_id, f"customer {number}")
        visits, span, until = ((20, 100, 0), (3, 100, 0), (2, 20, 80))[number % 3]
        for visit in range(visits):
            day = LAST_DAY - timedelta(days=until + chance.randrange(span))
            lines = [line(1, chance.choice(wares).item_id, chance.randint(1, 5), 100 + number % 7)]
            sales.append(draft(shop, f"{number} {visit}", lines, business_date=day, customer_id=customer_id))
    with shop.database.write(shop.actor) as tx:
        ledger.post_sales(tx, sales, clock=shop.clock)
        add_sales_to_cube(tx, [sale.sale_id for sale in sales])
    fit(shop)
    return shop


def test_segments_hold_every_customer_once(known_customers: Shop, tmp_path: Path) -> None:
    body = read(known_customers, "customer-segments")
    assert body["state"] == "ready"
    assert sum(item["customers"] for item in body["items"]) == CUSTOMERS
    assert sum(item["share_of_net_sales"] for item in body["items"]) == pytest.approx(1.0)
    shares = [item["share_of_net_sales"] for item in body["items"]]
    assert shares == sorted(shares, reverse=True)
    with known_customers.database.read(known_customers.actor) as session:
        members = session.scalars(sa.select(SegmentMemberRow)).all()
    assert len({member.customer_id for member in members}) == CUSTOMERS
    fit(known_customers)
    again = read(known_customers, "customer-segments")["items"]
    assert [item["segment"] for item in again] == [item["segment"] for item in body["items"]]
    assert all(item["change_since_last_run"]["moved_in"] == 0 for item in again)
    keyring = Keyring(SecretsDirectory(tmp_path))
    with known_customers.database.write(known_customers.actor) as tx:
        keyring.create_tenant(tx, known_customers.tenant_id, created_at="2026-11-20T12:00:00.000Z")
    _check_members(known_customers, keyring, body["items"][0]["segment"], body["items"][0]["customers"])


def _check_members(shop: Shop, keyring: Keyring, segment: str, customers: int) -> None:
    """Page through the members; each look is on record, and nobody looks without the permission."""
    looker = owner_of(shop, "customers.read")
    path = f"/v1/customer-segments/{segment}/customers"
    asked = {"store_id": shop.store_id, "limit": 50}
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = ask(
            shop, path, actor=looker, keyring=keyring, params={**asked, **({"after": after} if after else {})}
        ).json()
        seen += [item["customer_id"] for item in page["items"]]
        after = page["next_after"]
    assert len(seen) == len(set(seen)) == customers
    with shop.database.read(shop.actor) as session:
        looks = session.execute(sa.select(JOURNAL.c.actor).where(JOURNAL.c.kind == "customers_seen")).all()
    assert [row.actor for row in looks] == [shop.owner_id] * -(-customers // 50)
    assert ask(shop, path, actor=owner_of(shop, "insights.read"), params=asked).status_code == 403
    nobody = "/v1/customer-segments/nobody/customers"
    assert ask(shop, nobody, actor=looker, keyring=keyring, params=asked).status_code == 404
