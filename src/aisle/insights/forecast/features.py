"""What the trees look at: each series at an origin, and each day ahead of it.

A builder receives a panel that ends at the origin and so cannot see a later day; what is known
of the day ahead comes from `Known` alone. `check_no_future` proves it for any builder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from aisle.insights.forecast.floor import WEEK, floor_rules
from aisle.insights.forecast.known import Known
from aisle.insights.forecast.panel import Codes, Flags, Floats, Keys, Panel, Values

MEAN_DAYS = (7, 28, 56, 112)
SINCE_DAYS_MAX = 56
AGE_DAYS_MAX = 400
PRICE_DAYS = 28
WEEKS_SHORT, WEEKS_LONG = 4, 8
BASE_RULE = "level_weekday"
# The floor below which a base is held, so that its logarithm exists and a dead series can revive.
BASE_UNITS_MIN = 0.02


class FutureLeak(AssertionError):
    """A feature changed when days after the origin changed."""


@dataclass(frozen=True)
class Origin:
    """All that is known of every series when its last day has closed.

    `rules` maps a floor rule to its (S, 7) forecast; `features` a name to (S,); `weekday_means`
    a number of weeks to the mean units by day after the origin, (S, 7); `closed_weekdays` is
    (stores, 7) by day after the origin; `price` (S,) is the last price, `usual_price` the
    median of the last four weeks.
    """

    end: date
    rules: dict[str, Floats]
    features: dict[str, Floats]
    weekday_means: dict[int, Floats]
    closed_weekdays: Flags
    price: Floats
    usual_price: Floats


def build_origin(panel: Panel, rules: tuple[str, ...] = (BASE_RULE,)) -> Origin:
    """The origin at the panel's end."""
    return Origin(
        end=panel.end,
        rules=floor_rules(panel, rules),
        features=series_features(panel),
        weekday_means={weeks: weekday_means(panel, weeks) for weeks in (WEEKS_SHORT, WEEKS_LONG)},
        closed_weekdays=panel.closed_weekdays,
        price=last_price(panel.prices),
        usual_price=median_price(panel.prices),
    )


def mean_of_last(panel: Panel, days: int) -> Floats:
    """Mean units of the seen days among the last `days`, (S,); 0 where none counts."""
    units, seen = panel.units[:, -days:], panel.seen[:, -days:]
    return np.asarray(np.where(seen, units, 0).sum(axis=1, dtype=np.float64) / np.maximum(seen.sum(axis=1), 1))


def series_features(panel: Panel) -> dict[str, Floats]:
    """Features of each series at the panel's end, all (S,).

    Means over 7 to 112 days, share of days with a sale and spread over 28, days since the last
    sale, age, the item's mean over all stores and its last week against its last four, and
    the same two trends of the store-category group.
    """
    features = {f"mean_{days}": mean_of_last(panel, days) for days in MEAN_DAYS}
    month = panel.units[:, -28:]
    features["sold_share"] = (month > 0).mean(axis=1)
    features["spread"] = month.std(axis=1, dtype=np.float64)
    features["days_since_sale"] = days_since_sale(panel.units)
    features["age_days"] = np.minimum(panel.days - panel.first, AGE_DAYS_MAX).astype(np.float64)
    features["item_mean_28"] = _group_mean(features["mean_28"], panel.keys.item, panel.first < panel.days)
    features["item_trend"] = _trend(features["mean_7"], features["mean_28"], panel.keys.item)
    features["group_trend_7"] = _trend(features["mean_7"], features["mean_28"], panel.keys.group)
    features["group_trend_28"] = _trend(features["mean_28"], features["mean_112"], panel.keys.group)
    return features


def days_since_sale(units: Values) -> Floats:
    """Days since the last sale, 0 for a sale on the last day, at most 56; (S,)."""
    sold = units[:, -SINCE_DAYS_MAX:][:, ::-1] > 0
    return np.where(sold.any(axis=1), sold.argmax(axis=1), SINCE_DAYS_MAX).astype(np.float64)


def weekday_means(panel: Panel, weeks: int) -> Floats:
    """Mean units of each weekday over the last `weeks` weeks, (S, 7) by day after the end.

    `nan` for a weekday that history does not reach.
    """
    units = panel.units[:, -weeks * WEEK :]
    offsets = (np.arange(units.shape[1]) - units.shape[1]) % WEEK
    means = np.full((len(units), WEEK), np.nan)
    for offset in np.unique(offsets):
        means[:, offset] = units[:, offsets == offset].mean(axis=1)
    return means


def last_price(prices: Values) -> Floats:
    """Price on the last day, (S,), `nan` where none was ever known."""
    return prices[:, -1].astype(np.float64)


