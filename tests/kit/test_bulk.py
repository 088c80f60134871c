"""Many rows in one statement arrive as they were given, on both databases."""

import pytest
import sqlalchemy as sa

from aisle.kit import bulk
from aisle.kit.actor import system_actor
from aisle.kit.bulk import insert_rows, upsert_into
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.journal.models import HEADS, JOURNAL
from aisle.kit.leases.models import LEASES

COLUMNS = (
    "tenant_id", "stream", "number", "id", "kind", "occurred_at", "posted_at", "register_sequence", "actor",
    "approver", "subject_id", "payload", "prev_hash", "hash",
)  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 15])
def test_rows_arrive_whole_at_every_chunk_edge(database: Database, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(bulk, "ROWS_PER_STATEMENT", 7)
    tenant_id = new_id()
    rows = [
        (
            tenant_id, "store:1", 2**40 + place, new_id(), "säle, {\"quoted\"} 'NULL' \\", "-", "-",
            place if place % 2 else None, "a", None, "s", '{"a":"%s,{}"}', "-", "-",
        )
        for place in range(count)
    ]  # fmt: skip
    with database.write(system_actor(tenant_id)) as tx:
        insert_rows(tx, JOURNAL, COLUMNS, rows)
    with database.read(system_actor(tenant_id)) as session:
        stored = session.execute(sa.select(*[JOURNAL.c[name] for name in COLUMNS]).order_by(JOURNAL.c.number)).all()
    assert [tuple(row) for row in stored] == rows


def test_rows_of_another_tenant_are_refused_by_the_database_itself(postgresql_database: Database) -> None:
    with postgresql_database.write(system_actor(new_id())) as tx:
        attempt = tx.begin_nested()
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            insert_rows(tx, HEADS, ("tenant_id", "stream", "number", "hash"), [(new_id(), "store:1", 1, "-")])
        attempt.rollback()


def test_an_upsert_keeps_or_replaces_what_is_there(database: Database) -> None:
    fresh = {"name": "relay", "owner": "two", "held_until": "-", "number": 2}
    with database.system_write() as tx:
        insert_rows(tx, LEASES, ("name", "owner", "held_until", "number"), [("relay", "one", "-", 1)])
        tx.execute(upsert_into(tx, LEASES).values(**fresh).on_conflict_do_nothing())
        assert tx.execute(sa.select(LEASES.c.owner)).scalar_one() == "one"
        replace = upsert_into(tx, LEASES).values(**fresh)
        tx.execute(replace.on_conflict_do_update(index_elements=["name"], set_={"owner": replace.excluded.owner}))
        assert tx.execute(sa.select(LEASES.c.owner, LEASES.c.number)).one() == ("two", 1)
