"""Jobs: done at least once, by one worker at a time, from the last checkpoint on."""

import random
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from aisle.kit import events, jobs
from aisle.kit.actor import system_actor
from aisle.kit.clock import FixedClock
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.jobs import Handler, Job, JobContext, JobLost, JobRunner
from aisle.kit.jobs.models import JOBS
from aisle.kit.limits import JOB_ATTEMPTS_MAX, JOB_LEASE_S
from aisle.kit.problems import Malformed

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DUE = NOW - timedelta(minutes=1)


class Killed(BaseException):
    """The process ends here: nothing below may catch it."""


class NoChance(random.Random):
    """Draws zero, so that pauses are whole."""

    def random(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


def put(database: Database, tenant_id: str, kind: str = "count", **values: Any) -> str:
    with database.write(system_actor(tenant_id)) as tx:
        return jobs.enqueue(tx, **{"queue": "heavy", "kind": kind, "args": {}, "run_at": DUE, **values})


def look(database: Database, tenant_id: str, job_id: str) -> Job:
    with database.read(system_actor(tenant_id)) as session:
        found = jobs.get_job(session, job_id)
    assert found is not None
    return found


def make_runner(
    database: Database, clock: FixedClock, handlers: Mapping[str, Handler], owner: str = "one"
) -> JobRunner:
    return JobRunner(database, handlers, clock, queues=["heavy"], owner=owner, chance=NoChance())


def fail(_context: JobContext) -> None:
    raise ValueError("not today")


def test_a_job_runs_once_for_its_tenant_with_its_arguments(database: Database, clock: FixedClock) -> None:
    shop, seen = new_id(), []

    def handle(context: JobContext) -> None:
        seen.append((context.actor.tenant_id, context.actor.role, context.args, context.checkpoint))

    job_id = put(database, shop, args={"upload_id": "u"})
    runner = make_runner(database, clock, {"count": handle})
    assert (runner.run_once(), runner.run_once()) == (True, False)
    assert seen == [(shop, "system", {"upload_id": "u"}, None)]
    assert look(database, shop, job_id).state == "done"


def test_a_rolled_back_transaction_enqueues_nothing(database: Database, clock: FixedClock) -> None:
    def enqueue_and_fail() -> None:
        with database.write(system_actor(new_id())) as tx:
            jobs.enqueue(tx, queue="heavy", kind="count", args={}, run_at=DUE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        enqueue_and_fail()
    assert not make_runner(database, clock, {"count": fail}).run_once()


def test_a_job_is_left_alone_until_due_and_by_workers_of_other_queues_or_kinds(
    database: Database, clock: FixedClock
) -> None:
    shop = new_id()
    put(database, shop, run_at=NOW + timedelta(minutes=1))
    put(database, shop, queue="light")
    put(database, shop, kind="newer_release")
    done: list[str] = []
    runner = make_runner(database, clock, {"count": lambda context: done.append(context.job_id)})
    assert not runner.run_once()
    clock.at += timedelta(minutes=1)
    assert (runner.run_once(), runner.run_once()) == (True, False)


def test_a_job_asked_for_at_once_is_due_whatever_the_clocks_say(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    put(database, shop, run_at=None)
    clock.at = datetime(2001, 1, 1, tzinfo=UTC)
    runner = make_runner(database, clock, {"count": fail})
    assert runner.run_once()
    assert not runner.run_once(), "after a failure its pause counts"
    clock.at += timedelta(seconds=1)
    assert runner.run_once()


def test_pauses_between_attempts_double_up_to_an_hour_and_the_last_failure_parks(
    database: Database, clock: FixedClock
) -> None:
    shop = new_id()
    job_id = put(database, shop)
    runner = make_runner(database, clock, {"count": fail})
    pauses_s = []
    for _attempt in range(JOB_ATTEMPTS_MAX - 1):
        assert runner.run_once()
        run_at = datetime.fromisoformat(look(database, shop, job_id).run_at)
        pauses_s.append((run_at - clock.at).total_seconds())
        assert not runner.run_once(), "it runs before its pause is over"
        clock.at = run_at
    assert pauses_s == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
    assert runner.run_once()
    job = look(database, shop, job_id)
    assert (job.state, job.attempts, job.error) == ("parked", JOB_ATTEMPTS_MAX, "ValueError: not today")
    clock.at += timedelta(days=1)
    assert not runner.run_once()
    with database.read(system_actor(shop)) as session:
        assert [parked.id for parked in jobs.list_parked(session)] == [job_id]


def test_a_parked_job_is_tried_again_by_a_click(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    job_id = put(database, shop)
    with database.write(system_actor(shop)) as tx:
        assert not jobs.retry_parked(tx, job_id, now=clock.now())
        tx.execute(JOBS.update().values(state="parked", attempts=JOB_ATTEMPTS_MAX, error="x"))
        assert jobs.retry_parked(tx, job_id, now=clock.now())
    assert make_runner(database, clock, {"count": lambda _context: None}).run_once()
    assert (look(database, shop, job_id).state, look(database, shop, job_id).error) == ("done", None)


def test_what_is_remembered_of_a_failure_names_the_problem(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    job_id = put(database, shop)

    def handle(_context: JobContext) -> None:
        raise Malformed("column 3 holds no dates")

    make_runner(database, clock, {"count": handle}).run_once()
    assert look(database, shop, job_id).error == "malformed: column 3 holds no dates"


def count_to(limit: int, die_at: int | None = None) -> Handler:
    """Return a handler that counts in a table of the book, one checkpoint a step, and may die between two steps."""

    def handle(context: JobContext) -> None:
        start = (context.checkpoint or {"done": 0})["done"]
        with context.db.write(context.actor) as tx:
            for step in range(start, limit):
                if step == die_at:
                    raise Killed
                events.append(tx, events.Event("Counted", 1, str(step), None, NOW, {}))
                context.save_checkpoint(tx, {"done": step + 1})
                tx.commit_checkpoint()

    return handle


def counted(database: Database) -> list[str]:
    with database.system_read() as session:
        rows = session.execute(sa.text("SELECT subject_id FROM events ORDER BY row_no"))
        return [row.subject_id for row in rows]


def test_a_job_killed_half_way_resumes_from_its_checkpoint(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    job_id = put(database, shop)
    with pytest.raises(Killed):
        make_runner(database, clock, {"count": count_to(5, die_at=3)}).run_once()
    heir = make_runner(database, clock, {"count": count_to(5)}, owner="two")
    assert not heir.run_once(), "its worker may still be alive"
    clock.at += timedelta(seconds=JOB_LEASE_S)
    assert heir.run_once()
    assert counted(database) == ["0", "1", "2", "3", "4"]
    assert (look(database, shop, job_id).state, look(database, shop, job_id).attempts) == ("done", 2)


def test_a_job_that_kills_its_workers_is_parked_in_the_end(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    job_id = put(database, shop)

    def die(_context: JobContext) -> None:
        raise Killed

    runner = make_runner(database, clock, {"count": die})
    for _life in range(JOB_ATTEMPTS_MAX):
        with pytest.raises(Killed):
            runner.run_once()
        clock.at += timedelta(seconds=JOB_LEASE_S)
    assert runner.run_once()
    assert look(database, shop, job_id).state == "parked"


def test_a_worker_that_lost_its_job_can_save_nothing_more(database: Database, clock: FixedClock) -> None:
    """The first worker stands still past its lease, the second takes over: only the second one's work counts."""
    shop = new_id()
    job_id = put(database, shop)
    lost: list[bool] = []

    def stand_still(context: JobContext) -> None:
        clock.at += timedelta(seconds=JOB_LEASE_S)
        make_runner(database, clock, {"count": count_to(2)}, owner="one").run_once()
        lost.append(context.cancelled)
        count_to(9)(context)

    make_runner(database, clock, {"count": stand_still}, owner="one").run_once()
    assert lost == [True]
    assert counted(database) == ["0", "1"]
    assert look(database, shop, job_id).state == "done"


def test_a_renewed_lease_keeps_the_job(database: Database, clock: FixedClock) -> None:
    rival_worked: list[bool] = []

    def work_on(context: JobContext) -> None:
        for _half in range(3):
            clock.at += timedelta(seconds=JOB_LEASE_S / 2)
            assert context.renew_lease()
            rival_worked.append(make_runner(database, clock, {"count": fail}, owner="two").run_once())

    put(database, new_id())
    make_runner(database, clock, {"count": work_on}).run_once()
    assert rival_worked == [False, False, False]


def test_a_cancelled_job_stops_and_what_it_still_saves_is_rolled_back(database: Database, clock: FixedClock) -> None:
    shop, seen = new_id(), []

    def handle(context: JobContext) -> None:
        seen.append(context.cancelled)
        with database.write(system_actor(shop)) as tx:
            assert jobs.cancel(tx, context.job_id, now=clock.now())
        seen.append(context.cancelled)
        with pytest.raises(JobLost):
            count_to(3)(context)

    job_id = put(database, shop)
    make_runner(database, clock, {"count": handle}).run_once()
    assert seen == [False, True]
    assert look(database, shop, job_id).state == "cancelled"
    assert counted(database) == []
    with database.write(system_actor(shop)) as tx:
        assert not jobs.cancel(tx, job_id, now=clock.now())


def test_a_waiting_job_is_cancelled_by_its_own_tenant_only(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    job_id = put(database, shop)
    with database.write(system_actor(new_id())) as tx:
        assert not jobs.cancel(tx, job_id, now=clock.now())
        assert jobs.get_job(tx, job_id) is None
    with database.write(system_actor(shop)) as tx:
        assert jobs.cancel(tx, job_id, now=clock.now())
    assert not make_runner(database, clock, {"count": fail}).run_once()


def test_a_dedupe_key_holds_while_a_job_waits_or_runs(database: Database, clock: FixedClock) -> None:
    shop, inside = new_id(), []
    first = put(database, shop, dedupe_key="refresh")
    assert put(database, shop, dedupe_key="refresh") == first
    assert put(database, new_id(), dedupe_key="refresh") != first
    assert put(database, shop, dedupe_key="other") != first

    def handle(context: JobContext) -> None:
        inside.append((context.job_id, put(database, context.actor.tenant_id, dedupe_key="refresh")))

    make_runner(database, clock, {"count": handle}).run_once()
    assert inside[0][0] == inside[0][1]
    assert put(database, shop, dedupe_key="refresh") != first


def test_tenants_take_turns_however_much_one_of_them_asks_for(database: Database, clock: FixedClock) -> None:
    busy, small, late = (new_id() for _ in range(3))
    for minute in range(6):
        put(database, busy, run_at=DUE - timedelta(hours=1, minutes=-minute))
    put(database, small)
    order: list[str] = []

    def handle(context: JobContext) -> None:
        order.append({busy: "busy", small: "small", late: "late"}[context.actor.tenant_id])
        clock.at += timedelta(seconds=1)
        if len(order) == 3:
            put(database, late)

    runner = make_runner(database, clock, {"count": handle})
    while runner.run_once():
        pass
    assert order == ["busy", "small", "busy", "late", "busy", "busy", "busy", "busy"]


def test_progress_is_shown_at_once_and_kept_with_the_checkpoint(database: Database, clock: FixedClock) -> None:
    shop, shown = new_id(), []

    def handle(context: JobContext) -> None:
        with context.db.write(context.actor) as tx:
            context.progress(3, 10, {"stage": "read"}, topic="upload:u")
            context.save_checkpoint(tx, {"row": 3})

    events.set_carrier(lambda topic, key, data: shown.append((topic, key, data)))
    try:
        job_id = put(database, shop)
        make_runner(database, clock, {"count": handle}).run_once()
    finally:
        events.set_carrier(None)
    expected = {"done": 3, "total": 10, "stage": "read"}
    assert shown == [("upload:u", "progress", expected)]
    assert look(database, shop, job_id).progress == expected


def test_a_stopping_worker_returns_its_job_uncounted_and_claims_no_more(database: Database, clock: FixedClock) -> None:
    def stop_when_told(context: JobContext) -> None:
        runner.stop()
        assert context.cancelled

    shop = new_id()
    job_id = put(database, shop)
    runner = make_runner(database, clock, {"count": stop_when_told})
    assert runner.run_once()
    assert (look(database, shop, job_id).state, look(database, shop, job_id).attempts) == ("waiting", 0)
    assert not runner.run_once()
    heir = make_runner(database, clock, {"count": lambda _context: None}, owner="two")
    assert heir.run_once()
    assert look(database, shop, job_id).state == "done"


def test_a_handler_that_finishes_all_the_same_is_done(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    job_id = put(database, shop)
    runner = make_runner(database, clock, {"count": lambda _context: runner.stop()})
    assert runner.run_once()
    assert look(database, shop, job_id).state == "done"


def test_when_the_grace_is_over_the_lease_goes_back_and_the_run_counts_no_more(
    database: Database, clock: FixedClock
) -> None:
    def handle(context: JobContext) -> None:
        runner.stop()
        assert runner.return_lease()
        count_to(3)(context)

    shop = new_id()
    job_id = put(database, shop)
    runner = make_runner(database, clock, {"count": handle})
    runner.run_once()
    assert counted(database) == []
    assert look(database, shop, job_id).state == "waiting"
    assert not runner.return_lease()


def test_workers_in_threads_share_a_queue_without_doubles(database: Database, clock: FixedClock) -> None:
    tenants = [new_id() for _ in range(3)]
    wanted = {put(database, tenant_id) for tenant_id in tenants for _ in range(8)}
    done: list[str] = []

    def work(name: str) -> None:
        runner = make_runner(database, clock, {"count": lambda context: done.append(context.job_id)}, owner=name)
        while runner.run_once():
            pass

    threads = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == sorted(wanted)


def test_a_running_worker_is_woken_by_a_commit(database: Database, clock: FixedClock) -> None:
    arrived, stop = threading.Event(), threading.Event()
    runner = make_runner(database, clock, {"count": lambda _context: arrived.set()})
    thread = threading.Thread(target=runner.run_forever, args=(stop,))
    thread.start()
    try:
        put(database, new_id())
        assert arrived.wait(30)
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()


def test_finished_jobs_are_forgotten_and_parked_ones_kept(database: Database, clock: FixedClock) -> None:
    shop = new_id()
    done, parked, waiting = put(database, shop), put(database, shop, kind="park"), put(database, shop, kind="wait")
    runner = make_runner(database, clock, {"count": lambda _context: None})
    runner.run_once()
    with database.write(system_actor(shop)) as tx:
        tx.execute(
            JOBS.update().where(JOBS.c.id == parked).values(state="parked", finished_at="2026-01-01T00:00:00.000Z")
        )
    clock.at += timedelta(days=31)
    assert runner.forget_finished() == 1
    with database.read(system_actor(shop)) as session:
        assert jobs.get_job(session, done) is None
        assert jobs.get_job(session, parked) is not None
        assert jobs.get_job(session, waiting) is not None
