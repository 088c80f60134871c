"""Rate limits: how often somebody may try something, counted in this process."""

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from aisle.kit.problems import TooManyRequests


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `times` within any `seconds` (a window that moves, so there is no edge to wait for)."""

    name: str
    times: int
    seconds: int

    def item(self) -> RateLimitItem:
        """Return the rate in the terms of the `limits` library."""
        return RateLimitItemPerSecond(self.times, self.seconds, namespace=self.name)


class RateLimiter:
    """Counters in memory; the ones nobody touches expire by themselves."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        # The library's own locks are per key and go when a key is cleared; one lock makes the count exact.
        self._lock = threading.Lock()

    def hit(self, rates: Sequence[Rate], *who: str) -> None:
        """Count one try under every rate, in order; raises `too-many-requests` at the first that is used up."""
        with self._lock:
            for rate in rates:
                if not self._windows.hit(rate.item(), *who):
                    resets_at = self._windows.get_window_stats(rate.item(), *who).reset_time
                    raise TooManyRequests(retry_after_s=max(1, math.ceil(resets_at - time.time())))

    def clear(self, rates: Sequence[Rate], *who: str) -> None:
        """Forget the tries, after a success."""
        with self._lock:
            for rate in rates:
                self._windows.clear(rate.item(), *who)
