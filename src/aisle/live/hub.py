"""The hub: who is connected, who follows what, and what each kind of topic means."""

import json
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aisle.kit.actor import Actor
from aisle.kit.clock import Clock
from aisle.kit.limits import LIVE_SOCKETS_MAX, LIVE_SOCKETS_PER_USER_MAX
from aisle.kit.problems import NotFound, TooManyRequests
from aisle.live.mailbox import Mailbox
from aisle.live.problems import TooManyTopics
from aisle.live.rules import split_topic
from aisle.live.tickets import TicketOffice

# WebSocket close codes from 4000 on are the application's own; ours follow the HTTP status of the same meaning.
CLOSE_NOT_LOGGED_IN = 4401
CLOSE_TOO_OLD = 4408
CLOSE_TOO_MANY = 4429
WATCH_S = 20.0


@dataclass(frozen=True, slots=True)
class TopicKind:
    """What stands behind topics `prefix:id`: who may read one, and how it looks now.

    Both are called in a worker thread and may read the book. `snapshot` returns values by key; it may raise NotFound.
    """

    prefix: str
    may_read: Callable[[Actor, str], bool]
    snapshot: Callable[[Actor, str], dict[str, Any]]


@dataclass(eq=False, slots=True)
class Connection:
    """One open WebSocket: who it speaks for at this moment, and its mailbox."""

    actor: Actor
    mailbox: Mailbox


class Hub:
    """Carries changes to the connections of this process; every method may be called from any thread.

    `recheck` says who an actor is now (roles change) or None when the login has ended; asked every `watch_s`.
    `allowed_origins` are pages of other addresses that may connect, beside the server's own.
    """

    def __init__(
        self,
        kinds: Iterable[TopicKind],
        clock: Clock,
        *,
        allowed_origins: Collection[str] = (),
        recheck: Callable[[Actor], Actor | None] | None = None,
        watch_s: float = WATCH_S,
    ) -> None:
        self.clock = clock
        self.tickets = TicketOffice(clock)
        self.allowed_origins = frozenset(allowed_origins)
        self.recheck = recheck or (lambda actor: actor)
        self.watch_s = watch_s
        self._kinds = {kind.prefix: kind for kind in kinds}
        self._lock = threading.Lock()
        self._connections: set[Connection] = set()
        self._followers: dict[str, set[Mailbox]] = {}

    def publish(self, topic: str, key: str, data: Any) -> None:
        """Tell everyone who follows `topic` that the whole new value under `key` is `data`; None removes the key."""
        with self._lock:
            mailboxes = list(self._followers.get(topic, ()))
        if not mailboxes:
            return
        # Written out once for all, and at this moment: the caller may change its value afterwards.
        data_text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        for mailbox in mailboxes:
            mailbox.offer(topic, key, data_text)

    def end_login(self, login_id: str) -> None:
        """Close every connection of a login that has ended."""
        self._end(lambda actor: actor.login_id == login_id)

    def end_user(self, tenant_id: str, user_id: str) -> None:
        """Close every connection of a person who was disabled."""
        self._end(lambda actor: (actor.tenant_id, actor.user_id) == (tenant_id, user_id))

    @contextmanager
    def admit(self, actor: Actor, wake: Callable[[], None]) -> Iterator[Connection]:
        """Let a connection in for as long as the context lasts; raises `too-many-requests` when the house is full."""
        connection = Connection(actor, Mailbox(wake))
        with self._lock:
            self._check_room(actor)
            self._connections.add(connection)
        try:
            yield connection
        finally:
            with self._lock:
                self._connections.discard(connection)
                for topic in connection.mailbox.topics():
                    self._forget(topic, connection.mailbox)

    def subscribe(self, connection: Connection, topic: str) -> None:
        """Let a connection follow a topic it may read; one it may not read is `not-found`, like one that is not."""
        if not self._may_read(connection.actor, topic):
            raise NotFound()
        with self._lock:
            if connection not in self._connections:
                return
            # Told of changes first, then given its snapshot: the other way round one could fall in between.
            self._followers.setdefault(topic, set()).add(connection.mailbox)
            try:
                connection.mailbox.subscribe(topic)
            except TooManyTopics:
                self._forget(topic, connection.mailbox)
                raise

    def unsubscribe(self, connection: Connection, topic: str) -> None:
        """Let a connection follow a topic no more."""
        with self._lock:
            connection.mailbox.unsubscribe(topic)
            self._forget(topic, connection.mailbox)

    def read_snapshot(self, connection: Connection, topic: str) -> dict[str, Any]:
        """Return how a followed topic looks now, by key."""
        if not self._may_read(connection.actor, topic):
            raise NotFound()
        prefix, _, topic_id = topic.partition(":")
        return self._kinds[prefix].snapshot(connection.actor, topic_id)

    def check_rights(self, connection: Connection) -> list[str]:
        """Look again at who this is and return the topics it may follow no longer; closes one whose login has ended."""
        actor = self.recheck(connection.actor)
        if actor is None:
            connection.mailbox.close(CLOSE_NOT_LOGGED_IN)
            return []
        if actor == connection.actor:
            return []
        connection.actor = actor
        return [topic for topic in connection.mailbox.topics() if not self._may_read(actor, topic)]

    def _may_read(self, actor: Actor, topic: str) -> bool:
        parts = split_topic(topic)
        kind = self._kinds.get(parts[0]) if parts else None
        return parts is not None and kind is not None and kind.may_read(actor, parts[1])

    def _check_room(self, actor: Actor) -> None:
        person = (actor.tenant_id, actor.user_id)
        own = sum((other.actor.tenant_id, other.actor.user_id) == person for other in self._connections)
        if own >= LIVE_SOCKETS_PER_USER_MAX or len(self._connections) >= LIVE_SOCKETS_MAX:
            raise TooManyRequests(params={"sockets_per_user_max": LIVE_SOCKETS_PER_USER_MAX})

    def _forget(self, topic: str, mailbox: Mailbox) -> None:
        followers = self._followers.get(topic, set())
        followers.discard(mailbox)
        if not followers:
            self._followers.pop(topic, None)

    def _end(self, is_meant: Callable[[Actor], bool]) -> None:
        with self._lock:
            meant = [connection for connection in self._connections if is_meant(connection.actor)]
        for connection in meant:
            connection.mailbox.close(CLOSE_NOT_LOGGED_IN)
