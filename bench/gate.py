"""The gate: does the shipped model still beat the numbers written in `numbers.toml`?"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.harness import REPOSITORY, Row

NUMBERS_FILE = REPOSITORY / "bench" / "numbers.toml"
STORED_FILE = REPOSITORY / "bench" / "stored.json"
WORSE_SHARE_MAX = 0.02

Stored = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True, kw_only=True)
class Number:
    """A limit on one measure of one bench and data set."""

    bench: str
    data: str
    metric: str
    at_most: float = math.inf
    at_least: float = -math.inf

    @property
    def limit(self) -> str:
        """The limit in words."""
        parts = [f"at least {self.at_least:g}"] if math.isfinite(self.at_least) else []
        parts += [f"at most {self.at_most:g}"] if math.isfinite(self.at_most) else []
        return " and ".join(parts)


def read_numbers(path: Path = NUMBERS_FILE) -> list[Number]:
    """All numbers to beat; an unknown key in the file is an error."""
    with path.open("rb") as file:
        return [Number(**entry) for entry in tomllib.load(file)["number"]]


def read_stored(path: Path = STORED_FILE) -> Stored:
    """Figures of an earlier run: bench -> data -> metric -> value; empty without a file."""
    if not path.exists():
        return {}
    stored: Stored = json.loads(path.read_text())
    return stored


def find_misses(
    bench: str,
    rows: Sequence[Row],
    *,
    numbers: Sequence[Number],
    stored: Stored,
    skipped: Sequence[str] = (),
) -> list[str]:
    """One sentence per number the shipped model misses; an empty list opens the gate.

    A data set in `skipped` is not judged. A number without a shipped row is a miss, so that a
    renamed measure cannot pass in silence.
    """
    misses: list[str] = []
    for number in numbers:
        if number.bench != bench or number.data in skipped:
            continue
        found = [r.metrics[number.metric] for r in rows if _is_shipped(r, number)]
        where = f"{bench} on {number.data}: {number.metric}"
        if not found:
            misses.append(f"{where} has no row of the shipped model")
        for value in found:
            earlier = stored.get(bench, {}).get(number.data, {}).get(number.metric)
            misses += [f"{where} {reason}" for reason in _reasons(value, number, earlier)]
    return misses


def _is_shipped(row: Row, number: Number) -> bool:
    return row.ours and row.data == number.data and number.metric in row.metrics


def _reasons(value: float, number: Number, earlier: float | None) -> list[str]:
    # Written as "not within", so that a measure that is not a number is a miss too.
    if not number.at_least <= value <= number.at_most:
        return [f"is {value:.4g}, must be {number.limit}"]
    if earlier is None or math.isfinite(number.at_least) == math.isfinite(number.at_most):
        return []  # a range has no direction to get worse in
    worse = value - earlier if math.isfinite(number.at_most) else earlier - value
    if worse > WORSE_SHARE_MAX * abs(earlier):
        return [f"is {value:.4g}, more than 2 % worse than the stored {earlier:.4g}"]
    return []


def store_figures(rows: dict[str, list[Row]], path: Path = STORED_FILE) -> None:
    """Write the shipped rows' figures, so that later runs are held against them."""
    stored = read_stored(path)
    for bench, found in rows.items():
        for row in found:
            if row.ours:
                stored.setdefault(bench, {})[row.data] = dict(row.metrics)
    path.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n")
