"""How long runs are kept: the last eight in the book, their predictions 400 days as Parquet files beside it."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from aisle.insights.models import (
    ForecastAccuracyRow,
    InsightRunRow,
    ListingRow,
    PredictionRow,
    RecommendationRow,
    SegmentMemberRow,
)
from aisle.insights.runs.follow import LAST_FINISHED_FIRST, SHOWN_KINDS
from aisle.kit.actor import Actor
from aisle.kit.clock import Clock, from_utc_text
from aisle.kit.db import Database, ReadSession, TenantRow, WriteSession, table_of

RUNS_KEPT = 8
# Pages may still be turned in what the fit before the newest one left (a quick run and a full one each).
LISTINGS_KEPT = 4
ARCHIVE_DAYS = 400
ARCHIVE_SUFFIX = ".parquet"
_PREDICTIONS = table_of(PredictionRow).c


def forget_old_runs(database: Database, actor: Actor, store_id: str, *, archive: Path | None, clock: Clock) -> None:
    """Archive and remove runs beyond those kept, a run a transaction, so that tills never wait long."""
    with database.read(actor) as session:
        shown, tested = _finished(session, store_id, SHOWN_KINDS), _finished(session, store_id, ("backtest",))
    for run_id in shown[LISTINGS_KEPT:]:
        with database.write(actor) as tx:
            _delete(tx, run_id, [ListingRow])
    for run_id in [*shown[RUNS_KEPT:], *tested[1:]]:
        if archive is not None:
            with database.read(actor) as session:
                _archive(session, run_id, archive / store_id)
        with database.write(actor) as tx:
            _delete(tx, run_id, [PredictionRow, ForecastAccuracyRow, SegmentMemberRow, ListingRow])
            _delete_undecided(tx, run_id)
            _delete(tx, run_id, [InsightRunRow])
    if archive is not None:
        _prune(archive / store_id, clock.now())


def _finished(session: ReadSession, store_id: str, kinds: Sequence[str]) -> list[str]:
    """Return finished runs, newest first."""
    statement = sa.select(InsightRunRow.run_id).where(
        InsightRunRow.store_id == store_id, InsightRunRow.state.in_(("done", "failed")), InsightRunRow.kind.in_(kinds)
    )
    return list(session.scalars(statement.order_by(*LAST_FINISHED_FIRST)))


def _delete(tx: WriteSession, run_id: str, kinds: Sequence[type[TenantRow]]) -> None:
    for table in map(table_of, kinds):
        tx.execute(table.delete().where(table.c.tenant_id == tx.tenant_id, table.c.run_id == run_id))


def _delete_undecided(tx: WriteSession, run_id: str) -> None:
    """Remove advice nobody ever decided on; decisions stay for good."""
    rows = table_of(RecommendationRow)
    gone = sa.and_(
        rows.c.tenant_id == tx.tenant_id,
        rows.c.run_id == run_id,
        rows.c.state.in_(("superseded", "expired")),
        rows.c.decided_at.is_(None),
    )
    tx.execute(rows.delete().where(gone))


def _archive(session: ReadSession, run_id: str, folder: Path) -> None:
    names = ("run_id", "store_id", "product_id", "date", "cutoff_date", "predicted_demand", "quantiles", "model")
    statement = sa.select(*(_PREDICTIONS[name] for name in (*names, "created_at"))).where(
        _PREDICTIONS.tenant_id == session.tenant_id, _PREDICTIONS.run_id == run_id
    )
    rows = session.execute(statement).mappings().all()
    if not rows:
        return
    folder.mkdir(parents=True, exist_ok=True)
    frame = pl.DataFrame([{**row, "quantiles": json.dumps(row["quantiles"])} for row in rows])
    # The name leads with the day, so that pruning needs no look inside.
    frame.write_parquet(folder / f"{str(rows[0]['created_at'])[:10]} {run_id}{ARCHIVE_SUFFIX}")


def _prune(folder: Path, now: datetime) -> None:
    oldest = (now - timedelta(days=ARCHIVE_DAYS)).date()
    for path in folder.glob(f"*{ARCHIVE_SUFFIX}"):
        if from_utc_text(f"{path.name[:10]}T00:00:00.000Z").date() < oldest:
            path.unlink()
