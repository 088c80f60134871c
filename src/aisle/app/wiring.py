"""Who listens to what: the one place that knows which handler follows which fact, job or topic."""

from collections.abc import Mapping, Sequence
from datetime import time

from aisle import intake, sites
from aisle.app.house import House
from aisle.insights.events import SALE_POSTED
from aisle.insights.jobs import on_sales_posted, refit_store, schedule_refit
from aisle.insights.runs import REFIT_KIND
from aisle.kit.clock import Clock
from aisle.kit.db import WriteSession
from aisle.kit.events import StoredEvent
from aisle.kit.events.delivery import EventHandler
from aisle.kit.jobs import Handler, Nightly, schedule_nightly

SWEEP_AT = time(3, 45)


def event_handlers(house: House) -> Mapping[str, Sequence[tuple[str, EventHandler]]]:
    """Return who listens to each kind of fact, by the name under which deliveries are remembered."""

    def on_store_saved(tx: WriteSession, events: Sequence[StoredEvent]) -> None:
        for event in events:
            keep_timetable(tx, sites.get_store_for(tx, event.subject_id), clock=house.clock)

    return {
        SALE_POSTED: [("insights", on_sales_posted)],
        sites.STORE_SAVED: [("timetable", on_store_saved)],
    }


def keep_timetable(tx: WriteSession, store: sites.Store, *, clock: Clock) -> None:
    """Put a store's nightly work on the timetable, by its own clock."""
    schedule_refit(tx, store, clock=clock)
    sweep = Nightly("intake sweep", "light", intake.SWEEP, {}, local_time=SWEEP_AT, time_zone=store.time_zone)
    schedule_nightly(tx, sweep, clock=clock)


def job_handlers(house: House) -> Mapping[str, Handler]:
    """Return the handler of each kind of job."""
    return {
        **intake.handlers(house.settings.home / "uploads", house.identity.keyring),
        REFIT_KIND: refit_store(archive=house.settings.archive_path),
    }
