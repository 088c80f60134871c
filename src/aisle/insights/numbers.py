"""The numbers of a forecast, packed into a few kilobytes a series so that a listing is one look-up."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aisle.insights.rules import HORIZON_DAYS_MAX, QUANTILE_LEVELS, WEEK_DAYS

Values = NDArray[np.float32]
WEEKS = HORIZON_DAYS_MAX // WEEK_DAYS
LEVELS = len(QUANTILE_LEVELS)
_DAYS = HORIZON_DAYS_MAX
_SHAPES = ((_DAYS,), (_DAYS, LEVELS), (_DAYS, LEVELS), (WEEKS, LEVELS))
_SIZES = tuple(int(np.prod(shape)) for shape in _SHAPES)
_EXACT = np.dtype("<f8")
_SHORT = np.dtype("<f4")


@dataclass(frozen=True)
class ForecastNumbers:
    """A forecast over `HORIZON_DAYS_MAX` days after the cut-off, at `QUANTILE_LEVELS`.

    `mean` (days,) expected units, kept exactly so that levels add up; `quantiles` (days, levels) of each day;
    `totals` (days, levels) of the sum from the first day to each; `weeks` (weeks, levels) of each week's sum. The last
    two come from simulated paths. `paths` (paths, days), kept for whole stores only, are those paths.
    """

    mean: NDArray[np.float64]
    quantiles: Values
    totals: Values
    weeks: Values
    paths: Values | None = None

    def pack(self) -> bytes:
        """Return the numbers as compressed bytes."""
        rest = [np.asarray(part, dtype=_SHORT).tobytes() for part in (self.quantiles, self.totals, self.weeks)]
        paths = b"" if self.paths is None else np.asarray(self.paths, dtype=_SHORT).tobytes()
        return zlib.compress(b"".join([np.asarray(self.mean, dtype=_EXACT).tobytes(), *rest, paths]), level=1)

    @classmethod
    def unpack(cls, packed: bytes) -> ForecastNumbers:
        """Read back what `pack` wrote; raises `ValueError` for anything else."""
        raw = zlib.decompress(packed)
        cut = _SIZES[0] * _EXACT.itemsize
        short = np.frombuffer(raw[cut:], dtype=_SHORT)
        ends = np.cumsum(_SIZES[1:])
        starts = (0, *ends[:-1])
        quantiles, totals, weeks = (
            short[start:end].reshape(shape) for start, end, shape in zip(starts, ends, _SHAPES[1:], strict=True)
        )
        paths = short[ends[-1] :].reshape(-1, _DAYS) if short.size > ends[-1] else None
        return cls(np.frombuffer(raw[:cut], dtype=_EXACT), quantiles, totals, weeks, paths)


def summarise_paths(mean: NDArray[np.float64], quantiles: NDArray[Any], paths: NDArray[Any]) -> ForecastNumbers:
    """Return the numbers of one series from its means (days,), daily quantiles (days, levels) and paths (paths, days).

    Totals are quantiles of summed paths, since the sum of daily quantiles is no quantile of the sum.
    """
    running = np.cumsum(paths, axis=1, dtype=np.float64)
    ends = running[:, WEEK_DAYS - 1 :: WEEK_DAYS]
    weeks = np.diff(ends, axis=1, prepend=0.0)
    return ForecastNumbers(
        mean=mean,
        quantiles=quantiles.astype(np.float32),
        totals=sampled_quantiles(running),
        weeks=sampled_quantiles(weeks),
    )


def sampled_quantiles(samples: NDArray[Any]) -> Values:
    """Return the quantiles (columns, levels) of samples (paths, columns), each a value that was drawn."""
    ordered = np.sort(samples, axis=0)
    # Ranks are rounded before the ceiling, so that .9 of 500 is 450 and not 451 by float dust.
    ranks = np.ceil(np.round(np.array(QUANTILE_LEVELS) * len(samples), 9)).astype(np.int64) - 1
    return np.ascontiguousarray(ordered[np.maximum(ranks, 0)].T, dtype=np.float32)
