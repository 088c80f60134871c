"""Time arrives as an argument: a clock is passed in, never asked for globally."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

UTC_TEXT_CHARS = len("2026-11-20T17:02:11.120Z")


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """Return the present as an aware UTC datetime."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present as an aware UTC datetime."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is set; for tests and replays."""

    at: datetime

    def now(self) -> datetime:
        """Return the moment the clock was set to."""
        return self.at


def to_utc_text(moment: datetime) -> str:
    """Write an aware datetime as `2026-11-20T17:02:11.120Z`, the one spelling used in tables and on the wire."""
    assert moment.tzinfo is not None, "a moment without a zone is not a moment"
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_utc_text(moment: datetime | str) -> str:
    """Return what `to_utc_text` writes. Text is read to prove it, but not written anew, which costs far more."""
    if isinstance(moment, str):
        assert len(moment) == UTC_TEXT_CHARS and moment[10] + moment[-1] == "TZ" and from_utc_text(moment), moment
        return moment
    return to_utc_text(moment)


def from_utc_text(text: str) -> datetime:
    """Read back what `to_utc_text` wrote."""
    return datetime.fromisoformat(text)
