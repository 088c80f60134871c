"""Stores: which day a moment belongs to, what stays fixed, and who sees which."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle import sites
from aisle.kit import journal
from aisle.kit.actor import Actor
from aisle.kit.ids import new_id
from aisle.kit.problems import NotFound
from aisle.sites.problems import CurrencyFixed
from tests.books import Shop, open_shop

STORE = sites.Store(
    store_id="s", tenant_id="t", user_id="u", name="n", location="", time_zone="Europe/London", currency="GBP",
    day_ends_at="04:00", stock_from_date=None, tax_mode="unknown", tax_rate_ppm=0, lead_time_days=7,
    review_period_days=7, service_level_ppm=950_000,
)  # fmt: skip
ZONES = ["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Kiritimati", "UTC"]


@pytest.mark.parametrize(
    ("zone", "day_ends_at", "moment", "expected"),
    [
        ("Europe/London", "00:00", "2026-11-20T23:59:59.999Z", date(2026, 11, 20)),
        ("Europe/London", "00:00", "2026-11-21T00:00:00.000Z", date(2026, 11, 21)),
        ("Europe/London", "04:00", "2026-11-21T03:59:59.999Z", date(2026, 11, 20)),
        ("Europe/London", "04:00", "2026-11-21T04:00:00.000Z", date(2026, 11, 21)),
        # Summer time: 03:59 local is 02:59 UTC.
        ("Europe/London", "04:00", "2026-07-01T02:59:00.000Z", date(2026, 6, 30)),
        ("Europe/London", "04:00", "2026-07-01T03:00:00.000Z", date(2026, 7, 1)),
        # The night clocks go forward (01:00 to 02:00 on 29 March): 04:00 local comes an hour early.
        ("Europe/London", "04:00", "2026-03-29T02:59:00.000Z", date(2026, 3, 28)),
        ("Europe/London", "04:00", "2026-03-29T03:00:00.000Z", date(2026, 3, 29)),
        # The night they go back (25 October): both 01:30s are still yesterday's trade.
        ("Europe/London", "02:00", "2026-10-25T00:30:00.000Z", date(2026, 10, 24)),
        ("Europe/London", "02:00", "2026-10-25T01:30:00.000Z", date(2026, 10, 24)),
        ("Europe/London", "02:00", "2026-10-25T02:00:00.000Z", date(2026, 10, 25)),
        ("Pacific/Kiritimati", "00:00", "2026-11-20T10:00:00.000Z", date(2026, 11, 21)),
        ("America/New_York", "00:00", "2026-11-21T04:59:00.000Z", date(2026, 11, 20)),
    ],
)
def test_the_trading_day_of_a_moment(zone: str, day_ends_at: str, moment: str, expected: date) -> None:
    store = replace(STORE, time_zone=zone, day_ends_at=day_ends_at)
    assert sites.business_date_of(datetime.fromisoformat(moment), store) == expected


@given(
    moment=st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
    hours=st.integers(0, 11),
    minutes=st.integers(0, 59),
)
def test_a_day_ends_at_its_hour_by_the_wall_clock(moment: datetime, zone: str, hours: int, minutes: int) -> None:
    store = replace(STORE, time_zone=zone, day_ends_at=f"{hours:02d}:{minutes:02d}")
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    still_yesterday = (wall.hour, wall.minute) < (hours, minutes)
    assert sites.business_date_of(moment, store) == wall.date() - timedelta(days=still_yesterday)


def test_a_store_keeps_its_currency_and_its_owner(shop: Shop) -> None:
    with shop.database.write(shop.actor) as tx:
        sites.save_store(tx, replace(shop.store, name="New name", user_id=new_id()), clock=shop.clock)
    assert (shop.store.name, shop.store.user_id) == ("New name", shop.owner_id)
    with pytest.raises(CurrencyFixed), shop.database.write(shop.actor) as tx:
        sites.save_store(tx, replace(shop.store, currency="EUR", name="Euro shop"), clock=shop.clock)
    assert (shop.store.currency, shop.store.name) == ("GBP", "New name")


def test_each_saving_is_in_the_journal(shop: Shop) -> None:
    with shop.database.write(shop.actor) as tx:
        sites.save_store(tx, replace(shop.store, day_ends_at="03:00"), clock=shop.clock)
    with shop.database.read(shop.actor) as session:
        assert journal.read_head(session, f"store:{shop.store_id}").number == 2  # type: ignore[union-attr]
        assert journal.verify(session) == []


def test_a_foreign_store_is_as_absent_as_none(shop: Shop) -> None:
    other = open_shop(shop.database)
    with shop.database.read(shop.actor) as session:
        for store_id in (other.store_id, new_id()):
            with pytest.raises(NotFound) as caught:
                sites.get_store_for(session, store_id)
            assert (caught.value.detail, caught.value.params) == ("", {})
        assert [store.store_id for store in sites.list_stores_for(session)] == [shop.store_id]


def test_a_manager_sees_the_stores_given_to_them(shop: Shop) -> None:
    second = replace(shop.store, store_id=new_id(), name="Another")
    with shop.database.write(shop.actor) as tx:
        sites.save_store(tx, second, clock=shop.clock)
    manager = Actor(shop.tenant_id, new_id(), "manager", frozenset({second.store_id}))
    with shop.database.read(manager) as session:
        assert [store.name for store in sites.list_stores_for(session)] == ["Another"]
        with pytest.raises(NotFound):
            sites.get_store_for(session, shop.store_id)
    with pytest.raises(NotFound), shop.database.write(manager) as tx:
        sites.save_store(tx, replace(second, store_id=new_id()), clock=shop.clock)


def test_a_source_has_one_register_however_often_it_is_asked_for(shop: Shop) -> None:
    ids = set()
    for source in ("square", "square", "shopify"):
        with shop.database.write(shop.actor) as tx:
            ids.add(sites.ensure_intake_register(tx, store_id=shop.store_id, source=source, clock=shop.clock))
    assert ids == {sites.intake_register_id(shop.store_id, source) for source in ("square", "shopify")}
