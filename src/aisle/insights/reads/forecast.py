"""GET /forecast: the stored numbers of a run, cut to the asked horizon, grain and quantiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aisle import sites
from aisle.insights.numbers import ForecastNumbers, sampled_quantiles
from aisle.insights.reads.envelope import Opened, open_listing
from aisle.insights.reads.hours import hour_periods
from aisle.insights.reads.listing import ListedItem, Wanted, read_page
from aisle.insights.rules import HORIZON_DAYS_MAX, QUANTILE_LEVELS, WEEK_DAYS
from aisle.insights.schemas.common import Listing
from aisle.insights.schemas.forecast import ForecastAsked, ForecastItem, Grain, Period
from aisle.kit.clock import Clock
from aisle.kit.db import ReadSession

ORDER = "largest expected sales first"
LISTING_BY_LEVEL = {"product": "forecast", "category": "forecast_category", "store": "forecast_store"}
_COLUMN = {level: place for place, level in enumerate(QUANTILE_LEVELS)}


@dataclass(frozen=True, slots=True)
class Cut:
    """What to show of stored numbers: from the day after `cutoff_date`, over `horizon_days`."""

    cutoff_date: date
    horizon_days: int
    grain: Grain
    levels: tuple[float, ...]

    @property
    def columns(self) -> list[int]:
        """Places of the asked levels among those stored."""
        return [_COLUMN[level] for level in self.levels]

    def day(self, offset: int) -> date:
        """Return the day `offset` days after the first one ahead."""
        return self.cutoff_date + timedelta(days=offset + 1)

    def named(self, quantiles: NDArray[np.float32]) -> list[dict[str, float]]:
        """Return the asked quantiles of each row (rows, levels) under the names of their levels."""
        names = [f"{level:g}" for level in self.levels]
        # Rounded as an array and not number by number: a page holds tens of thousands of them.
        rows = quantiles[:, self.columns].astype(np.float64).round(3).tolist()
        return [dict(zip(names, row, strict=True)) for row in rows]


def read_forecast(session: ReadSession, asked: ForecastAsked, *, clock: Clock) -> Listing[ForecastItem]:
    """Answer what was asked of the last finished run."""
    if asked.level == "all":
        return _read_all_stores(session, asked, clock)
    opened = open_listing(session, str(asked.store_id), "forecast", after=asked.after, clock=clock)
    items, next_position = _read_items(session, opened, asked)
    return Listing[ForecastItem](**opened.envelope(items=items, next_position=next_position, order=ORDER))


def _read_items(session: ReadSession, opened: Opened, asked: ForecastAsked) -> tuple[list[ForecastItem], int | None]:
    run = opened.run
    if run is None or run.cutoff_date is None:
        return [], None
    wanted = Wanted(
        LISTING_BY_LEVEL[asked.level], subject_ids=[str(name) for name in asked.product_id], category=asked.category
    )
    rows, next_position = read_page(
        session, run.run_id, wanted, position=opened.position, limit=asked.limit, today=opened.business_today
    )
    cut = Cut(run.cutoff_date, asked.horizon_days, asked.grain, asked.levels)
    return [forecast_item(row, cut) for row in rows], next_position


def forecast_item(row: ListedItem, cut: Cut) -> ForecastItem:
    """Cut one series' numbers to what was asked."""
    assert row.numbers is not None, "a forecast has numbers"
    numbers = ForecastNumbers.unpack(row.numbers)
    payload = dict(row.payload)
    closed, hours = set(payload.pop("closed")), payload.pop("hours", None)
    if cut.grain == "hour":
        days = hour_periods(numbers.mean, hours, cut.cutoff_date, cut.horizon_days, cut.levels)
    else:
        days = _day_periods(numbers, closed, cut) if cut.grain == "day" else _week_periods(numbers, closed, cut)
    return ForecastItem(
        **payload,
        predicted_demand=float(numbers.mean[: cut.horizon_days].sum()),
        total_quantiles=cut.named(numbers.totals[cut.horizon_days - 1 : cut.horizon_days])[0],
        days=days,
    )


def _day_periods(numbers: ForecastNumbers, closed: set[int], cut: Cut) -> list[Period]:
    means = numbers.mean.tolist()
    quantiles = cut.named(numbers.quantiles[: cut.horizon_days])
    return [
        Period(
            date=cut.day(offset),
            hour=None,
            mean=means[offset],
            quantiles=quantiles[offset],
            closed=offset in closed,
            events=[],
        )
        for offset in range(cut.horizon_days)
    ]


