"""The relay: every event counts once, in order, whatever breaks on the way."""

import random
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from aisle.kit import events, relay
from aisle.kit.actor import system_actor
from aisle.kit.clock import FixedClock
from aisle.kit.db import Database, WriteSession
from aisle.kit.events import StoredEvent, parked
from aisle.kit.events.delivery import EVENT_ATTEMPTS_MAX, EventHandler
from aisle.kit.events.models import CONSUMED, EVENTS
from aisle.kit.ids import new_id
from aisle.kit.journal.models import HEADS
from aisle.kit.relay import Relay

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Killed(BaseException):
    """The process ends here: nothing below may catch it."""


class Listener:
    """Counts what it is told in a table of the book, so that what was rolled back is not counted."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.batches: list[list[str]] = []

    def handle(self, tx: WriteSession, batch: list[StoredEvent]) -> None:
        self.batches.append([event.subject_id for event in batch])
        for event in batch:
            if event.subject_id in self.refused:
                raise ValueError("cannot take this in")
            tx.execute(HEADS.insert().values(tenant_id=tx.tenant_id, stream=event.subject_id, number=1, hash="-"))


def tell(database: Database, tenant_id: str, *names: str, kind: str = "SalePosted") -> None:
    with database.write(system_actor(tenant_id)) as tx:
        events.append_many(tx, [events.Event(kind, 1, name, None, NOW, {"name": name}) for name in names])


def heard(database: Database, tenant_id: str) -> list[str]:
    """List what the listener has taken in; a second time would have failed on the key of its table."""
    with database.read(system_actor(tenant_id)) as session:
        return sorted(session.execute(sa.select(HEADS.c.stream).where(HEADS.c.tenant_id == tenant_id)).scalars())


def make_relay(database: Database, listener: Listener, clock: FixedClock, *, owner: str = "one") -> Relay:
    handlers: dict[str, Sequence[tuple[str, EventHandler]]] = {"SalePosted": [("cube", listener.handle)]}
    return Relay(database, handlers, clock, owner=owner, chance=random.Random(1))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def listener() -> Listener:
    return Listener()


def test_events_arrive_once_and_in_order_one_tenant_a_batch(
    database: Database, listener: Listener, clock: FixedClock
) -> None:
    shop, other = new_id(), new_id()
    tell(database, shop, "a", "b")
    tell(database, other, "x")
    tell(database, shop, "c")
    one = make_relay(database, listener, clock)
    assert one.run_once() == 4
    assert listener.batches == [["a", "b", "c"], ["x"]]
    assert one.run_once() == 0
    assert heard(database, shop) == ["a", "b", "c"]


def test_numbers_follow_the_rows_across_runs(database: Database, listener: Listener, clock: FixedClock) -> None:
    shop = new_id()
    one = make_relay(database, listener, clock)
    for names in (["a", "b"], ["c"], ["d", "e"]):
        tell(database, shop, *names)
        one.run_once()
    with database.system_read() as session:
        rows = session.execute(sa.select(EVENTS.c.subject_id, EVENTS.c.number).order_by(EVENTS.c.row_no)).all()
    assert [tuple(row) for row in rows] == [("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5)]


def test_kinds_nobody_listens_to_are_sent_at_once(database: Database, listener: Listener, clock: FixedClock) -> None:
    tell(database, new_id(), "a", kind="StockCounted")
    one = make_relay(database, listener, clock)
    assert (one.run_once(), one.run_once(), listener.batches) == (1, 0, [])


def test_a_relay_killed_between_handling_and_marking_repeats_without_effect(
    database: Database, listener: Listener, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = new_id()
    tell(database, shop, "a", "b")

    def die(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Relay, "_mark_sent", die)
        for _life in range(3):
            with pytest.raises(Killed):
                make_relay(database, listener, clock).run_once()
    tell(database, shop, "c")
    assert make_relay(database, listener, clock).run_once() == 3
    assert listener.batches == [["a", "b"], ["c"]]
    assert heard(database, shop) == ["a", "b", "c"]


def test_a_relay_killed_inside_the_handler_leaves_nothing_half_done(
    database: Database, listener: Listener, clock: FixedClock
) -> None:
    shop = new_id()
    tell(database, shop, "a", "b")

    def die_half_way(tx: WriteSession, batch: list[StoredEvent]) -> None:
        listener.handle(tx, batch[:1])
        raise Killed

    with pytest.raises(Killed):
        Relay(database, {"SalePosted": [("cube", die_half_way)]}, clock, owner="one").run_once()
    assert heard(database, shop) == []
    make_relay(database, listener, clock).run_once()
    assert heard(database, shop) == ["a", "b"]


def test_a_bad_event_holds_up_its_own_tenant_only(database: Database, listener: Listener, clock: FixedClock) -> None:
    shop, other = new_id(), new_id()
    tell(database, shop, "a", "b", "bad", "c")
    tell(database, other, "x", "y")
    listener.refused = {"bad"}
    one = make_relay(database, listener, clock)
    assert one.run_once() == 4
    assert heard(database, shop) == ["a", "b"]
    assert heard(database, other) == ["x", "y"]


def test_a_failed_event_is_tried_alone_after_its_pause_and_then_the_rest_follows(
    database: Database, listener: Listener, clock: FixedClock
) -> None:
    shop = new_id()
    tell(database, shop, "bad", "b", "c")
    listener.refused = {"bad"}
    one = make_relay(database, listener, clock)
    one.run_once()
    listener.batches.clear()
    one.run_once()
    assert listener.batches == [], "its pause is not over"
    clock.at += timedelta(seconds=1)
    listener.refused = set()
    assert one.run_once() == 3
    assert listener.batches == [["bad"], ["b", "c"]]


def test_after_its_last_attempt_a_bad_event_is_parked_and_the_rest_flows(
    database: Database, listener: Listener, clock: FixedClock
) -> None:
    shop = new_id()
    tell(database, shop, "a", "bad", "c")
    listener.refused = {"bad"}
    one = make_relay(database, listener, clock)
    for _attempt in range(EVENT_ATTEMPTS_MAX):
        assert heard(database, shop) in ([], ["a"])
        one.run_once()
        clock.at += timedelta(hours=2)
    assert heard(database, shop) == ["a", "c"]
    with database.read(system_actor(shop)) as session:
        (entry,) = parked.list_parked(session)
    assert (entry.consumer, entry.attempts, entry.error) == (
        "cube", EVENT_ATTEMPTS_MAX, "ValueError: cannot take this in",
    )  # fmt: skip
    with database.read(system_actor(new_id())) as session:
        assert parked.list_parked(session) == []

    listener.refused = set()
    with database.system_write() as tx:
        parked.retry_parked(tx, tenant_id=shop, consumer="cube", event_id=entry.event_id)
    assert one.run_once() == 1
    assert heard(database, shop) == ["a", "bad", "c"]


def test_one_consumer_that_fails_does_not_hold_up_another(
    database: Database, listener: Listener, clock: FixedClock
) -> None:
    shop = new_id()
    tell(database, shop, "a", "b")

    def fail(tx: WriteSession, batch: list[StoredEvent]) -> None:
        raise ValueError

    one = Relay(database, {"SalePosted": [("broken", fail), ("cube", listener.handle)]}, clock, owner="one")
    assert one.run_once() == 0
    assert heard(database, shop) == ["a", "b"]
    one.run_once()
    assert listener.batches == [["a", "b"]]


def test_only_one_relay_works_and_a_dead_one_is_succeeded(
    database: Database, listener: Listener, clock: FixedClock
) -> None:
    shop = new_id()
    tell(database, shop, "a")
    assert make_relay(database, listener, clock, owner="one").run_once() == 1
    tell(database, shop, "b")
    two = make_relay(database, listener, clock, owner="two")
    assert two.run_once() == 0
    clock.at += timedelta(seconds=relay.LEASE_S)
    assert two.run_once() == 1
    assert heard(database, shop) == ["a", "b"]


def test_old_events_are_forgotten_with_what_was_noted_about_them(
    database: Database, listener: Listener, clock: FixedClock
) -> None:
    shop = new_id()
    one = make_relay(database, listener, clock)
    tell(database, shop, "old")
    one.run_once()
    clock.at += timedelta(days=20)
    tell(database, shop, "young")
    one.run_once()
    clock.at += timedelta(days=11)
    one.run_once()
    with database.system_read() as session:
        assert list(session.execute(sa.select(EVENTS.c.subject_id)).scalars()) == ["young"]
        assert session.execute(sa.select(sa.func.count()).select_from(CONSUMED)).scalar_one() == 1


def test_a_running_relay_is_woken_by_a_commit(database: Database, clock: FixedClock) -> None:
    arrived, stop = threading.Event(), threading.Event()
    one = Relay(database, {"SalePosted": [("cube", lambda _tx, _batch: arrived.set())]}, clock)
    thread = threading.Thread(target=one.run_forever, args=(stop,))
    thread.start()
    try:
        tell(database, new_id(), "a")
        assert arrived.wait(30)
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()
