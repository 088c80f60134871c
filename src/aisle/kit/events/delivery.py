"""Handing one tenant's events to one consumer, so that each counts once and a bad one stands alone.

What was handled and that it was handled commit together: `(consumer, event_id)` is written in the handler's own
transaction. So a relay that dies anywhere may repeat the hand-over, and the repeat finds nothing left to do.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby

import sqlalchemy as sa

from aisle.kit.actor import system_actor
from aisle.kit.bulk import insert_rows, upsert_into
from aisle.kit.clock import Clock, from_utc_text, to_utc_text
from aisle.kit.db import Database, WriteSession
from aisle.kit.events import StoredEvent
from aisle.kit.events.models import CONSUMED, FAILED
from aisle.kit.log import log
from aisle.kit.problems import Busy
from aisle.kit.retry import describe_error, retry_delay_s

# 1 + 2 + 4 + 8 + 16 s at the most: a passing fault may pass, and a lasting one delays its tenant by less than the
# minute after which the relay counts as behind.
EVENT_ATTEMPTS_MAX = 6

EventHandler = Callable[[WriteSession, list[StoredEvent]], None]


class Consumer:
    """One listener: a name, and the handler it has for each kind of event."""

    def __init__(
        self, database: Database, name: str, handlers: Mapping[str, EventHandler], clock: Clock, chance: random.Random
    ) -> None:
        self.name = name
        self._database = database
        self._handlers = handlers
        self._clock = clock
        self._chance = chance

    def deliver(self, events: Sequence[StoredEvent]) -> StoredEvent | None:
        """Hand over what this consumer still lacks of one tenant's batch, in order.

        Returns the first event it could not take in, where it goes on next time; None when it has all.
        """
        wanted = [event for event in events if event.kind in self._handlers]
        if not wanted:
            return None
        settled, failing = self._read_state(wanted)
        pending = [event for event in wanted if event.event_id not in settled]
        if pending and pending[0].event_id in failing:
            # It failed alone before, so it is tried alone again, once its time has come.
            first = pending.pop(0)
            if failing[first.event_id] > to_utc_text(self._clock.now()) or self._hand_over([first]):
                return first
        for _handler, run in groupby(pending, key=lambda event: id(self._handlers[event.kind])):
            lacking = self._hand_over(list(run))
            if lacking is not None:
                return lacking
        return None

    def _hand_over(self, events: list[StoredEvent]) -> StoredEvent | None:
        """Hand over events of one handler; on failure halve them until the bad one stands alone.

        All before it are then taken in, all after it wait: order is kept. Returns it, or None when all is settled.
        """
        try:
            self._commit(events)
        except Busy:
            # The book is busy, which says nothing about these events.
            raise
        except Exception as error:
            if len(events) == 1:
                return None if self._note_failure(events[0], error) else events[0]
            middle = len(events) // 2
            return self._hand_over(events[:middle]) or self._hand_over(events[middle:])
        return None

    def _commit(self, events: list[StoredEvent]) -> None:
        tenant_id = events[0].tenant_id
        with self._database.write(system_actor(tenant_id)) as tx:
            # First the claim, then the work: a rival relay waits here and then fails on the key.
            insert_rows(
                tx,
                CONSUMED,
                ("tenant_id", "consumer", "event_id"),
                [(tenant_id, self.name, event.event_id) for event in events],
            )
            self._handlers[events[0].kind](tx, events)
            tx.execute(FAILED.delete().where(self._is_failure_of(events[0])))

    def _note_failure(self, event: StoredEvent, error: Exception) -> bool:
        """Count a failure and set the time of the next try; True when that was the last one and the event is parked."""
        now = self._clock.now()
        with self._database.write(system_actor(event.tenant_id)) as tx:
            before = tx.execute(sa.select(FAILED.c.attempts).where(self._is_failure_of(event))).scalar() or 0
            attempts = before + 1
            parked = attempts >= EVENT_ATTEMPTS_MAX
            retry_at = now + timedelta(seconds=retry_delay_s(attempts, self._chance))
            values = {
                "attempts": attempts,
                "retry_at": to_utc_text(retry_at),
                "parked_at": to_utc_text(now) if parked else None,
                "error": describe_error(error),
            }
            statement = upsert_into(tx, FAILED).values(
                tenant_id=event.tenant_id, consumer=self.name, event_id=event.event_id, **values
            )
            keys = ["tenant_id", "consumer", "event_id"]
            tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))
        log.error(
            "event parked" if parked else "event handler failed",
            consumer=self.name,
            tenant=event.tenant_id,
            kind=event.kind,
            event_id=event.event_id,
            attempts=attempts,
            exc_info=error,
        )
        return parked

    def _is_failure_of(self, event: StoredEvent) -> sa.ColumnElement[bool]:
        return sa.and_(
            FAILED.c.tenant_id == event.tenant_id,
            FAILED.c.consumer == self.name,
            FAILED.c.event_id == event.event_id,
        )

    def _read_state(self, events: Sequence[StoredEvent]) -> tuple[set[str], dict[str, str]]:
        """Return which of a batch are settled (taken in, or parked), and when each failing one is due again."""
        actor = system_actor(events[0].tenant_id)
        with self._database.read(actor) as session:
            # The ids are named one by one: for a subquery PostgreSQL reads all that the tenant ever consumed.
            taken = session.execute(
                sa.select(CONSUMED.c.event_id).where(
                    CONSUMED.c.tenant_id == actor.tenant_id,
                    CONSUMED.c.event_id.in_([event.event_id for event in events]),
                    CONSUMED.c.consumer == self.name,
                )
            ).scalars()
            settled = set(taken)
            failed = session.execute(
                sa.select(FAILED.c.event_id, FAILED.c.retry_at, FAILED.c.parked_at).where(
                    FAILED.c.tenant_id == actor.tenant_id, FAILED.c.consumer == self.name
                )
            ).all()
        settled.update(row.event_id for row in failed if row.parked_at is not None)
        return settled, {row.event_id: row.retry_at for row in failed if row.parked_at is None}


def stored_event(row: sa.Row[tuple[object, ...]]) -> StoredEvent:
    """Return a row of the outbox as handlers see it."""
    values = dict(row._mapping)
    values["occurred_at"] = from_utc_text(values["occurred_at"])
    values["posted_at"] = from_utc_text(values["posted_at"])
    return StoredEvent(**values)