def _week_periods(numbers: ForecastNumbers, closed: set[int], cut: Cut) -> list[Period]:
    """Return whole weeks from the first day ahead, until the horizon is covered."""
    quantiles = cut.named(numbers.weeks)
    starts = range(0, cut.horizon_days, WEEK_DAYS)
    return [
        Period(
            date=cut.day(start),
            hour=None,
            mean=float(numbers.mean[start : start + WEEK_DAYS].sum()),
            quantiles=quantiles[start // WEEK_DAYS],
            closed=closed.issuperset(range(start, start + WEEK_DAYS)),
            events=[],
        )
        for start in starts
    ]


def _read_all_stores(session: ReadSession, asked: ForecastAsked, clock: Clock) -> Listing[ForecastItem]:
    """Add up the stores the actor may see, day by day; each by its own last run."""
    stores = sites.list_stores_for(session)
    if asked.store_id is not None:
        sites.get_store_for(session, str(asked.store_id))
    opened = [open_listing(session, store.store_id, "forecast", after=None, clock=clock) for store in stores]
    ready = [(found, _store_row(session, found)) for found in opened]
    parts = [(found, row) for found, row in ready if row is not None]
    items = [_add_up(parts, asked)] if parts else []
    first = next((found for found, _ in parts), None)
    missing = [found.store.name for found, row in ready if row is None]
    notes = [f"Not counted, since there is no forecast yet: {', '.join(missing)}."] if missing else []
    return Listing[ForecastItem](
        state=_weakest([found.state for found in opened]),
        store_id=None,
        as_of=min((found.as_of for found, _ in parts), default=opened[0].as_of if opened else ""),
        cutoff_date=_common_cutoff(parts) if parts else None,
        run_id=first.run.run_id if first and first.run and len(parts) == 1 else None,
        order=ORDER,
        items=items,
        next_after=None,
        notes=notes,
    )


def _store_row(session: ReadSession, opened: Opened) -> ListedItem | None:
    if opened.run is None:
        return None
    wanted = Wanted(LISTING_BY_LEVEL["store"])
    rows, _ = read_page(session, opened.run.run_id, wanted, position=-1, limit=1, today=opened.business_today)
    return rows[0] if rows else None


def _common_cutoff(parts: Sequence[tuple[Opened, ListedItem]]) -> date:
    return max(found.run.cutoff_date for found, _ in parts if found.run and found.run.cutoff_date)


def _weakest(states: Sequence[str]) -> Any:
    """Return the state that promises least among the stores' own."""
    for state in ("ready", "stale", "fitting"):
        if state in states:
            return "stale" if state == "ready" and "stale" in states else state
    return "not_enough_history"


def _add_up(parts: Sequence[tuple[Opened, ListedItem]], asked: ForecastAsked) -> ForecastItem:
    cutoff = _common_cutoff(parts)
    means, paths, stake = np.zeros(HORIZON_DAYS_MAX), np.zeros(1), 0
    for found, row in parts:
        assert row.numbers is not None and found.run is not None and found.run.cutoff_date is not None
        numbers = ForecastNumbers.unpack(row.numbers)
        assert numbers.paths is not None
        # A store whose sales end earlier has its first days behind it; what lies beyond its last one is left at zero.
        late = (cutoff - found.run.cutoff_date).days
        means[: HORIZON_DAYS_MAX - late] += numbers.mean[late:]
        padded = np.zeros_like(numbers.paths, dtype=np.float64)
        padded[:, : HORIZON_DAYS_MAX - late] = numbers.paths[:, late:]
        paths = paths + padded
        stake += row.payload["at_stake_minor"]
    running = np.cumsum(paths, axis=1)
    together = ForecastNumbers(means, sampled_quantiles(paths), sampled_quantiles(running), _week_quantiles(running))
    stores = "1 store" if len(parts) == 1 else f"{len(parts)} stores"
    why = {**parts[0][1].payload["why"], "summary": f"Forecast of {stores}, day by day.", "inputs": [], "drivers": []}
    payload = {
        **parts[0][1].payload,
        "name": "All stores",
        "at_stake_minor": stake,
        "accuracy": None,
        "closed": np.flatnonzero(means == 0).tolist(),
    }
    row = ListedItem(0, "all", {**payload, "why": why}, together.pack(), None)
    return forecast_item(row, Cut(cutoff, asked.horizon_days, asked.grain, asked.levels))


def _week_quantiles(running: Any) -> Any:
    return sampled_quantiles(np.diff(running[:, WEEK_DAYS - 1 :: WEEK_DAYS], axis=1, prepend=0.0))
