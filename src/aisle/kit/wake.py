"""Wake a sleeping loop when what it waits for has been committed by this process.

Rows written by other processes are found by the loop's own poll; this only shortens the wait.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session

from aisle.kit.db import WriteSession

_lock = threading.Lock()
_sleepers: dict[str, set[threading.Event]] = {}


def wake_after_commit(tx: WriteSession, topic: str) -> None:
    """Wake everyone who waits for `topic` once this transaction is committed; a rollback wakes nobody."""
    tx.info.setdefault("wake_topics", set()).add(topic)


@contextmanager
def waiting_for(topic: str) -> Iterator[threading.Event]:
    """Yield an event that is set whenever something of `topic` was committed in this process."""
    sleeper = threading.Event()
    with _lock:
        _sleepers.setdefault(topic, set()).add(sleeper)
    try:
        yield sleeper
    finally:
        with _lock:
            _sleepers[topic].discard(sleeper)


@event.listens_for(WriteSession, "after_commit", propagate=True)
def _wake(session: Session) -> None:
    for topic in session.info.pop("wake_topics", ()):
        with _lock:
            sleepers = list(_sleepers.get(topic, ()))
        for sleeper in sleepers:
            sleeper.set()


@event.listens_for(WriteSession, "after_rollback", propagate=True)
def _forget(session: Session) -> None:
    session.info.pop("wake_topics", None)
