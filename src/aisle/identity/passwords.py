"""Password hashing: argon2id with stated parameters, a few at a time, and as dear for a stranger as for a member."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources

from pwdlib.hashers.argon2 import Argon2Hasher

from aisle.identity.problems import HashingBusy, PasswordRefused
from aisle.identity.rules import password_weakness

# The published minimum for interactive logins (OWASP): 19 MiB, two passes, one lane.
MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
HASHES_AT_ONCE_MAX = 4
WAIT_FOR_TURN_S = 5.0


class PasswordHasher:
    """Hashes and verifies; call it with no writing transaction open, since it takes tens of milliseconds."""

    def __init__(self) -> None:
        self._argon2 = Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._turns = threading.BoundedSemaphore(HASHES_AT_ONCE_MAX)
        # Nobody's password: verified against when there is no account, so that both cases cost the same.
        self._nobody = self._argon2.hash("an account that does not exist")

    def hash(self, password: str) -> str:
        """Return the encoded hash, which states its own parameters."""
        with self._turn():
            return self._argon2.hash(password)

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Say whether the password fits; without an account (None) the same work is done and the answer is no."""
        with self._turn():
            fits = self._argon2.verify(password, password_hash or self._nobody)
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Say whether a hash was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(password_hash)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=WAIT_FOR_TURN_S):
            raise HashingBusy(retry_after_s=1)
        try:
            yield
        finally:
            self._turns.release()


@cache
def common_words() -> frozenset[str]:
    """Return the words that make a password easy to guess, one per line of the file beside this one."""
    text = resources.files("aisle.identity").joinpath("common_words.txt").read_text("utf-8")
    return frozenset(line for line in text.split() if not line.startswith("#"))


def check_password(password: str, *, context: tuple[str, ...]) -> None:
    """Raise `password-refused` with the reason unless the password will do; `context` is about its owner."""
    weakness = password_weakness(password, common_words=common_words(), context=context)
    if weakness is not None:
        raise PasswordRefused(params={"reason": weakness})
