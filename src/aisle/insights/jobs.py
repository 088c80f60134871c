"""Background entry points: sales go into the cube as they are posted, stores are refitted where there is news."""

from collections.abc import Sequence
from datetime import time
from pathlib import Path

import sqlalchemy as sa

from aisle.insights.cube import add_sales_to_cube
from aisle.insights.events import SALE_POSTED
from aisle.insights.runs import REFIT_KIND, SETTLE, enqueue_refit
from aisle.kit.clock import Clock
from aisle.kit.db import ReadSession, WriteSession
from aisle.kit.events import StoredEvent
from aisle.kit.events.models import EVENTS
from aisle.kit.jobs import Handler, JobContext, Nightly, schedule_nightly
from aisle.sites import Store

NIGHTLY_AFTER_DAY_END_MINUTES = 30


def on_sales_posted(tx: WriteSession, events: Sequence[StoredEvent]) -> None:
    """Take posted sales into the cube; a store whose history came in is refitted, till sales wait for the night."""
    add_sales_to_cube(tx, [event.subject_id for event in events])
    stores = {event.store_id for event in events if event.payload["door"] == "intake" and event.store_id is not None}
    last = max(event.posted_at for event in events)
    for store_id in sorted(stores):
        enqueue_refit(tx, store_id, run_at=last + SETTLE)


def schedule_refit(tx: WriteSession, store: Store, *, clock: Clock) -> None:
    """Put a store's nightly fit on the timetable, half an hour after its trading day ends."""
    hours, minutes = (int(part) for part in store.day_ends_at.split(":"))
    due_minutes = hours * 60 + minutes + NIGHTLY_AFTER_DAY_END_MINUTES
    nightly = Nightly(
        name=f"insights {store.store_id}",
        queue="heavy",
        kind=REFIT_KIND,
        args={"store_id": store.store_id},
        local_time=time(due_minutes // 60, due_minutes % 60),
        time_zone=store.time_zone,
    )
    schedule_nightly(tx, nightly, clock=clock)


def refit_store(*, archive: Path | None = None) -> Handler:
    """Return the handler of `REFIT_KIND`; predictions of runs no longer kept are archived under `archive`."""

    def handle(context: JobContext) -> None:
        store_id = str(context.args["store_id"])
        if _is_history_on_its_way(context, store_id):
            with context.db.write(context.actor) as tx:
                enqueue_refit(tx, store_id, run_at=context.clock.now() + SETTLE, again=True)
            return
        # The models behind a fit take seconds to import; no server process should pay for that.
        from aisle.insights.fit.job import refit

        refit(context, store_id, archive=archive)

    return handle


def _is_history_on_its_way(context: JobContext, store_id: str) -> bool:
    """Say whether posted sales of a store still wait for the relay."""
    with context.db.read(context.actor) as session:
        return _count_waiting(session, store_id) > 0


def _count_waiting(session: ReadSession, store_id: str) -> int:
    statement = (
        sa.select(sa.func.count())
        .select_from(EVENTS)
        .where(
            EVENTS.c.tenant_id == session.tenant_id,
            EVENTS.c.store_id == store_id,
            EVENTS.c.kind == SALE_POSTED,
            EVENTS.c.sent_at.is_(None),
        )
    )
    return int(session.scalar(statement) or 0)
