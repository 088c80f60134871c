"""A question instead of a guess: what is open, the possible answers, and what each would make of the file."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; `outcome` shows the file's own values as read under it."""

    value: str
    label: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`field` is the upload option that an answer sets (`mapping.quantity` sets one entry of the mapping)."""

    field: str
    text: str
    options: tuple[Option, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return asdict(self) | {"options": [asdict(option) for option in self.options]}
