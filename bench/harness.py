"""What every bench shares: options, rows, the meter and the printed table.

A bench is a module ``bench/<name>.py`` with one function ``run(options) -> list[Row]``.
It raises `Skipped` when all of its data is missing, and calls ``options.skip(data, reason)``
when only one of its sets is. It never prints and never reads the command line.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS_FOLDER = REPOSITORY / "bench" / "results"
SAMPLE_SECONDS = 0.02
BYTES_PER_MB = 1024 * 1024


class Skipped(Exception):
    """The bench cannot run here, for a reason that is nobody's fault (data not at hand)."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: one model on one data set.

    `metrics` maps a measure's name to its value, in the order of printing. `rows` and `series`
    count the input; `windows` counts evaluation windows (1 where the word means nothing);
    `seconds` is wall time of fitting and predicting; `peak_mb` the largest resident memory.
    `ours` marks what the product ships: the gate judges these rows and no others.
    """

    model: str
    data: str
    metrics: dict[str, float]
    rows: int = 0
    series: int = 0
    windows: int = 1
    seconds: float = 0.0
    peak_mb: float = 0.0
    ours: bool = False


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to run: small samples or all of it, which seeds, how many windows, where the data is."""

    quick: bool = False
    seeds: tuple[int, ...] = (0, 1, 2)
    windows: int = 3
    data_dir: Path = field(default_factory=lambda: default_data_dir())
    skipped: dict[str, str] = field(default_factory=dict)

    def skip(self, data: str, reason: str) -> None:
        """Note that one data set of this bench is not at hand."""
        self.skipped[data] = reason

    def need(self, *parts: str) -> Path:
        """Path of a data file below the data folder; raises `Skipped` when it is absent."""
        path = self.data_dir.joinpath(*parts)
        if not path.exists():
            raise Skipped(f"{'/'.join(parts)} is not in the data folder")
        return path


def default_data_dir() -> Path:
    """`AISLE_DATA_DIR`, else the folder `shared/data` beside the repository."""
    stated = os.environ.get("AISLE_DATA_DIR")
    return Path(stated) if stated else REPOSITORY.parent / "shared" / "data"


def resident_mb() -> float:
    """Resident memory of this process now, in MB; 0.0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / BYTES_PER_MB


class Meter:
    """Wall seconds and peak resident memory of a ``with`` block.

    The peak is sampled by a thread, since the system's own high-water mark never falls again
    and would charge a small model with the memory of a big one measured before it.
    """

    def __enter__(self) -> Self:
        self.seconds = 0.0
        self.peak_mb = resident_mb()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        self._started = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.seconds = time.perf_counter() - self._started
        self._done.set()
        self._thread.join()
        self.peak_mb = max(self.peak_mb, resident_mb())

    def _sample(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.peak_mb = max(self.peak_mb, resident_mb())


def format_value(value: float) -> str:
    """Three decimals for shares and errors, none for large counts."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3f}"


def format_table(rows: Sequence[Row]) -> str:
    """One table per data set, columns aligned; the shipped model carries a star."""
    return "\n\n".join(
        _format_block([row for row in rows if row.data == data]) for data in dict.fromkeys(row.data for row in rows)
    )


def _format_block(rows: list[Row]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row.metrics))
    header = ["model", "data", *names, "rows", "series", "windows", "seconds", "peak_mb"]
    body = [_cells(row, names) for row in rows]
    widths = [max(len(line[i]) for line in [header, *body]) for i in range(len(header))]
    lines = [_line(header, widths), "-+-".join("-" * width for width in widths)]
    return "\n".join(lines + [_line(cells, widths) for cells in body])


def _cells(row: Row, names: list[str]) -> list[str]:
    values = [format_value(row.metrics[n]) if n in row.metrics else "" for n in names]
    counts = [f"{row.rows:,}", f"{row.series:,}", str(row.windows)]
    model = f"{row.model} *" if row.ours else row.model
    return [model, row.data, *values, *counts, f"{row.seconds:.1f}", f"{row.peak_mb:,.0f}"]


def _line(cells: list[str], widths: list[int]) -> str:
    """Names to the left, numbers to the right."""
    pairs = list(zip(cells, widths, strict=True))
    text = [cell.ljust(width) for cell, width in pairs[:2]]
    return " | ".join(text + [cell.rjust(width) for cell, width in pairs[2:]])


def rows_as_json(rows: dict[str, list[Row]]) -> str:
    """All rows as JSON, grouped by bench."""
    return json.dumps({name: [asdict(row) for row in found] for name, found in rows.items()}, indent=1)
