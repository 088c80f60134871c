"""Settings: environment variables named `AISLE_*`, typed and checked at the start."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "AISLE_"
# These belong to the tests and benches, which read them by themselves.
_OTHERS = ("AISLE_TEST_", "AISLE_DATA_DIR")


class UnknownSetting(Exception):
    """A variable of ours that nothing reads: most likely a slip of the pen, so the start is refused."""


class Settings(BaseSettings):
    """Everything that may be set; `aisle settings` lists it with what is in force."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(Path.home() / ".aisle", description="Where the book and uploaded files live")
    host: str = Field("127.0.0.1", description="The address the server listens on")
    port: int = Field(8000, ge=1, le=65535, description="The port the server listens on")
    database_url: str | None = Field(None, description="postgresql://… for a chain; unset means SQLite under HOME")
    secrets_dir: Path | None = Field(None, description="Where keys are kept; unset means HOME/secrets")
    public_url: str | None = Field(None, description="The address people use, when a proxy stands in front")
    demo: bool = Field(True, description="Load the demo shop into an empty book")
    log_level: str = Field("WARNING", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much to log")

    @property
    def book_url(self) -> str:
        """The database this server keeps its book in."""
        return self.database_url or f"sqlite:///{self.home / 'book.db'}"

    @property
    def secrets_path(self) -> Path:
        """The folder that holds this installation's keys."""
        return self.secrets_dir or self.home / "secrets"

    @property
    def uploads_path(self) -> Path:
        """The folder uploaded files wait in while they are read."""
        return self.home / "uploads"

    @property
    def archive_path(self) -> Path:
        """The folder old predictions are kept in."""
        return self.home / "archive"


def load_settings() -> Settings:
    """Read the settings from the environment; an unknown name of ours is an error."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(
        name for name in os.environ if name.startswith(PREFIX) and name not in known and not name.startswith(_OTHERS)
    )
    if unknown:
        raise UnknownSetting(f"unknown setting {', '.join(unknown)}: `aisle settings` lists those there are")
    return Settings()
