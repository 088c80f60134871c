"""The demo shop: a first run opens it, hands its sales file to the upload door, and makes up a stock count.

The sales are real (UCI Online Retail, moved forward by whole weeks); the stock is simulated and says so.
"""

import hashlib
import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from aisle import intake, sites, stock
from aisle.app.house import House, first_store
from aisle.identity import NewTenant, actions, queries
from aisle.intake.demo import demo_csv
from aisle.kit.actor import Actor, system_actor
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.events import StoredEvent
from aisle.kit.ids import derived_id, new_id
from aisle.kit.jobs import JobContext, enqueue
from aisle.kit.secrets_directory import SecretsDirectory

EMAIL = "demo@aisle.example"
TIME_ZONE = "Europe/London"
SOURCE = "online_retail"
FILE_NAME = "online_retail_sample.csv"
STOCK_JOB = "demo.stock"
STOCK_REASON = "simulated stock of the demo shop"
STOCK_SEED = 20260101
SALES_DAYS = 28
COVER_DAYS_MAX = 30
# One shelf in ten is left uncounted, so that the demo also shows what to do about that.
UNCOUNTED_SHARE = 0.1
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
    _upload_sales(house, system_actor(tenant.tenant_id))
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


def on_upload_posted(tx: WriteSession, events: Sequence[StoredEvent]) -> None:
    """Once the demo's sales are in the book and the cube, have its stock counted."""
    for event in events:
        if event.store_id == demo_store_id(tx.tenant_id):
            enqueue(tx, queue="light", kind=STOCK_JOB, args={"store_id": event.store_id}, dedupe_key=STOCK_JOB)


def count_simulated_stock(context: JobContext) -> None:
    """Post one count: between nothing and a month of sales on each shelf, drawn from a seed."""
    store_id = str(context.args["store_id"])
    with context.db.write(context.actor) as tx:
        lines = simulated_counts(_units_sold(tx, store_id))
        stock.post_count(
            tx,
            count_id=derived_id(store_id, "first count"),
            store_id=store_id,
            lines=lines,
            counted_at=to_utc_text(context.clock.now()),
            reason=STOCK_REASON,
            clock=context.clock,
        )


def _units_sold(tx: WriteSession, store_id: str) -> dict[str, int]:
    """Return the units per product over the last weeks on record, from the promised table of sales."""
    own = {"tenant_id": tx.tenant_id, "store_id": store_id}
    last = tx.execute(sa.text("SELECT max(date) FROM sales WHERE tenant_id = :tenant_id AND store_id = :store_id"), own)
    last_date = date.fromisoformat(str(last.scalar_one()))
    rows = tx.execute(
        sa.text(
            "SELECT product_id, sum(quantity) FROM sales "
            "WHERE tenant_id = :tenant_id AND store_id = :store_id AND date > :after GROUP BY product_id"
        ).bindparams(sa.bindparam("after", last_date - timedelta(days=SALES_DAYS), sa.Date)),
        own,
    )
    return {product_id: int(units) for product_id, units in rows}


def simulated_counts(units_sold: dict[str, int]) -> list[stock.CountLine]:
    """Draw what is on each shelf from what it sold in the last weeks."""
    chance = random.Random(STOCK_SEED)
    lines = []
    for item_id, units in sorted(units_sold.items()):
        cover_days = chance.triangular(0, COVER_DAYS_MAX, COVER_DAYS_MAX / 3)
        if chance.random() >= UNCOUNTED_SHARE:
            lines.append(stock.CountLine(item_id, round(max(0, units) / SALES_DAYS * cover_days)))
    return lines
