"""The house: an opened book with all that works on it, wired once per process."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aisle import identity, sites
from aisle.app.migrate import migrate
from aisle.app.settings import Settings
from aisle.identity import Identity, NewTenant
from aisle.kit.actor import Actor
from aisle.kit.clock import Clock, SystemClock
from aisle.kit.db import Database, ReadSession, WriteSession
from aisle.kit.ids import new_id
from aisle.kit.secrets_directory import SecretsDirectory


@dataclass(frozen=True)
class House:
    """Settings, book, clock and identity of one process."""

    settings: Settings
    database: Database
    clock: Clock
    identity: Identity


def open_house(settings: Settings, *, clock: Clock | None = None, syncs_each_commit: bool = True) -> House:
    """Open the book the settings name, bring its tables up to date, and make the keys on a first run.

    Only a worker, whose jobs resume where they were committed, may leave syncing out (see `kit.db.Database`).
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    clock = clock or SystemClock()
    database = Database(settings.book_url, syncs_each_commit=syncs_each_commit)
    migrate(database)
    return House(settings, database, clock, set_up_identity(settings, clock))


def set_up_identity(settings: Settings, clock: Clock) -> Identity:
    """Make identity, lending it what lies in modules beside it."""

    def open_first_store(tx: WriteSession, tenant: NewTenant) -> None:
        sites.save_store(tx, first_store(tenant, clock), clock=clock)

    return identity.set_up(
        SecretsDirectory(settings.secrets_path),
        clock=clock,
        on_tenant=open_first_store,
        list_stores=_list_stores,
        public_origins=frozenset({settings.public_url} if settings.public_url else ()),
    )


def first_store(tenant: NewTenant, clock: Clock) -> sites.Store:
    """Return the store a new tenant starts with; the owner may change all of it but the currency.

    Its stock starts today: history that is brought in later must not drain the shelves of this morning.
    """
    return sites.Store(
        store_id=new_id(),
        tenant_id=tenant.tenant_id,
        user_id=tenant.owner_id,
        name=tenant.shop_name,
        location="",
        time_zone=tenant.time_zone,
        currency=tenant.currency,
        day_ends_at="00:00",
        stock_from_date=clock.now().astimezone(ZoneInfo(tenant.time_zone)).date(),
        tax_mode="unknown",
        tax_rate_ppm=0,
        lead_time_days=7,
        review_period_days=7,
        service_level_ppm=950_000,
    )


def _list_stores(session: ReadSession, _actor: Actor) -> Sequence[tuple[str, str]]:
    return [(store.store_id, store.name) for store in sites.list_stores_for(session)]
