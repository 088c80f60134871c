"""The outbox: an event exists if, and only if, its fact does."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from aisle.kit import events
from aisle.kit.actor import system_actor
from aisle.kit.db import Database
from aisle.kit.events.models import EVENTS
from aisle.kit.ids import new_id
from aisle.kit.wake import waiting_for

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def make_event(payload: dict[str, Any] | None = None) -> events.Event:
    return events.Event(
        kind="SalePosted", version=1, subject_id=new_id(), store_id=None, occurred_at=NOW, payload=payload or {"n": 1}
    )


def count_events(database: Database) -> int:
    with database.system_read() as session:
        return session.execute(sa.select(sa.func.count()).select_from(EVENTS)).scalar_one()


def test_a_rolled_back_fact_tells_nobody(database: Database) -> None:
    def tell_and_fail() -> None:
        with database.write(system_actor(new_id())) as tx:
            events.append(tx, make_event())
            raise ZeroDivisionError

    with waiting_for(events.EVENTS_TOPIC) as woken:
        with pytest.raises(ZeroDivisionError):
            tell_and_fail()
        assert not woken.is_set()
    assert count_events(database) == 0


def test_a_commit_wakes_whoever_delivers(database: Database) -> None:
    with waiting_for(events.EVENTS_TOPIC) as woken:
        with database.write(system_actor(new_id())) as tx:
            events.append(tx, make_event())
            assert not woken.is_set()
        assert woken.is_set()
    assert count_events(database) == 1


def test_many_events_keep_their_order_and_content(database: Database) -> None:
    tenant_id = new_id()
    written = [make_event({"place": place, "name": "Käse – “0,5 kg”"}) for place in range(50)]
    with database.write(system_actor(tenant_id)) as tx:
        events.append_many(tx, written)
        events.append_many(tx, [])
    with database.system_read() as session:
        rows = session.execute(sa.select(EVENTS).order_by(EVENTS.c.row_no)).all()
    assert [row.subject_id for row in rows] == [event.subject_id for event in written]
    assert [row.payload for row in rows] == [event.payload for event in written]
    assert {(row.tenant_id, row.number, row.sent_at) for row in rows} == {(tenant_id, None, None)}
    assert len({row.event_id for row in rows}) == 50


def test_an_event_holds_no_floats(database: Database) -> None:
    with pytest.raises(TypeError, match="floats"), database.write(system_actor(new_id())) as tx:
        events.append(tx, make_event({"price": 1.5}))


def test_a_broadcast_never_fails_its_caller() -> None:
    heard: list[tuple[str, str, Any]] = []

    def broken(topic: str, key: str, data: Any) -> None:
        raise ConnectionError

    try:
        events.broadcast("upload:1", "progress", {"done": 1})
        events.set_carrier(broken)
        events.broadcast("upload:1", "progress", {"done": 2})
        events.set_carrier(lambda topic, key, data: heard.append((topic, key, data)))
        events.broadcast("upload:1", "progress", {"done": 3})
    finally:
        events.set_carrier(None)
    assert heard == [("upload:1", "progress", {"done": 3})]
