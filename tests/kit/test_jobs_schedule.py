"""Nightly work: one job a slot, whoever looks and however often."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from aisle.kit import jobs
from aisle.kit.actor import system_actor
from aisle.kit.clock import FixedClock
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.jobs import Nightly
from aisle.kit.jobs.models import JOBS, SCHEDULES

NOW = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
FIT = Nightly("fit", "heavy", "insights.fit", {"store_id": "s"}, time(2, 30), "Europe/Berlin")


def plan(database: Database, tenant_id: str, clock: FixedClock, nightly: Nightly = FIT) -> None:
    with database.write(system_actor(tenant_id)) as tx:
        jobs.schedule_nightly(tx, nightly, clock=clock)


def slots(database: Database, tenant_id: str) -> list[str]:
    with database.system_read() as session:
        rows = session.execute(sa.select(JOBS.c.args).where(JOBS.c.tenant_id == tenant_id)).scalars()
        return sorted(args["slot"] for args in rows)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


def test_a_slot_fires_once_a_local_day_even_through_the_change_to_summer_time(
    database: Database, clock: FixedClock
) -> None:
    """On 29 March 2026 there is no 02:30 in Berlin; the slot comes as soon as the clock is past it."""
    shop = new_id()
    plan(database, shop, clock)
    fired_at = []
    while clock.at < NOW + timedelta(days=4):
        clock.at += timedelta(minutes=30)
        fired_at += [clock.at.strftime("%d %H:%M")] * jobs.fire_due(database, clock)
    assert fired_at == ["28 01:30", "29 01:00", "30 00:30", "31 00:30"]
    assert slots(database, shop) == ["2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31"]


def test_after_a_stand_still_only_the_latest_slot_is_made_up_for(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    plan(database, shop, clock)
    clock.at += timedelta(days=5)
    assert (jobs.fire_due(database, clock), jobs.fire_due(database, clock)) == (1, 0)
    assert slots(database, shop) == ["2026-04-01"]


def test_two_processes_that_look_at_the_same_moment_make_one_job(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    plan(database, shop, clock)
    clock.at += timedelta(days=1)
    jobs.fire_due(database, clock)
    with database.system_write() as tx:
        # The second process read the timetable before the first one wrote it, and the job is done by now.
        tx.execute(SCHEDULES.update().values(last_slot="2026-03-27"))
        tx.execute(JOBS.update().values(state="done"))
    jobs.fire_due(database, clock)
    assert slots(database, shop) == ["2026-03-28"]


def test_each_tenant_has_its_own_timetable(database: Database, clock: FixedClock) -> None:
    one, two = new_id(), new_id()
    plan(database, one, clock)
    plan(database, two, clock, Nightly("fit", "heavy", "insights.fit", {}, time(2, 30), "America/New_York"))
    clock.at = datetime(2026, 3, 28, 2, 0, tzinfo=UTC)
    assert jobs.fire_due(database, clock) == 1
    assert (slots(database, one), slots(database, two)) == (["2026-03-28"], [])
    with database.write(system_actor(two)) as tx:
        jobs.unschedule(tx, "fit")
    clock.at += timedelta(days=1)
    jobs.fire_due(database, clock)
    assert slots(database, two) == []


def test_planning_again_changes_the_time_and_fires_nothing_twice(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    plan(database, shop, clock)
    clock.at += timedelta(days=1)
    jobs.fire_due(database, clock)
    plan(database, shop, clock, Nightly("fit", "light", "insights.fit", {}, time(4, 0), "Europe/Berlin"))
    assert jobs.fire_due(database, clock) == 0
    clock.at += timedelta(days=1)
    jobs.fire_due(database, clock)
    assert slots(database, shop) == ["2026-03-28", "2026-03-29"]
