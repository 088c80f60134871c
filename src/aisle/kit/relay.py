"""The relay: one at a time, it numbers committed events and hands them to those who listen.

- Numbers are given here and not by the database, whose row numbers are taken before the commit: a reader that
  remembers "the last one seen" would pass over a row that commits late.
- Batches hold one tenant's events in order. A tenant whose handler fails waits by itself; the others go on.
- A failing batch is halved until the bad event stands alone; that one is tried again with growing pauses and, after
  `EVENT_ATTEMPTS_MAX` tries, parked in `events_failed` (see `events.parked`) so that what follows it flows. Other
  consumers are not held up, except that a batch is only marked sent, and the next one read, up to the slowest.
- Delivery outside is at least once, effect inside exactly once (see `events.delivery`).
"""

import random
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from aisle.kit import leases
from aisle.kit.actor import system_actor
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import Database, WriteSession
from aisle.kit.events import EVENTS_TOPIC, StoredEvent
from aisle.kit.events.delivery import Consumer, EventHandler, stored_event
from aisle.kit.events.models import CONSUMED, EVENTS, FAILED
from aisle.kit.ids import new_id
from aisle.kit.limits import EVENT_BATCH_MAX, EVENT_KEEP_DAYS
from aisle.kit.log import log
from aisle.kit.retry import describe_error
from aisle.kit.wake import waiting_for

LEASE_NAME = "relay"
LEASE_S = 30
POLL_S = 1.0
FORGET_EVERY = timedelta(hours=1)
FORGET_ROWS_MAX = 10_000
NUMBERS_PER_TURN = 100_000

_DELIVERED = [EVENTS.c[name] for name in StoredEvent.__dataclass_fields__]


