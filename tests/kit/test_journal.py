"""The journal: numbered without gaps, chained, and bound to who acts."""

import hashlib
import json
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from aisle.kit import journal
from aisle.kit.actor import Actor, system_actor
from aisle.kit.canonical import canonical_json
from aisle.kit.db import Database, WriteSession
from aisle.kit.ids import new_id
from aisle.kit.journal import JournalEntry
from aisle.kit.journal.models import JOURNAL

NOW = datetime(2026, 11, 20, 9, 0, 0, 120_000, tzinfo=UTC)
STREAM = "store:0190"


def put(tx: WriteSession, stream: str = STREAM, **values: Any) -> int:
    entry = {"kind": "sale", "subject_id": "s", "payload": {"total_minor": 5}, "occurred_at": NOW, **values}
    return journal.append(tx, stream=stream, **entry)


def become_owner_of_the_host(tx: WriteSession) -> None:
    """Step out of the application's role, which may not change entries at all."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(sa.text("SET LOCAL ROLE NONE"))


def test_the_application_itself_cannot_change_an_entry(postgresql_database: Database) -> None:
    with postgresql_database.write(system_actor(new_id())) as tx:
        put(tx)
        for forbidden in (JOURNAL.update().values(kind="void"), JOURNAL.delete()):
            attempt = tx.begin_nested()
            with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                tx.execute(forbidden)
            attempt.rollback()


def test_an_entry_is_hashed_as_the_format_says(database: Database) -> None:
    """Computed here from the written definition: SHA-256(prev_hash + canonical JSON of the rest)."""
    actor = Actor(tenant_id=new_id(), user_id=new_id(), role="manager")
    payload = {"reason": 'broken "jar"\n\\ ünïcode \u2028', "z": [1, {"a": None, "b": True}], "a": -1}
    with database.write(actor) as tx:
        put(tx)
        number = put(tx, payload=payload, register_sequence=7, approver_id="boss", posted_at=NOW)
    assert number == 2
    with database.read(actor) as session:
        first, second = session.execute(sa.select(JOURNAL).order_by(JOURNAL.c.number)).all()
    rest = {
        "tenant_id": actor.tenant_id, "stream": STREAM, "number": 2, "id": second.id, "kind": "sale",
        "occurred_at": "2026-11-20T09:00:00.120Z", "posted_at": "2026-11-20T09:00:00.120Z", "register_sequence": 7,
        "actor": actor.user_id, "approver": "boss", "subject_id": "s", "payload": payload,
    }  # fmt: skip
    assert second.payload == canonical_json(payload)
    assert second.hash == hashlib.sha256((first.hash + canonical_json(rest)).encode()).hexdigest()
    assert (first.prev_hash, second.prev_hash) == ("0" * 64, first.hash)
    assert json.loads(second.payload) == payload


def test_many_entries_make_the_same_chain_as_one_by_one(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [new_id() for _ in range(5)]
    entries = [JournalEntry("sale", str(place), {"n": place}, NOW, place, None) for place in range(5)]
    tenant_id = new_id()
    heads = []
    for together in (True, False):
        left = iter(ids)
        monkeypatch.setattr("aisle.kit.journal.writing.new_id", lambda left=left: next(left))
        with database.write(system_actor(tenant_id)) as tx:
            if together:
                assert journal.append_many(tx, STREAM, entries, posted_at=NOW) == 5
            else:
                numbers = [journal.append(tx, stream=STREAM, posted_at=NOW, **entry._asdict()) for entry in entries]
                assert numbers == [1, 2, 3, 4, 5]
            heads.append(journal.read_head(tx, STREAM))
            tx.rollback()
    assert heads[0] == heads[1] is not None


def test_nothing_to_append_leaves_the_stream_as_it_is(database: Database) -> None:
    with database.write(system_actor(new_id())) as tx:
        assert journal.append_many(tx, STREAM, []) == 0
        put(tx)
        assert journal.append_many(tx, STREAM, []) == 1
        assert journal.verify(tx) == []


def test_a_rolled_back_entry_leaves_no_gap(database: Database) -> None:
    actor = system_actor(new_id())

    def put_and_fail() -> None:
        with database.write(actor) as tx:
            put(tx)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    with database.write(actor) as tx:
        assert put(tx) == 1
        assert journal.verify(tx) == []


def test_tenants_and_streams_have_chains_of_their_own(database: Database) -> None:
    one, two = system_actor(new_id()), system_actor(new_id())
    for actor in (one, two):
        with database.write(actor) as tx:
            assert [put(tx), put(tx, "tenant:1"), put(tx)] == [1, 1, 2]
    with database.read(one) as session:
        assert journal.verify(session) == []
        mine = journal.read_head(session, STREAM)
    with database.read(two) as session:
        theirs = journal.read_head(session, STREAM)
    assert mine is not None
    assert theirs is not None
    assert mine.hash != theirs.hash, "an entry moved to another tenant must not fit"


def test_a_stream_belongs_to_a_register_a_store_or_a_tenant(database: Database) -> None:
    with database.write(system_actor(new_id())) as tx, pytest.raises(AssertionError):
        put(tx, "till:1")


def test_concurrent_appends_on_one_stream_leave_no_gap(database: Database) -> None:
    actor = system_actor(new_id())
    numbers: list[int] = []
    ready = threading.Barrier(6)

    def append_some() -> None:
        ready.wait()
        for _ in range(10):
            with database.write(actor) as tx:
                numbers.append(put(tx))

    threads = [threading.Thread(target=append_some) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 61))
    with database.read(actor) as session:
        assert journal.verify(session) == []


def test_checking_can_begin_in_the_middle(database: Database) -> None:
    with database.write(system_actor(new_id())) as tx:
        for _ in range(5):
            put(tx)
        for start in range(1, 7):
            assert journal.verify(tx, STREAM, start) == []
        become_owner_of_the_host(tx)
        tx.execute(JOURNAL.update().where(JOURNAL.c.number == 2).values(kind="void"))
        assert [(finding.number, finding.code) for finding in journal.verify(tx, STREAM)] == [(2, "entry-changed")]
        assert journal.verify(tx, STREAM, 3) == []
        assert [finding.code for finding in journal.verify(tx, STREAM, 9)] == ["head-differs"]
        tx.rollback()


def test_a_ruined_stream_is_reported_in_a_bounded_list(database: Database) -> None:
    with database.write(system_actor(new_id())) as tx:
        journal.append_many(tx, STREAM, [JournalEntry("sale", "s", {}, NOW)] * 500)
        become_owner_of_the_host(tx)
        tx.execute(JOURNAL.update().values(kind="void"))
        assert 100 <= len(journal.verify(tx)) <= 110
        tx.rollback()
