"""Tickets: a WebSocket cannot carry a token in a header, and a token in its address would end up in logs."""

import secrets
import threading
from datetime import datetime, timedelta

from aisle.kit.actor import Actor
from aisle.kit.clock import Clock
from aisle.kit.limits import LIVE_TICKET_S
from aisle.kit.problems import Busy

TICKETS_MAX = 10_000


class TicketOffice:
    """Gives out tickets and takes each back once, within 30 s; kept in memory, so in the process that gave it out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, tuple[Actor, datetime]] = {}

    def issue(self, actor: Actor) -> str:
        """Return a ticket that stands for this actor."""
        now = self._clock.now()
        with self._lock:
            self._drop_expired(now)
            if len(self._open) >= TICKETS_MAX:
                raise Busy(retry_after_s=LIVE_TICKET_S)
            ticket = secrets.token_urlsafe(32)
            self._open[ticket] = (actor, now + timedelta(seconds=LIVE_TICKET_S))
        return ticket

    def redeem(self, ticket: str) -> Actor | None:
        """Return who the ticket stands for and void it; None when it is unknown, used or too old."""
        with self._lock:
            actor, expires_at = self._open.pop(ticket, (None, None))
        return actor if expires_at is not None and self._clock.now() < expires_at else None

    def _drop_expired(self, now: datetime) -> None:
        # Tickets live equally long, so the oldest stand first.
        for ticket, (_actor, expires_at) in list(self._open.items()):
            if expires_at > now:
                break
            del self._open[ticket]
