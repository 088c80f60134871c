"""The reasons that go with every piece of advice, in one shape for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Confidence = Literal["low", "medium", "high"]
Fact = dict[str, str | int | float | None]


@dataclass(frozen=True, kw_only=True)
class Why:
    """Reasons: `summary` is built from the same numbers that stand in `inputs`.

    Each input is `{name, value, unit, as_of}`, each driver `{name, effect, unit}`; both are
    JSON-ready. `method` names how the numbers were found, `caveats` what could make them wrong.
    """

    summary: str
    inputs: list[Fact]
    drivers: list[Fact]
    method: str
    confidence: Confidence
    caveats: list[str] = field(default_factory=list)
