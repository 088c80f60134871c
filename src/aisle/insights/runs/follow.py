"""Reading runs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from aisle.insights.models import InsightRunRow
from aisle.kit.db import ReadSession
from aisle.kit.problems import NotFound

RunKind = Literal["quick", "full", "backtest"]
RunState = Literal["waiting", "running", "done", "failed"]
WORKING: tuple[RunState, ...] = ("waiting", "running")
# A backtest only keeps what would have been said of the past; its results are not shown as today's.
SHOWN_KINDS: tuple[RunKind, ...] = ("quick", "full")
RUNS_SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Run:
    """A fit of one store; `listings` maps a read's name to `{"state": …, "notes": […]}`; times are UTC text.

    `confirmed_at` is when a later fit found nothing new to learn from.
    """

    run_id: str
    store_id: str
    kind: RunKind
    state: RunState
    stage: str
    progress: float
    cutoff_date: date | None
    cube_revision: int | None
    code_version: str
    seed: int
    listings: dict[str, dict[str, Any]] | None
    error: str | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    confirmed_at: str | None

    @property
    def fresh_at(self) -> str | None:
        """The last moment at which these results were known to be today's."""
        return self.confirmed_at or self.finished_at

    @property
    def notes(self) -> list[str]:
        """Every sentence of the run's listings, each once, and what went wrong."""
        found = [note for listing in (self.listings or {}).values() for note in listing["notes"]]
        return list(dict.fromkeys([*found, *([self.error] if self.error else [])]))

    def for_the_wire(self) -> dict[str, Any]:
        """Return the fields a reader sees, JSON-ready."""
        hidden = {"cube_revision", "code_version", "seed", "listings", "error", "confirmed_at"}
        shown = {name: value for name, value in asdict(self).items() if name not in hidden}
        day = self.cutoff_date.isoformat() if self.cutoff_date else None
        return {**shown, "cutoff_date": day, "notes": self.notes}


# By the time they finished: a full run may have been asked for before the quick one that runs ahead of it. Of two that
# finished in the same millisecond the full one ("full" sorts before "quick") says more.
LAST_FINISHED_FIRST = (InsightRunRow.finished_at.desc(), InsightRunRow.kind, InsightRunRow.run_id.desc())
_COLUMNS = [getattr(InsightRunRow, field.name) for field in fields(Run)]


def get_run_for(session: ReadSession, run_id: str) -> Run:
    """Return a run of a store the actor may see, or `not-found`."""
    row = session.execute(sa.select(*_COLUMNS).where(InsightRunRow.run_id == run_id)).one_or_none()
    if row is None:
        raise NotFound()
    if session.actor is not None:
        session.actor.must_see_store(row.store_id)
    return Run(**row._mapping)


def list_runs(session: ReadSession, store_id: str) -> Sequence[Run]:
    """Return the last runs of a store, newest first."""
    return _runs(session, store_id, RUNS_SHOWN_MAX, InsightRunRow.kind.in_(SHOWN_KINDS))


def find_shown_run(
    session: ReadSession, store_id: str, *, kinds: Sequence[RunKind] = SHOWN_KINDS, as_of: date | None = None
) -> Run | None:
    """Return the run whose results are shown: the last one that is done, of those that know nothing after `as_of`."""
    conditions = [InsightRunRow.state == "done", InsightRunRow.kind.in_(kinds)]
    if as_of is not None:
        conditions.append(InsightRunRow.cutoff_date <= as_of)
    statement = _of_store(store_id, *conditions).order_by(*LAST_FINISHED_FIRST)
    row = session.execute(statement.limit(1)).one_or_none()
    return None if row is None else Run(**row._mapping)


def find_working_run(session: ReadSession, store_id: str) -> Run | None:
    """Return the run that waits or works for a store, if there is one."""
    working = InsightRunRow.state.in_(WORKING)
    return next(iter(_runs(session, store_id, 1, working, InsightRunRow.kind == "full")), None)


def live_snapshot(session: ReadSession, store_id: str) -> dict[str, Any]:
    """Return what a subscriber of `insights:{store_id}` starts from: the newest run, and the run that is shown."""
    shown = find_shown_run(session, store_id)
    newest = find_working_run(session, store_id) or next(iter(list_runs(session, store_id)), None)
    return {
        "run": newest.for_the_wire() if newest else None,
        "shown": {"run_id": shown.run_id, "finished_at": shown.finished_at} if shown else None,
    }


def _runs(session: ReadSession, store_id: str, limit: int, *conditions: sa.ColumnElement[bool]) -> list[Run]:
    newest_first = (InsightRunRow.created_at.desc(), InsightRunRow.run_id.desc())
    statement = _of_store(store_id, *conditions).order_by(*newest_first).limit(limit)
    return [Run(**row._mapping) for row in session.execute(statement)]


def _of_store(store_id: str, *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(*_COLUMNS).where(InsightRunRow.store_id == store_id, *conditions)
