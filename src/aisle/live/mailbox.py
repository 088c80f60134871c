"""What one connection has still to be told; filled from any thread, emptied by the connection's sender.

Since a change is the whole new value of a key, a newer one replaces an older one that was not sent yet. A reader so
slow that even so too many keys wait is dropped back to snapshots: what waits is thrown away and each topic starts over.
"""

import json
import threading
from collections.abc import Callable
from contextlib import suppress

from aisle.kit.limits import LIVE_QUEUE_MAX, LIVE_TOPICS_MAX
from aisle.live.problems import TooManyTopics


class Mailbox:
    """The topics of one connection and what waits under them; `wake` is called, from any thread, if something does."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._fresh: dict[str, None] = {}
        self._waiting: dict[tuple[str, str], str] = {}
        self._close_code: int | None = None

    def subscribe(self, topic: str) -> None:
        """Follow a topic, or start it over: its snapshot comes first, then what changes from this moment on."""
        with self._lock:
            if topic not in self._numbers and len(self._numbers) >= LIVE_TOPICS_MAX:
                raise TooManyTopics(params={"topics_max": LIVE_TOPICS_MAX})
            self._drop(topic)
            self._numbers[topic] = 0
            self._fresh[topic] = None
        self._notify()

    def unsubscribe(self, topic: str) -> None:
        """Follow a topic no more; what waits under it is dropped."""
        with self._lock:
            self._drop(topic)

    def topics(self) -> list[str]:
        """Return the topics that are followed."""
        with self._lock:
            return list(self._numbers)

    def offer(self, topic: str, key: str, data_text: str) -> None:
        """Leave a change to be sent, if its topic is followed; `data_text` is the value as JSON."""
        with self._lock:
            if topic not in self._numbers:
                return
            # Taken out first, so that it is sent in the order of the last change.
            self._waiting.pop((topic, key), None)
            self._waiting[topic, key] = data_text
            if len(self._waiting) > LIVE_QUEUE_MAX:
                self._waiting.clear()
                self._fresh.update(dict.fromkeys(self._numbers))
        self._notify()

    def close(self, code: int) -> None:
        """Ask the sender to end the connection; the first reason given stands."""
        with self._lock:
            self._close_code = self._close_code or code
        self._notify()

    @property
    def close_code(self) -> int | None:
        """Why the connection is to end, None while it is not."""
        return self._close_code

    def take_fresh(self) -> str | None:
        """Return a topic whose snapshot is to be read now, None when all have one; its numbers start over."""
        with self._lock:
            if not self._fresh:
                return None
            topic = next(iter(self._fresh))
            del self._fresh[topic]
            self._numbers[topic] = 0
            return topic

    def is_current(self, topic: str) -> bool:
        """Say whether a snapshot read after `take_fresh` is still wanted: followed, and not started over meanwhile."""
        with self._lock:
            return topic in self._numbers and topic not in self._fresh

    def take_changes(self) -> list[str]:
        """Return the envelopes to be sent, as JSON, numbered; those of a topic that awaits its snapshot stay."""
        with self._lock:
            ready = [(place, text) for place, text in self._waiting.items() if place[0] not in self._fresh]
            for place, _text in ready:
                del self._waiting[place]
            return [self._envelope(topic, key, text) for (topic, key), text in ready]

    def _envelope(self, topic: str, key: str, data_text: str) -> str:
        self._numbers[topic] += 1
        head = f'"topic":{json.dumps(topic)},"number":{self._numbers[topic]},"key":{json.dumps(key)}'
        return f'{{{head},"data":{data_text}}}'

    def _drop(self, topic: str) -> None:
        self._numbers.pop(topic, None)
        self._fresh.pop(topic, None)
        for place in [place for place in self._waiting if place[0] == topic]:
            del self._waiting[place]

    def _notify(self) -> None:
        # The connection's event loop may have ended a moment ago; then there is nobody left to tell.
        with suppress(RuntimeError):
            self._wake()
