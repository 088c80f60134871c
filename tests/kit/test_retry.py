"""Pauses between attempts, and what is remembered of a failure."""

import random

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from aisle.kit.problems import Malformed
from aisle.kit.retry import ERROR_CHARS_MAX, describe_error, retry_delay_s


@given(attempts=st.integers(1, 10_000), seed=st.integers())
def test_a_pause_stays_between_half_and_whole_of_its_step(attempts: int, seed: int) -> None:
    step_s = min(3600, 2 ** (attempts - 1))
    assert step_s / 2 <= retry_delay_s(attempts, random.Random(seed)) <= step_s


def test_pauses_of_a_crowd_differ() -> None:
    chance = random.Random(7)
    assert len({retry_delay_s(5, chance) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValueError("not a date\nsecond line"), "ValueError: not a date"),
        (ValueError(), "ValueError: "),
        (Malformed("no header"), "malformed: no header"),
    ],
)
def test_a_failure_is_one_line(error: Exception, expected: str) -> None:
    assert describe_error(error) == expected


def test_a_database_error_shows_no_parameters() -> None:
    error = sa.exc.IntegrityError("INSERT INTO customers VALUES (?)", ("Ada Lovelace",), ValueError("key is taken"))
    assert describe_error(error) == "IntegrityError: key is taken"
    assert len(describe_error(ValueError("x" * 10_000))) == ERROR_CHARS_MAX
