"""How often and how late something that failed is tried again, and what is remembered of the failure."""

import random

import sqlalchemy as sa

from aisle.kit.limits import JOB_RETRY_MAX_S
from aisle.kit.problems import Problem

ERROR_CHARS_MAX = 500


def retry_delay_s(attempts: int, chance: random.Random) -> float:
    """Return the wait after the given number of failed attempts: 1 s doubling up to 1 h, then cut by up to a half.

    The cut (jitter) keeps a crowd of failures that began together from coming back together.
    """
    assert attempts >= 1
    # The exponent is held too: 2 ** attempts of a long-failing row must not become a huge integer.
    whole_s: int = min(JOB_RETRY_MAX_S, 2 ** min(attempts - 1, 30))
    return whole_s * (1 - chance.random() / 2)


def describe_error(error: BaseException) -> str:
    """Return one line for a person to act on; SQL and its parameters are left out, since they may be personal."""
    if isinstance(error, Problem):
        return str(error)[:ERROR_CHARS_MAX]
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    lines = str(cause).splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:ERROR_CHARS_MAX]