class Relay:
    """Delivers events of all tenants; `handlers` lists, per kind, who listens and with what."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Sequence[tuple[str, EventHandler]]],
        clock: Clock,
        *,
        owner: str | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner or new_id()
        by_consumer: dict[str, dict[str, EventHandler]] = {}
        for kind, listeners in handlers.items():
            for name, handler in listeners:
                assert kind not in by_consumer.get(name, {}), f"{name} listens twice to {kind}"
                by_consumer.setdefault(name, {})[kind] = handler
        chance = chance or random.Random()
        self._consumers = [Consumer(database, name, kinds, clock, chance) for name, kinds in by_consumer.items()]
        self._lease_until = clock.now()
        self._forgot_at: datetime | None = None

    def run_once(self) -> int:
        """Deliver one batch of each tenant that has something waiting; return how many events were settled."""
        self._forget_old()
        if not self._is_anything_waiting() or not self._take_lead():
            return 0
        settled = 0
        for tenant_id in self._tenants_waiting():
            if not self._keep_lead():
                break
            settled += self._relay_batch(tenant_id)
        return settled

    def run_forever(self, stop: threading.Event) -> None:
        """Deliver until `stop` is set; wakes when this process commits an event, and looks every second besides."""
        with waiting_for(EVENTS_TOPIC) as woken:
            while not stop.is_set():
                woken.clear()
                try:
                    settled = self.run_once()
                except Exception as error:
                    # The database is away or busy; rows wait, sales go on, and so does the relay.
                    log.error("relay failed", error=describe_error(error))
                    settled = 0
                if not settled:
                    woken.wait(POLL_S)
        self._give_up_lead()

    def _relay_batch(self, tenant_id: str) -> int:
        batch = self._read_batch(tenant_id)
        if not batch:
            return 0
        lacking = [event.number for consumer in self._consumers if (event := consumer.deliver(batch)) is not None]
        settled = [event.number for event in batch if not lacking or event.number < min(lacking)]
        if settled:
            self._mark_sent(tenant_id, settled[0], settled[-1])
        return len(settled)

    def _is_anything_waiting(self) -> bool:
        """Look without writing: on SQLite an idle relay must not keep opening the only writing scope."""
        query = sa.select(EVENTS.c.row_no).where(EVENTS.c.sent_at.is_(None)).limit(1)
        with self._database.system_read() as session:
            return session.execute(query).first() is not None

    def _take_lead(self) -> bool:
        """Take the lease and, under its lock, number what was committed since."""
        with self._database.system_write() as tx:
            if not self._take_lease(tx):
                return False
            _number_new(tx)
        return True

    def _keep_lead(self) -> bool:
        """Renew the lease once a third of it is spent; False when another relay has taken over."""
        if self._clock.now() < self._lease_until - timedelta(seconds=LEASE_S * 2 / 3):
            return True
        with self._database.system_write() as tx:
            return self._take_lease(tx)

    def _take_lease(self, tx: WriteSession) -> bool:
        now = self._clock.now()
        self._lease_until = now + timedelta(seconds=LEASE_S)
        return leases.take(tx, LEASE_NAME, owner=self._owner, now=now, duration_s=LEASE_S)

    def _give_up_lead(self) -> None:
        with self._database.system_write() as tx:
            leases.release(tx, LEASE_NAME, owner=self._owner, now=self._clock.now())

    def _tenants_waiting(self) -> list[str]:
        """List tenants with numbered, unsent events, the longest waiting first."""
        query = (
            sa.select(EVENTS.c.tenant_id)
            .where(EVENTS.c.sent_at.is_(None), EVENTS.c.number.is_not(None))
            .group_by(EVENTS.c.tenant_id)
            .order_by(sa.func.min(EVENTS.c.number))
        )
        with self._database.system_read() as session:
            return list(session.execute(query).scalars())

    def _read_batch(self, tenant_id: str) -> list[StoredEvent]:
        query = (
            sa.select(*_DELIVERED)
            .where(EVENTS.c.tenant_id == tenant_id, EVENTS.c.sent_at.is_(None), EVENTS.c.number.is_not(None))
            .order_by(EVENTS.c.number)
            .limit(EVENT_BATCH_MAX)
        )
        with self._database.read(system_actor(tenant_id)) as session:
            return [stored_event(row) for row in session.execute(query)]

    def _mark_sent(self, tenant_id: str, first: int, last: int) -> None:
        batch = sa.and_(
            EVENTS.c.tenant_id == tenant_id, EVENTS.c.sent_at.is_(None), EVENTS.c.number.between(first, last)
        )
        with self._database.system_write() as tx:
            tx.execute(EVENTS.update().where(batch).values(sent_at=to_utc_text(self._clock.now())))

    def _forget_old(self) -> None:
        """Delete what was sent more than 30 days ago, once an hour; parked events stay until someone looks."""
        now = self._clock.now()
        if self._forgot_at is not None and now - self._forgot_at < FORGET_EVERY:
            return
        old = _sent_before(to_utc_text(now - timedelta(days=EVENT_KEEP_DAYS)))
        with self._database.system_read() as session:
            count = len(session.execute(old).all())
        if count:
            with self._database.system_write() as tx:
                _delete(tx, old.subquery())
        if count < FORGET_ROWS_MAX:
            self._forgot_at = now


def _sent_before(sent_at: str) -> sa.Select[tuple[int, str, str]]:
    parked = sa.select(FAILED.c.event_id).where(FAILED.c.tenant_id == EVENTS.c.tenant_id)
    return (
        sa.select(EVENTS.c.row_no, EVENTS.c.tenant_id, EVENTS.c.event_id)
        .where(EVENTS.c.sent_at < sent_at, EVENTS.c.event_id.not_in(parked))
        .order_by(EVENTS.c.sent_at, EVENTS.c.row_no)
        .limit(FORGET_ROWS_MAX)
    )


def _delete(tx: WriteSession, old: sa.Subquery) -> None:
    taken_in = sa.tuple_(CONSUMED.c.tenant_id, CONSUMED.c.event_id)
    tx.execute(CONSUMED.delete().where(taken_in.in_(sa.select(old.c.tenant_id, old.c.event_id))))
    tx.execute(EVENTS.delete().where(EVENTS.c.row_no.in_(sa.select(old.c.row_no))))


def _number_new(tx: WriteSession) -> None:
    """Number committed events in the order their rows were written, going on from the lease's counter."""
    base = leases.advance(tx, LEASE_NAME, 0)
    unnumbered = (
        sa.select(EVENTS.c.row_no, sa.func.row_number().over(order_by=EVENTS.c.row_no).label("place"))
        .where(EVENTS.c.number.is_(None))
        .order_by(EVENTS.c.row_no)
        .limit(NUMBERS_PER_TURN)
        .subquery()
    )
    numbered = tx.execute(
        EVENTS.update().where(EVENTS.c.row_no == unnumbered.c.row_no).values(number=base + unnumbered.c.place)
    )
    # Counted from the statement itself: rows may be committed between two statements.
    leases.advance(tx, LEASE_NAME, cast("sa.CursorResult[Any]", numbered).rowcount)
