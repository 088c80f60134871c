"""Background work of a server: the relay, light jobs, the timetable, and one low-priority child for heavy jobs."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from typing import Any

from aisle.app.house import House
from aisle.app.wiring import event_handlers, job_handlers
from aisle.kit import events
from aisle.kit.ids import new_id
from aisle.kit.jobs import JobRunner, fire_due
from aisle.kit.log import log
from aisle.kit.relay import Relay

STOP_GRACE_S = 20
TIMETABLE_EVERY_S = 60.0
CHILD_RESTART_S = 5.0


class Background:
    """Threads and the child process beside the server; `stop` ends them within the grace time."""

    def __init__(self, house: House, publish: events.Carrier) -> None:
        self.house = house
        self.publish = publish
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._child: subprocess.Popen[str] | None = None
        self._light = JobRunner(
            house.database, job_handlers(house), house.clock, queues=["light"], owner=f"light {new_id()}"
        )

    def start(self) -> None:
        """Start everything; returns at once."""
        events.set_carrier(self.publish)
        relay = Relay(self.house.database, event_handlers(self.house), self.house.clock)
        for name, work in (
            ("relay", lambda: relay.run_forever(self._stop)),
            ("light jobs", lambda: self._light.run_forever(self._stop)),
            ("timetable", self._keep_timetable),
            ("heavy jobs", self._keep_child),
        ):
            thread = threading.Thread(target=work, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """End the child first, since it may hold a job; then the threads."""
        self._stop.set()
        self._light.stop()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(STOP_GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()
        for thread in self._threads:
            thread.join(STOP_GRACE_S)
        events.set_carrier(None)

    def _keep_timetable(self) -> None:
        while not self._stop.is_set():
            try:
                if fire_due(self.house.database, self.house.clock):
                    self._light.forget_finished()
            except Exception as error:
                log.error("timetable failed", exc_info=error)
            self._stop.wait(TIMETABLE_EVERY_S)

    def _keep_child(self) -> None:
        """Keep one child alive; what it broadcasts comes through its standard output, a line each."""
        while not self._stop.is_set():
            with start_child() as child:
                self._child = child
                assert child.stdout is not None
                for line in child.stdout:
                    self._hand_on(line)
            if not self._stop.is_set():
                log.error("heavy worker ended", code=child.returncode)
                self._stop.wait(CHILD_RESTART_S)

    def _hand_on(self, line: str) -> None:
        with contextlib.suppress(ValueError, KeyError):
            said: dict[str, Any] = json.loads(line)
            self.publish(said["topic"], said["key"], said["data"])


def start_child() -> subprocess.Popen[str]:
    """Start the worker for heavy jobs: its own process at a lower priority, so a till's request never waits for it."""
    return subprocess.Popen(
        [sys.executable, "-m", "aisle.app.worker", "--parent", str(os.getpid())],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    )
