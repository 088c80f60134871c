"""Whether a login still stands: asked on every request, remembered for seconds, ended at once in this process."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa

from aisle.identity.models import LoginRow, UserRow
from aisle.identity.rules import permissions_of, store_scope
from aisle.kit.actor import Actor, Role, system_actor
from aisle.kit.clock import to_utc_text
from aisle.kit.db import Database

# Other processes hear of an ended login when this runs out; the promise is one minute.
STANDING_KEPT_S = 10
STANDINGS_KEPT_MAX = 10_000
ENDED_KEPT_MAX = 100_000

OnEnded = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Standing:
    actor: Actor
    read_at: datetime


class Logins:
    """The standing of logins, and the list of those ended here (which wins over anything remembered)."""

    def __init__(self) -> None:
        self._standings: OrderedDict[str, _Standing] = OrderedDict()
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._listeners: list[OnEnded] = []
        self._lock = threading.Lock()

    def actor_of(
        self, database: Database, *, tenant_id: str, user_id: str, login_id: str, now: datetime
    ) -> Actor | None:
        """Return who acts under a login, with the rights of this moment; None when the login has ended."""
        with self._lock:
            if login_id in self._ended:
                return None
            kept = self._standings.get(login_id)
        if kept is not None and timedelta() <= now - kept.read_at < timedelta(seconds=STANDING_KEPT_S):
            actor: Actor | None = kept.actor
        else:
            actor = self._read(database, tenant_id=tenant_id, user_id=user_id, login_id=login_id, now=now)
        # A token speaks for one tenant and one person; a login id never lends it another.
        if actor is None or (actor.tenant_id, actor.user_id) != (tenant_id, user_id):
            return None
        return actor

    def end(self, login_ids: Iterable[str]) -> None:
        """Put logins on the deny list, after the transaction that ended them has committed."""
        ended = list(login_ids)
        with self._lock:
            for login_id in ended:
                self._standings.pop(login_id, None)
                self._ended[login_id] = None
                if len(self._ended) > ENDED_KEPT_MAX:
                    self._ended.popitem(last=False)
        for listener in self._listeners:
            for login_id in ended:
                listener(login_id)

    def on_ended(self, listener: OnEnded) -> None:
        """Call `listener(login_id)` when a login ends, so that what it holds open can be closed."""
        self._listeners.append(listener)

    def _read(self, database: Database, *, tenant_id: str, user_id: str, login_id: str, now: datetime) -> Actor | None:
        with database.read(system_actor(tenant_id)) as session:
            found = session.execute(
                sa.select(UserRow.role, UserRow.store_ids).where(
                    LoginRow.tenant_id == tenant_id,
                    LoginRow.login_id == login_id,
                    LoginRow.user_id == user_id,
                    LoginRow.ended_at.is_(None),
                    LoginRow.expires_at > to_utc_text(now),
                    UserRow.tenant_id == tenant_id,
                    UserRow.user_id == LoginRow.user_id,
                    UserRow.disabled.is_(False),
                )
            ).one_or_none()
        if found is None:
            return None
        role = cast(Role, found.role)
        actor = Actor(
            tenant_id=tenant_id,
            user_id=user_id,
            role=role,
            store_ids=store_scope(role, found.store_ids),
            permissions=permissions_of(role),
            login_id=login_id,
        )
        self._keep(login_id, _Standing(actor, now))
        return actor

    def _keep(self, login_id: str, standing: _Standing) -> None:
        with self._lock:
            # It may have ended while the table was being read.
            if login_id not in self._ended:
                self._standings[login_id] = standing
                self._standings.move_to_end(login_id)
                if len(self._standings) > STANDINGS_KEPT_MAX:
                    self._standings.popitem(last=False)
