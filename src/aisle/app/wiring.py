"""Who listens to what: the one place that knows which handler follows which fact, job or topic."""

from collections.abc import Mapping, Sequence

from aisle import intake
from aisle.app.house import House
from aisle.insights.events import SALE_POSTED
from aisle.insights.jobs import on_sales_posted, refit_store
from aisle.insights.runs import REFIT_KIND
from aisle.kit.events.delivery import EventHandler
from aisle.kit.jobs import Handler

EVENT_HANDLERS: Mapping[str, Sequence[tuple[str, EventHandler]]] = {
    SALE_POSTED: [("insights", on_sales_posted)],
}


def job_handlers(house: House) -> Mapping[str, Handler]:
    """Return the handler of each kind of job."""
    return {
        **intake.handlers(house.settings.home / "uploads", house.identity.keyring),
        REFIT_KIND: refit_store(archive=house.settings.archive_path),
    }
