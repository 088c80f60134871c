"""Asking for fits and following them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from aisle import sites
from aisle.insights import actions, queries
from aisle.insights.routes.common import COMMON
from aisle.insights.runs import Run
from aisle.insights.schemas.runs import RunIn, RunList, RunOut
from aisle.kit.problems import responses
from aisle.kit.web import CurrentClock, ReadTx, WriteTx, require

router = APIRouter(tags=["insights"])


@router.get("/insight-runs", operation_id="list_insight_runs", dependencies=[require("insights.read")],
            responses=responses(*COMMON))  # fmt: skip
def list_insight_runs(store_id: Annotated[UUID, Query(description="The store")], tx: ReadTx) -> RunList:
    """List the last fits of a store, newest first."""
    store = sites.get_store_for(tx, str(store_id))
    return RunList(items=[_out(run) for run in queries.list_runs(tx, store.store_id)], next_after=None)


@router.post("/insight-runs", operation_id="request_insight_run", status_code=202,
             dependencies=[require("insights.retrain")], responses=responses(*COMMON))  # fmt: skip
def request_insight_run(body: RunIn, tx: WriteTx, clock: CurrentClock) -> RunOut:
    """Ask for a fit now; while one waits or works, that one is answered."""
    store = sites.get_store_for(tx, str(body.store_id))
    return _out(actions.request_run(tx, store.store_id, clock=clock))


@router.get("/insight-runs/{run_id}", operation_id="get_insight_run", dependencies=[require("insights.read")],
            responses=responses(*COMMON))  # fmt: skip
def get_insight_run(run_id: Annotated[UUID, Path(description="The run")], tx: ReadTx) -> RunOut:
    """Show how far a fit is."""
    return _out(queries.get_run_for(tx, str(run_id)))


def _out(run: Run) -> RunOut:
    return RunOut(**run.for_the_wire())
