"""Tries are counted exactly, apart for each caller."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from aisle.kit.problems import TooManyRequests
from aisle.kit.rate import Rate, RateLimiter

RATES = (Rate("short", 5, 900), Rate("long", 8, 3600))


def tries_let_through(limiter: RateLimiter, *who: str, tries: int = 20) -> int:
    passed = 0
    for _ in range(tries):
        try:
            limiter.hit(RATES, *who)
        except TooManyRequests:
            continue
        passed += 1
    return passed


def test_the_limit_is_let_through_and_no_more() -> None:
    limiter = RateLimiter()
    assert tries_let_through(limiter, "account", "203.0.113.7") == 5
    with pytest.raises(TooManyRequests) as refused:
        limiter.hit(RATES, "account", "203.0.113.7")
    assert refused.value.retry_after_s is not None
    assert 0 < refused.value.retry_after_s <= 900


def test_callers_are_counted_apart() -> None:
    limiter = RateLimiter()
    assert tries_let_through(limiter, "account", "203.0.113.7") == 5
    assert tries_let_through(limiter, "account", "198.51.100.1") == 5


def test_a_longer_window_binds_when_the_shorter_one_is_cleared() -> None:
    limiter = RateLimiter()
    assert tries_let_through(limiter, "a") == 5
    limiter.clear(RATES[:1], "a")
    assert tries_let_through(limiter, "a") == 3


def test_a_success_clears_the_count() -> None:
    limiter = RateLimiter()
    tries_let_through(limiter, "a")
    limiter.clear(RATES, "a")
    assert tries_let_through(limiter, "a") == 5


def test_tries_at_the_same_moment_are_all_counted() -> None:
    limiter = RateLimiter()
    with ThreadPoolExecutor(16) as pool:
        passed = sum(pool.map(lambda _: tries_let_through(limiter, "a", tries=5), range(32)))
    assert passed == 5
