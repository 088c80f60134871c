"""Nightly work: once per local day, however often anybody looks, and never twice for the same slot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from aisle.kit.actor import system_actor
from aisle.kit.bulk import upsert_into
from aisle.kit.clock import Clock
from aisle.kit.db import Database, WriteSession
from aisle.kit.ids import derived_id
from aisle.kit.jobs.models import SCHEDULES
from aisle.kit.jobs.queue import Queue, enqueue
from aisle.kit.log import log


@dataclass(frozen=True, slots=True)
class Nightly:
    """Work that is due each day at a wall-clock time of a shop; `name` is unique within the tenant."""

    name: str
    queue: Queue
    kind: str
    args: dict[str, Any]
    local_time: time
    time_zone: str


def schedule_nightly(tx: WriteSession, nightly: Nightly, *, clock: Clock) -> None:
    """Put nightly work on the timetable, or change it; its first slot is the next one to come."""
    values = {
        "queue": nightly.queue,
        "kind": nightly.kind,
        "args": nightly.args,
        "local_time": nightly.local_time.strftime("%H:%M"),
        "time_zone": nightly.time_zone,
    }
    last_slot = _latest_slot(clock.now(), nightly.local_time, nightly.time_zone).isoformat()
    tx.execute(
        upsert_into(tx, SCHEDULES)
        .values(tenant_id=tx.tenant_id, name=nightly.name, last_slot=last_slot, **values)
        .on_conflict_do_update(index_elements=["tenant_id", "name"], set_=values)
    )


def unschedule(tx: WriteSession, name: str) -> None:
    """Take nightly work off the timetable; a job already enqueued still runs."""
    tx.execute(SCHEDULES.delete().where(SCHEDULES.c.tenant_id == tx.tenant_id, SCHEDULES.c.name == name))


def fire_due(database: Database, clock: Clock) -> int:
    """Enqueue every nightly job whose slot has come, across tenants; return how many.

    After a stand-still only the latest slot is made up for, and the log says which ones were skipped.
    Two processes may look at the same moment: the slot gives the job its id, so there is one job.
    """
    fired = 0
    for tenant_id, nightly, last_slot in _timetable(database):
        slot = _latest_slot(clock.now(), nightly.local_time, nightly.time_zone)
        if slot <= last_slot:
            continue
        skipped = (slot - last_slot).days - 1
        if skipped:
            log.warning("nightly slots skipped", tenant=tenant_id, schedule=nightly.name, slots=skipped)
        with database.write(system_actor(tenant_id)) as tx:
            _fire(tx, nightly, slot)
        fired += 1
    return fired


def _fire(tx: WriteSession, nightly: Nightly, slot: date) -> None:
    job_id = derived_id(tx.tenant_id, f"{nightly.name} {slot.isoformat()}")
    args = {**nightly.args, "slot": slot.isoformat()}
    enqueue(tx, queue=nightly.queue, kind=nightly.kind, args=args, job_id=job_id)
    tx.execute(
        SCHEDULES.update()
        .where(SCHEDULES.c.tenant_id == tx.tenant_id, SCHEDULES.c.name == nightly.name)
        .values(last_slot=slot.isoformat())
    )


def _timetable(database: Database) -> Iterator[tuple[str, Nightly, date]]:
    with database.system_read() as session:
        rows = session.execute(sa.select(SCHEDULES).order_by(SCHEDULES.c.tenant_id, SCHEDULES.c.name)).all()
    for row in rows:
        nightly = Nightly(
            name=row.name,
            queue=row.queue,
            kind=row.kind,
            args=row.args,
            local_time=time.fromisoformat(row.local_time),
            time_zone=row.time_zone,
        )
        yield row.tenant_id, nightly, date.fromisoformat(row.last_slot)


def _latest_slot(now: datetime, local_time: time, time_zone: str) -> date:
    """Return the local date of the last slot that has come; wall-clock time, so summer time moves nothing."""
    local = now.astimezone(ZoneInfo(time_zone))
    return local.date() if local.time() >= local_time else local.date() - timedelta(days=1)
