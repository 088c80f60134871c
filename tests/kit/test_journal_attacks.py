"""Whoever changes the journal behind our back is found: random edits, deletions, insertions, swaps, truncations.

The attacker here can write to the table of entries as they like, and knows the format, but does not move the head:
one who rewrites both is found only by comparing with a head that was kept elsewhere, and a test says so too.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from aisle.kit import journal
from aisle.kit.actor import system_actor
from aisle.kit.db import Database, WriteSession
from aisle.kit.ids import new_id
from aisle.kit.journal import JournalEntry
from aisle.kit.journal.chain import Link, hash_of
from aisle.kit.journal.models import HEADS, JOURNAL

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
STREAM = "register:0190"
ENTRIES = 12
ATTACKS_PER_KIND = 60

Attack = Callable[[WriteSession, random.Random], None]


def entry_row(tx: WriteSession, number: int) -> dict[str, Any]:
    return dict(tx.execute(sa.select(JOURNAL).where(JOURNAL.c.number == number)).one()._mapping)


def put_row(tx: WriteSession, row: dict[str, Any], *, rehash: bool) -> None:
    """Write a forged row; a careful forger computes its hash anew."""
    if rehash:
        row = {**row, "hash": hash_of(Link(**{name: row[name] for name in Link._fields}))}
    tx.execute(JOURNAL.delete().where(JOURNAL.c.number == row["number"]))
    tx.execute(JOURNAL.insert().values(**row))


def other_value(value: Any, chance: random.Random) -> Any:
    """Change one thing about a value."""
    if value is None:
        return 1
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1000])
    place = chance.randrange(len(value))
    new = chance.choice([letter for letter in "0123456789abcdefxyz" if letter != value[place]])
    return value[:place] + new + value[place + 1 :]


def edit(tx: WriteSession, chance: random.Random) -> None:
    row = entry_row(tx, chance.randint(1, ENTRIES))
    column = chance.choice([name for name in row if name not in ("tenant_id", "stream", "number")])
    # A column edited to "approver: 1" and back to text must differ as stored, so the new value is always text or int.
    changed = other_value(row[column], chance)
    if column == "approver":
        changed = "somebody"
    put_row(tx, {**row, column: changed}, rehash=column != "hash" and chance.random() < 0.5)


def delete(tx: WriteSession, chance: random.Random) -> None:
    number = chance.randint(1, ENTRIES)
    tx.execute(JOURNAL.delete().where(JOURNAL.c.number == number))
    if chance.random() < 0.5:
        # Close the gap, so that the numbers look right.
        for later in range(number + 1, ENTRIES + 1):
            tx.execute(JOURNAL.update().where(JOURNAL.c.number == later).values(number=later - 1))


def insert(tx: WriteSession, chance: random.Random) -> None:
    after = chance.randint(0, ENTRIES)
    for later in range(ENTRIES, after, -1):
        tx.execute(JOURNAL.update().where(JOURNAL.c.number == later).values(number=later + 1))
    model = entry_row(tx, chance.choice([number for number in range(1, ENTRIES + 1) if number != after + 1]))
    previous = entry_row(tx, after)["hash"] if after else "0" * 64
    put_row(tx, {**model, "number": after + 1, "id": new_id(), "prev_hash": previous}, rehash=chance.random() < 0.7)


def swap(tx: WriteSession, chance: random.Random) -> None:
    one, two = (entry_row(tx, number) for number in chance.sample(range(1, ENTRIES + 1), 2))
    for row, number in ((one, two["number"]), (two, one["number"])):
        if chance.random() < 0.5:
            put_row(tx, {**row, "number": number}, rehash=False)
        else:
            place = two if row is one else one
            put_row(tx, {**row, "number": number, "prev_hash": place["prev_hash"]}, rehash=True)


def truncate(tx: WriteSession, chance: random.Random) -> None:
    tx.execute(JOURNAL.delete().where(JOURNAL.c.number > chance.randint(0, ENTRIES - 1)))


def forge_the_rest(tx: WriteSession, chance: random.Random) -> None:
    """Change an entry and chain everything after it anew; only the head still knows."""
    first = chance.randint(1, ENTRIES)
    row = {**entry_row(tx, first), "payload": '{"total_minor":1}'}
    for number in range(first, ENTRIES + 1):
        put_row(tx, row, rehash=True)
        if number < ENTRIES:
            row = {**entry_row(tx, number + 1), "prev_hash": entry_row(tx, number)["hash"]}


def move_head(tx: WriteSession, chance: random.Random) -> None:
    tx.execute(HEADS.update().values(number=HEADS.c.number + chance.choice([-1, 1])))


def lose_head(tx: WriteSession, _chance: random.Random) -> None:
    tx.execute(HEADS.delete())


def fill(tx: WriteSession) -> None:
    entries = [
        JournalEntry("sale", new_id(), {"total_minor": 100 + place}, NOW, place, "boss" if place % 3 else None)
        for place in range(ENTRIES)
    ]
    journal.append_many(tx, STREAM, entries, posted_at=NOW)
    assert journal.verify(tx) == []


@pytest.mark.parametrize("attack", [edit, delete, insert, swap, truncate, forge_the_rest, move_head, lose_head])
def test_every_attack_is_found(sqlite_database: Database, attack: Attack) -> None:
    with sqlite_database.write(system_actor(new_id())) as tx:
        fill(tx)
        for seed in range(ATTACKS_PER_KIND):
            before_attack = tx.begin_nested()
            attack(tx, random.Random(seed))
            assert journal.verify(tx), f"{attack.__name__} with seed {seed} went unseen"
            before_attack.rollback()
        assert journal.verify(tx) == []


def test_a_forger_of_entries_and_head_alike_is_found_only_by_a_head_kept_elsewhere(sqlite_database: Database) -> None:
    with sqlite_database.write(system_actor(new_id())) as tx:
        fill(tx)
        anchor = journal.read_head(tx, STREAM)
        forge_the_rest(tx, random.Random(1))
        tx.execute(HEADS.update().values(hash=entry_row(tx, ENTRIES)["hash"]))
        assert journal.verify(tx) == []
        assert journal.read_head(tx, STREAM) != anchor


@pytest.mark.parametrize("column", ["actor", "kind", "subject_id", "payload"])
def test_text_moved_from_one_field_to_the_next_is_found(sqlite_database: Database, column: str) -> None:
    """Values are quoted, so no other split of the same characters gives the same bytes."""
    with sqlite_database.write(system_actor(new_id())) as tx:
        fill(tx)
        row = entry_row(tx, 3)
        put_row(tx, {**row, column: row[column] + '","approver":"x'}, rehash=False)
        assert [finding.code for finding in journal.verify(tx)] == ["entry-changed"]
