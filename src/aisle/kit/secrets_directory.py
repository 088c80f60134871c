"""The directory that holds an installation's secrets as files only its owner can read."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

_OWNER_ONLY_DIRECTORY = 0o700
_OWNER_ONLY_FILE = 0o600


class SecretsDirectory:
    """Files named by what they hold; each is made on first use and never shown, logged or sent."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read_or_create(self, name: str, make: Callable[[], str]) -> str:
        """Return the text of a secret, made once; processes that start together agree on the first one."""
        if (found := self.read(name)) is not None:
            return found
        self.path.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY_DIRECTORY)
        draft = self._write_draft(name, make())
        try:
            # A hard link appears whole or not at all, and never over an existing file.
            os.link(draft, self.path / name)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return self._read(name)

    def read(self, name: str) -> str | None:
        """Return the text of a secret, or None where it was never made."""
        try:
            return self._read(name)
        except FileNotFoundError:
            return None

    def _read(self, name: str) -> str:
        return (self.path / name).read_text("ascii")

    def _write_draft(self, name: str, text: str) -> Path:
        draft = self.path / f".{name}.{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY_FILE)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return draft