def median_price(prices: Values) -> Floats:
    """Median price of the last four weeks, (S,), over the days with one."""
    recent = np.sort(prices[:, -PRICE_DAYS:], axis=1)  # nan sorts last
    known = (~np.isnan(recent)).sum(axis=1)
    rows = np.arange(len(recent))
    lower, upper = (
        recent[rows, np.maximum(known - 1, 0) // 2],
        recent[rows, np.minimum(known // 2, recent.shape[1] - 1)],
    )
    return np.asarray(np.where(known > 0, (lower.astype(np.float64) + upper) / 2, np.nan))


def _group_mean(values: Floats, codes: Codes, counted: Flags) -> Floats:
    sums = np.bincount(codes, weights=np.where(counted, values, 0))
    counts = np.bincount(codes, weights=counted)
    return np.asarray((sums / np.maximum(counts, 1))[codes])


def _trend(short: Floats, long: Floats, codes: Codes) -> Floats:
    return np.asarray((np.bincount(codes, weights=short) / np.maximum(np.bincount(codes, weights=long), 0.01))[codes])


def base_units(origin: Origin, rows: Codes, ahead: Codes) -> Floats:
    """The floor's forecast of the asked cells, held above `BASE_UNITS_MIN`."""
    return np.maximum(origin.rules[BASE_RULE][rows, ahead % WEEK], BASE_UNITS_MIN)


def row_features(
    keys: Keys, origin: Origin, known: Known, rows: Codes, ahead: Codes, horizon_days: int
) -> dict[str, Floats]:
    """Features of cells: series `rows`, `ahead` days after the origin (0 is the first), all (n,).

    `known` must reach over the asked days. Beyond `horizon_days`, the longest the trees have
    learnt, the distance stays at its largest value.
    """
    columns = (origin.end - known.start).days + 1 + ahead
    base = base_units(origin, rows, ahead)
    own = {name: values[rows] for name, values in origin.features.items()}
    features = dict(own)
    # Ratios to the level, not to the day's base: they speak of the series, whatever the weekday.
    level = np.maximum(origin.rules[BASE_RULE].mean(axis=1), BASE_UNITS_MIN)[rows]
    for name in [*(f"mean_{days}" for days in MEAN_DAYS), "item_mean_28"]:
        features[f"{name}_to_level"] = own[name] / level
    for weeks, means in origin.weekday_means.items():
        features[f"weekday_mean_{weeks}"] = means[rows, ahead % WEEK]
    features["level"] = level
    features["weekday_index"] = base / level
    features["days_ahead"] = np.minimum(ahead, horizon_days - 1).astype(np.float64)
    features["weekday"] = ((origin.end.weekday() + 1 + ahead) % WEEK).astype(np.float64)
    features["day_of_month"] = _days_of_month(origin.end, ahead)
    features["store"] = keys.store[rows].astype(np.float64)
    features["category"] = keys.category[rows].astype(np.float64)
    features |= _price_features(origin, known, rows, columns)
    if known.promoted is not None:
        features["promoted"] = known.promoted[rows, columns].astype(np.float64)
    for name, table in known.covariates.items():
        for moment, shift in (("", 0), ("_day_before", -1), ("_day_after", 1)):
            features[f"{name}{moment}"] = _at(table, keys.store[rows], columns + shift)
    return features


def _at(table: Floats, rows: Codes, columns: Codes) -> Floats:
    """Cells of a table; `nan` for columns outside it."""
    inside = (columns >= 0) & (columns < table.shape[1])
    return np.where(inside, table[rows, np.where(inside, columns, 0)], np.nan)


def _price_features(origin: Origin, known: Known, rows: Codes, columns: Codes) -> dict[str, Floats]:
    """Price on the day ahead where it is scheduled, else only the last price at the origin."""
    usual = origin.usual_price[rows]
    if known.prices is None:
        return {"price": origin.price[rows], "price_to_usual": origin.price[rows] / usual}
    price = known.prices[rows, columns].astype(np.float64)
    return {"price": price, "price_to_usual": price / usual, "price_to_last": price / origin.price[rows]}


def _days_of_month(end: date, ahead: Codes) -> Floats:
    first = np.datetime64(end, "D") + 1
    days = first + np.arange(int(ahead.max(initial=0)) + 1)
    of_month = (days - days.astype("datetime64[M]")).astype(np.float64) + 1
    return np.asarray(of_month[ahead])


def check_no_future(builder: Callable[[Panel], dict[str, Floats]], panel: Panel, column: int, seed: int) -> None:
    """Raise `FutureLeak` when a builder's features at `column` depend on days from it on.

    Units, prices and stock of those days are replaced by noise; every feature must stay
    bit for bit the same.
    """
    random = np.random.default_rng(seed)
    noisy = panel.until(panel.days)
    for values in ("units", "prices", "in_stock"):
        table = getattr(panel, values).copy()
        table[:, column:] = random.integers(0, 2 if values == "in_stock" else 1000, table[:, column:].shape)
        object.__setattr__(noisy, values, table)
    before, after = builder(panel), builder(noisy)
    changed = [name for name in before if not np.array_equal(before[name], after[name], equal_nan=True)]
    if changed:
        raise FutureLeak(f"days after the origin change {', '.join(changed)}")
