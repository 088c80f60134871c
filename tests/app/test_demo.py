"""The demo shop: opened once, in an empty book only, with its file at the real upload door."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from aisle import intake, sites, stock
from aisle.app.demo import COVER_DAYS_MAX, EMAIL, SALES_DAYS, open_demo, simulated_counts
from aisle.app.house import House, set_up_identity
from aisle.app.settings import Settings
from aisle.identity import actions
from aisle.intake.demo import LAST_DATE, demo_csv
from aisle.kit.actor import system_actor
from aisle.kit.clock import FixedClock
from aisle.kit.db import Database
from tests.servers import serving, signed_up

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path) -> House:
    settings, clock = Settings(home=tmp_path, demo=True), FixedClock(NOW)
    return House(settings, sqlite_database, clock, set_up_identity(settings, clock))


def test_the_first_run_opens_the_demo_and_the_second_finds_it(house: House) -> None:
    login, again = open_demo(house), open_demo(house)
    assert login is not None
    assert again == login
    attempt = actions.log_in(
        house.database, house.identity, email=EMAIL, password=login.password, device="test", now=NOW
    )
    assert attempt.opened is not None
    assert attempt.account is not None
    actor = system_actor(attempt.account.tenant_id)
    with house.database.read(actor) as session:
        [store] = sites.list_stores_for(session)
        uploads = intake.list_uploads(session, store_id=store.store_id, after=None, limit=10, now=NOW)
        levels = stock.list_levels(session, store_id=store.store_id)
    assert [(upload.state, upload.source) for upload in uploads] == [("received", "online_retail")]
    assert len(levels) > 100
    assert all(level.counted_at is not None for level in levels)


def test_a_book_that_is_in_use_gets_no_demo(house: House) -> None:
    with serving(house) as client, signed_up(client):
        assert open_demo(house) is None


def test_the_demo_can_be_switched_off(house: House) -> None:
    quiet = House(house.settings.model_copy(update={"demo": False}), house.database, house.clock, house.identity)
    assert open_demo(quiet) is None


@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2026, 11, 21), date(2027, 2, 28)])
def test_the_demo_ends_yesterday_and_keeps_its_weekdays(today: date) -> None:
    text = b"".join(demo_csv(today)).decode()
    days = {date.fromisoformat(line.rsplit(",", 4)[1][:10]) for line in text.splitlines()[1:5000]}
    last = max(line.rsplit(",", 4)[1][:10] for line in text.splitlines()[1:] if line.rsplit(",", 4)[1][:2] == "20")
    assert (today - date.fromisoformat(last)).days <= 3
    assert last < today.isoformat()
    # The shop never sold on a Saturday.
    assert {day.weekday() for day in days}.isdisjoint({5})
    assert LAST_DATE.weekday() == 4


def test_simulated_stock_is_the_same_every_time() -> None:
    sold = {f"sku{number}": 28 * number for number in range(50)}
    counts = simulated_counts(sold)
    assert counts == simulated_counts(sold)
    assert 40 <= len(counts) <= 50
    assert all(0 <= counted <= COVER_DAYS_MAX * sold[sku] / SALES_DAYS for sku, counted in counts.items())
