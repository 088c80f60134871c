"""From the outbox to a fit: sales reach the cube once, history calls for a fit, and a fit knows when to do nothing."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from aisle import ledger
from aisle.insights.cube import check_cube, read_span
from aisle.insights.fit.refit import fit_fully
from aisle.insights.fit.work import Work
from aisle.insights.jobs import on_sales_posted, schedule_refit
from aisle.insights.models import DirtySeriesRow, InsightRunRow, ListingRow, PredictionRow, RecommendationRow
from aisle.insights.runs import Run, list_runs
from aisle.insights.runs.retention import LISTINGS_KEPT, RUNS_KEPT, forget_old_runs
from aisle.kit.db import WriteSession
from aisle.kit.events import StoredEvent
from aisle.kit.events.delivery import EventHandler
from aisle.kit.jobs.models import JOBS, SCHEDULES
from aisle.kit.relay import Relay
from tests.books import Shop
from tests.insights.shops import LAST_DAY, deliver_facts, fit, pass_days, read, run_jobs, sell_days, stock_shelves
from tests.ledger.drafts import draft, item_ids, line


def relay_all(shop: Shop, handler: EventHandler = on_sales_posted) -> None:
    """Hand every posted sale to insights, as the server does."""
    relay = Relay(shop.database, {"SalePosted": [("insights", handler)]}, shop.clock, owner="a test's relay")
    while relay.run_once():
        pass


def waiting_jobs(shop: Shop) -> list[str]:
    with shop.database.read(shop.actor) as session:
        own = sa.select(JOBS.c.dedupe_key).where(JOBS.c.tenant_id == shop.tenant_id, JOBS.c.state == "waiting")
        return list(session.scalars(own))


def sell_one(shop: Shop, name: str, door: str) -> None:
    sale = draft(shop, name, [line(1, item_ids(shop)[0], 2, 100)], door=door)
    with shop.database.write(shop.actor) as tx:
        ledger.post_sale(tx, sale, clock=shop.clock)


def test_a_sale_reaches_the_cube_once(shop: Shop) -> None:
    sell_one(shop, "one", "till")
    relay_all(shop)
    relay_all(shop)
    with shop.database.read(shop.actor) as session:
        assert check_cube(session, shop.store_id) == []
        span = read_span(session, shop.store_id)
    assert span is not None and span.revision == 1


def test_a_batch_that_fails_half_way_is_taken_in_once(shop: Shop) -> None:
    for number in range(3):
        sell_one(shop, f"sale {number}", "till")
    tries: list[int] = []

    def fail_first(tx: WriteSession, events: Sequence[StoredEvent]) -> None:
        on_sales_posted(tx, events)
        tries.append(len(events))
        if len(tries) == 1:
            raise RuntimeError("the power went")

    relay_all(shop, fail_first)
    with shop.database.read(shop.actor) as session:
        assert check_cube(session, shop.store_id) == []


def test_history_calls_for_one_fit_and_till_sales_for_none(shop: Shop) -> None:
    sell_one(shop, "at the till", "till")
    relay_all(shop)
    assert waiting_jobs(shop) == []
    sell_one(shop, "from a file", "intake")
    sell_one(shop, "from the same file", "intake")
    relay_all(shop)
    assert waiting_jobs(shop) == [f"insights {shop.store_id}"]


def test_a_fit_with_nothing_new_only_confirms(shop: Shop) -> None:
    sell_days(shop, stock_shelves(shop, 3), 14)
    fit(shop)
    shown = read(shop, "forecast")["run_id"]
    pass_days(shop, 1)
    with shop.database.write(shop.actor) as tx:
        tx.execute(sa.update(JOBS).values(state="waiting", attempts=0))
    run_jobs(shop)
    body = read(shop, "forecast")
    assert (body["run_id"], body["state"]) == (shown, "ready")
    assert body["as_of"] == "2026-11-21T12:00:10.000Z"


def test_a_fit_leaves_no_series_dirty_but_sees_what_came_meanwhile(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    wares = stock_shelves(shop, 3)
    sell_days(shop, wares, 14)

    def fit_while_selling(work: Work) -> Run:
        sell_days(shop, wares, 1, last_day=LAST_DAY, seed=9)
        deliver_facts(shop)
        return fit_fully(work)

    monkeypatch.setattr("aisle.insights.fit.job.fit_fully", fit_while_selling)
    fit(shop)
    assert waiting_jobs(shop) == [f"insights {shop.store_id} again"]
    monkeypatch.undo()
    pass_days(shop, 1)
    run_jobs(shop)
    with shop.database.read(shop.actor) as session:
        assert session.scalars(sa.select(DirtySeriesRow)).all() == []


def test_a_failed_fit_says_so_and_leaves_what_was_shown(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    wares = stock_shelves(shop, 3)
    sell_days(shop, wares, 14)
    fit(shop)
    shown = read(shop, "forecast")["run_id"]
    sell_days(shop, wares, 1, seed=3)

    def fail(_work: object) -> None:
        raise ValueError("a customer's name")

    monkeypatch.setattr("aisle.insights.fit.job.fit_fully", fail)
    fit(shop)
    run = next(run for run in read(shop, "insight-runs")["items"] if run["state"] == "failed")
    assert run["notes"] == ["The fit failed and will be tried again; what was shown before still stands."]
    assert read(shop, "forecast")["run_id"] == shown
    monkeypatch.undo()
    pass_days(shop, 1)
    run_jobs(shop)
    assert read(shop, "forecast")["run_id"] != shown


def test_an_interrupted_fit_is_started_over_as_the_same_run(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    sell_days(shop, stock_shelves(shop, 3), 14)

    def go_down(*_: object) -> None:
        raise SystemExit("the machine went down")

    monkeypatch.setattr("aisle.insights.fit.refit._finish", go_down)
    with pytest.raises(SystemExit):
        fit(shop)
    with shop.database.read(shop.actor) as session:
        interrupted = next(run for run in list_runs(session, shop.store_id) if run.kind == "full")
    assert interrupted.state == "running"
    monkeypatch.undo()
    pass_days(shop, 1)
    run_jobs(shop)
    body = read(shop, "forecast", limit=200)
    assert (body["run_id"], len(body["items"])) == (interrupted.run_id, 3)


def test_what_is_voided_is_no_longer_spoken_of(shop: Shop) -> None:
    sale_ids = sell_days(shop, stock_shelves(shop, 3), 14)
    fit(shop)
    with shop.database.write(shop.actor) as tx:
        ledger.void_sales(tx, sale_ids=sale_ids, clock=shop.clock)
    relay_all(shop)
    fit(shop)
    assert (read(shop, "forecast")["state"], read(shop, "forecast")["items"]) == ("not_enough_history", [])
    with shop.database.read(shop.actor) as session:
        assert set(session.scalars(sa.select(RecommendationRow.state))) == {"expired"}


def test_the_last_eight_runs_are_kept_and_the_rest_is_archived(shop: Shop, tmp_path: Path) -> None:
    wares = stock_shelves(shop, 2)
    sell_days(shop, wares, 14)
    told: dict[str, list[float]] = {}
    for _ in range(7):
        fit(shop, archive=tmp_path)
        with shop.database.read(shop.actor) as session:
            for run_id, demand in session.execute(sa.select(PredictionRow.run_id, PredictionRow.predicted_demand)):
                told.setdefault(run_id, []).append(demand)
        pass_days(shop, 1)
        sell_days(shop, wares, 1, last_day=shop.clock.now().date() - timedelta(days=1), seed=1)
    with shop.database.read(shop.actor) as session:
        kept = set(session.scalars(sa.select(PredictionRow.run_id)))
        assert len(kept) == RUNS_KEPT
        assert len(set(session.scalars(sa.select(ListingRow.run_id)))) == LISTINGS_KEPT
        assert set(session.scalars(sa.select(InsightRunRow.run_id))) == kept
    archived = pl.concat([pl.read_parquet(path) for path in (tmp_path / shop.store_id).glob("*.parquet")])
    assert set(archived["run_id"]) == told.keys() - kept
    assert set(json.loads(archived["quantiles"][0])) >= {"0.1", "0.5", "0.9"}


def test_old_archives_go(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / shop.store_id
    folder.mkdir()
    for name in ("2025-10-15 old.parquet", "2025-10-16 young.parquet"):
        (folder / name).touch()
    forget_old_runs(shop.database, shop.actor, shop.store_id, archive=tmp_path, clock=shop.clock)
    assert [path.name for path in folder.iterdir()] == ["2025-10-16 young.parquet"]


def test_the_nightly_fit_stands_half_an_hour_after_the_day_ends(shop: Shop) -> None:
    with shop.database.write(shop.actor) as tx:
        schedule_refit(tx, shop.store, clock=shop.clock)
    with shop.database.system_read() as session:
        row = session.execute(sa.select(SCHEDULES).where(SCHEDULES.c.tenant_id == shop.tenant_id)).one()
    assert (row.local_time, row.time_zone, row.args) == ("00:30", "Europe/London", {"store_id": shop.store_id})
