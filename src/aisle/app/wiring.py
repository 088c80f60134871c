"""Who listens to what: the one place that knows which handler follows which fact, job or topic."""

from collections.abc import Mapping, Sequence

from aisle import intake
from aisle.app import demo
from aisle.app.house import House
from aisle.kit.events.delivery import EventHandler
from aisle.kit.jobs import Handler

EVENT_HANDLERS: Mapping[str, Sequence[tuple[str, EventHandler]]] = {}


def job_handlers(house: House) -> Mapping[str, Handler]:
    """Return the handler of each kind of job."""
    return {
        **intake.handlers(house.settings.home / "uploads", house.identity.keyring),
        demo.STOCK_JOB: demo.count_simulated_stock,
    }
