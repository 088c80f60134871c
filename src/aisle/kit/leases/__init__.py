"""Leases: at most one process does a thing at a time, and a dead one is succeeded when its time is up."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from aisle.kit.bulk import upsert_into
from aisle.kit.clock import to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.leases.models import LEASES


def take(tx: WriteSession, name: str, *, owner: str, now: datetime, duration_s: float) -> bool:
    """Take a free or lapsed lease, or prolong one's own; False when somebody else holds it.

    The row stays locked until `tx` ends, so what the holder writes in `tx` cannot interleave with a rival.
    """
    until = to_utc_text(now + timedelta(seconds=duration_s))
    statement = upsert_into(tx, LEASES).values(name=name, owner=owner, held_until=until, number=0)
    free = sa.or_(LEASES.c.owner == owner, LEASES.c.held_until <= to_utc_text(now))
    taken = tx.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"owner": owner, "held_until": until}, where=free
        ).returning(LEASES.c.name)
    )
    return taken.first() is not None


def release(tx: WriteSession, name: str, *, owner: str, now: datetime) -> None:
    """Give a lease back early; one that has passed to somebody else is left alone."""
    tx.execute(
        LEASES.update().where(LEASES.c.name == name, LEASES.c.owner == owner).values(held_until=to_utc_text(now))
    )


def advance(tx: WriteSession, name: str, count: int) -> int:
    """Move the counter of a lease held in this transaction by `count`; return its value before."""
    after: int = tx.execute(
        LEASES.update().where(LEASES.c.name == name).values(number=LEASES.c.number + count).returning(LEASES.c.number)
    ).scalar_one()
    return after - count
