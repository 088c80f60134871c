"""Telling how far a fit is: on its row, live, and to the job that carries it."""

from __future__ import annotations

from dataclasses import dataclass

from aisle.insights.runs import Run, note_progress, topic_of
from aisle.kit.events import broadcast
from aisle.kit.jobs import JobContext

STEPS = 100


class Stopped(Exception):
    """The job was told to stop between two stages; its run waits for the next worker, who starts it over."""


@dataclass(frozen=True, slots=True)
class FitProgress:
    """Reports the stages of one run."""

    context: JobContext
    run: Run

    def report(self, stage: str, progress: float) -> None:
        """Write and show a stage that begins now; raises `Stopped` where the job is no longer ours to do."""
        if self.context.cancelled:
            raise Stopped()
        with self.context.db.write(self.context.actor) as tx:
            run = note_progress(tx, self.run.run_id, stage=stage, progress=progress)
        self.context.progress(round(progress * STEPS), STEPS, {"stage": stage})
        announce(run)


def announce(run: Run) -> None:
    """Show a run to whoever watches its store."""
    broadcast(topic_of(run.store_id), "run", run.for_the_wire())
    if run.state == "done":
        broadcast(topic_of(run.store_id), "shown", {"run_id": run.run_id, "finished_at": run.finished_at})
