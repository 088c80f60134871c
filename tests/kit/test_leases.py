"""Leases: one holder at a time, and a dead one is succeeded."""

import threading
from datetime import UTC, datetime, timedelta

from aisle.kit import leases
from aisle.kit.db import Database

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def take(database: Database, owner: str, after_s: float = 0) -> bool:
    with database.system_write() as tx:
        return leases.take(tx, "relay", owner=owner, now=NOW + timedelta(seconds=after_s), duration_s=30)


def test_a_lease_is_held_prolonged_and_inherited(database: Database) -> None:
    assert take(database, "one")
    assert not take(database, "two", after_s=29)
    assert take(database, "one", after_s=29)
    assert not take(database, "two", after_s=58)
    assert take(database, "two", after_s=59)
    assert not take(database, "one", after_s=60)


def test_a_released_lease_is_free_and_only_its_holder_can_release_it(database: Database) -> None:
    take(database, "one")
    with database.system_write() as tx:
        leases.release(tx, "relay", owner="two", now=NOW)
    assert not take(database, "two", after_s=1)
    with database.system_write() as tx:
        leases.release(tx, "relay", owner="one", now=NOW)
    assert take(database, "two", after_s=1)


def test_of_many_takers_at_once_one_wins(database: Database) -> None:
    won: list[str] = []
    ready = threading.Barrier(6)

    def race(owner: str) -> None:
        ready.wait()
        if take(database, owner):
            won.append(owner)

    threads = [threading.Thread(target=race, args=(f"process {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_the_counter_goes_on_across_holders(database: Database) -> None:
    take(database, "one")
    with database.system_write() as tx:
        assert leases.advance(tx, "relay", 5) == 0
    take(database, "two", after_s=31)
    with database.system_write() as tx:
        assert leases.advance(tx, "relay", 2) == 5
        assert leases.advance(tx, "relay", 0) == 7
