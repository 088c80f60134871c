"""The worker process for heavy jobs: uploads and fits, at a lower priority."""

import json
import os
import signal
import sys
import threading
from typing import Any

import click

from aisle.app.house import House, open_house
from aisle.app.settings import load_settings
from aisle.app.wiring import job_handlers
from aisle.kit import events
from aisle.kit.ids import new_id
from aisle.kit.jobs import JobRunner
from aisle.kit.log import configure_logs

NICENESS = 10
PARENT_CHECK_S = 2.0
STOP_GRACE_S = 15.0


def tell_parent(topic: str, key: str, data: Any) -> None:
    """Hand a broadcast to the server: one JSON line on standard output, which nothing else may use."""
    line = json.dumps({"topic": topic, "key": key, "data": data}, separators=(",", ":"))
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run_heavy_jobs(house: House, *, parent_pid: int | None) -> None:
    """Run heavy jobs until told to stop, or until the server that started this process is gone."""
    stop = threading.Event()
    runner = JobRunner(house.database, job_handlers(house), house.clock, queues=["heavy"], owner=f"heavy {new_id()}")

    def end(*_signal: object) -> None:
        stop.set()
        runner.stop()

    def end_in_time(*_signal: object) -> None:
        end()
        # Whatever still runs when the grace time is over goes back to the queue, to be resumed by the next worker.
        threading.Timer(STOP_GRACE_S, runner.return_lease).start()

    signal.signal(signal.SIGTERM, end_in_time)
    signal.signal(signal.SIGINT, end)
    if parent_pid is not None:
        threading.Thread(target=_watch_parent, args=(parent_pid, stop, end), daemon=True).start()
    runner.run_forever(stop)


def _watch_parent(parent_pid: int, stop: threading.Event, end: Any) -> None:
    """A server killed without a word must not leave its worker behind."""
    while not stop.wait(PARENT_CHECK_S):
        if os.getppid() != parent_pid:
            end()


@click.command()
@click.option("--parent", type=int, default=None, help="End when this process is no longer our parent.")
def main(parent: int | None) -> None:
    """Run heavy jobs of the book that the settings name."""
    os.nice(NICENESS)
    settings = load_settings()
    configure_logs(settings.log_level)
    if parent is not None:
        events.set_carrier(tell_parent)
    run_heavy_jobs(open_house(settings, syncs_each_commit=False), parent_pid=parent)


if __name__ == "__main__":
    main()
