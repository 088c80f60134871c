"""The demo shop: a first run opens it, hands its sales file to the upload door, and makes up a stock count.

The sales are real (UCI Online Retail, moved forward by whole weeks); the stock is simulated and says so.
"""

import hashlib
import random
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from aisle import catalogue, intake, sites, stock
from aisle.app.house import House, first_store
from aisle.identity import NewTenant, actions, queries
from aisle.intake.demo import demo_csv, units_sold
from aisle.kit.actor import Actor, system_actor
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.ids import derived_id, new_id
from aisle.kit.secrets_directory import SecretsDirectory

EMAIL = "demo@aisle.example"
TIME_ZONE = "Europe/London"
SOURCE = "online_retail"
FILE_NAME = "online_retail_sample.csv"
STOCK_REASON = "simulated stock of the demo shop"
STOCK_SEED = 20260101
SALES_DAYS = 28
NAMED_AT = "2000-01-01T00:00:00.000Z"
COVER_DAYS_MAX = 90
# A few shelves are left uncounted, so that the demo also shows what to do about that.
UNCOUNTED_SHARE = 0.03
_WORDS = ("anchor", "basket", "copper", "dune", "ember", "fern", "harbour", "linen", "maple", "orchard", "pebble",
          "quill", "river", "saffron", "thimble", "velvet")  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """What a newcomer types in; the password is made on the first run and differs between installations."""

    email: str
    password: str


def open_demo(house: House) -> DemoLogin | None:
    """Open the demo shop in an empty book and start its upload; return its login, None where there is no demo."""
    store = SecretsDirectory(house.settings.secrets_path)
    if not house.settings.demo:
        return None
    password = store.read_or_create("demo-password", lambda: "-".join(secrets.choice(_WORDS) for _ in range(5)))
    login = DemoLogin(EMAIL, password)
    if queries.find_account(house.database, house.identity.keyring, EMAIL) is not None:
        return login
    if queries.has_tenants(house.database):
        return None
    tenant = actions.sign_up(
        house.database,
        house.identity,
        email=login.email,
        password=login.password,
        name="Demo",
        shop_name="Gift shop (demo)",
        time_zone=TIME_ZONE,
        currency="GBP",
        now=house.clock.now(),
        on_tenant=lambda tx, tenant: _open_store(tx, tenant, house.clock),
    )
    actor = system_actor(tenant.tenant_id)
    _count_simulated_stock(house, actor)
    _upload_sales(house, actor)
    return login


def _open_store(tx: WriteSession, tenant: NewTenant, clock: Clock) -> None:
    opened = replace(first_store(tenant, clock), store_id=demo_store_id(tenant.tenant_id), location="Simulated stock")
    sites.save_store(tx, opened, clock=clock)


def demo_store_id(tenant_id: str) -> str:
    """Return the id of a demo tenant's store; other tenants have none by that id."""
    return derived_id(tenant_id, "demo store")


def _upload_sales(house: House, actor: Actor) -> None:
    """Hand the sample to the upload door, as a person's browser would."""
    upload_id = new_id()
    folder = intake.UploadFolder.under(house.settings.home)
    today = house.clock.now().astimezone(ZoneInfo(TIME_ZONE)).date()
    file = _write_file(folder.file(upload_id), demo_csv(today))
    with house.database.write(actor) as tx:
        intake.receive_upload(
            tx,
            upload_id=upload_id,
            file=file,
            options=intake.UploadOptions(source=SOURCE, store_id=demo_store_id(actor.tenant_id)),
            idempotency_key="demo",
            clock=house.clock,
        )


def _write_file(path: Path, pieces: Iterable[bytes]) -> intake.ReceivedFile:
    digest = hashlib.sha256()
    with path.open("wb") as target:
        for piece in pieces:
            target.write(piece)
            digest.update(piece)
    return intake.ReceivedFile(path, FILE_NAME, path.stat().st_size, digest.hexdigest())


def _count_simulated_stock(house: House, actor: Actor) -> None:
    """Post one count, so that the first advice already knows what is on the shelves."""
    store_id = demo_store_id(actor.tenant_id)
    now = to_utc_text(house.clock.now())
    sold = units_sold(SALES_DAYS)
    # The upload names these items again, and better; here they only need to exist.
    seen = [catalogue.SeenItem(sku, sku, "", "each", NAMED_AT) for sku in sold]
    with house.database.write(actor) as tx:
        items = catalogue.ensure_items(tx, seen, clock=house.clock)
        stock.post_count(
            tx,
            count_id=derived_id(store_id, "first count"),
            store_id=store_id,
            lines=[stock.CountLine(items[sku], counted) for sku, counted in simulated_counts(sold).items()],
            counted_at=now,
            reason=STOCK_REASON,
            clock=house.clock,
        )


def simulated_counts(units_by_sku: dict[str, int]) -> dict[str, int]:
    """Draw what is on each shelf: between nothing and three months of what it sold lately; some stay uncounted."""
    chance = random.Random(STOCK_SEED)
    counts = {}
    for sku, units in sorted(units_by_sku.items()):
        cover_days = chance.triangular(0, COVER_DAYS_MAX, COVER_DAYS_MAX / 3)
        if chance.random() >= UNCOUNTED_SHARE:
            counts[sku] = round(max(0, units) / SALES_DAYS * cover_days)
    return counts
