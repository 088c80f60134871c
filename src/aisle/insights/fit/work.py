"""What the stages of one fit share."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from aisle.insights.fit.inputs import StoreInput
from aisle.insights.fit.progress import FitProgress
from aisle.insights.fit.store import Stamp
from aisle.insights.rules import HORIZON_DAYS_DEFAULT
from aisle.insights.runs import Run
from aisle.kit.clock import to_utc_text
from aisle.kit.db import ReadSession, WriteSession
from aisle.kit.jobs import JobContext


@dataclass(frozen=True, slots=True)
class Work:
    """One run in hand: its job, its input, its row."""

    context: JobContext
    known: StoreInput
    run: Run

    @property
    def store_id(self) -> str:
        """The store that is fitted."""
        return self.known.store.store_id

    @property
    def stamp(self) -> Stamp:
        """What every row of the run carries."""
        first = self.known.cutoff_date + timedelta(days=1)
        dates = [first + timedelta(days=offset) for offset in range(HORIZON_DAYS_DEFAULT)]
        created_at = to_utc_text(self.context.clock.now())
        return Stamp(self.run.run_id, self.store_id, self.known.cutoff_date, created_at, dates)

    def report(self, stage: str, progress: float) -> None:
        """Say which stage begins; raises `Stopped` where the job is no longer ours."""
        FitProgress(self.context, self.run).report(stage, progress)

    def write(self) -> AbstractContextManager[WriteSession]:
        """Open a writing scope."""
        return self.context.db.write(self.context.actor)

    def read(self) -> AbstractContextManager[ReadSession]:
        """Open a reading scope."""
        return self.context.db.read(self.context.actor)
