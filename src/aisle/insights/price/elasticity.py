"""How units answer to price: log-log regression, shrunk from item to category to prior.

log units = series effect + category-week effect + slope * log price + flags + cross prices.
The series effect takes what makes a store sell more of an item, the category-week effect what
makes a week good for all items, prices that follow demand included: only what remains of the
price's movement is taken for its effect.
"""

from __future__ import annotations

from datetime import date
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aisle.insights.price.frame import check_frame, usable_rows
from aisle.insights.price.panel import (
    CategoryPanel,
    build_panel,
    cross_price,
    fit_shared,
    usual_log_prices,
)
from aisle.insights.price.regression import Fit, fit_ridge, group_means
from aisle.insights.price.shrink import Shrunk, shrink_slopes
from aisle.insights.price.table import describe_category, no_elasticities, price_spread

Floats = NDArray[np.float64]

FLAG_PENALTY = 0.01
ITEMS_A_WEEK_MIN = 4  # fewer items cannot tell a good week from an item's own good week
WEEK_ROUNDS = 6


class ElasticityModel:
    """Own-price elasticity per item, with interval, from weekly sales of one or more stores.

    `flags` are columns of 0-1 shares (promoted, featured). The prices of a category's
    `cross_items` best sellers enter every other item of it, held down by `cross_penalty`. A week
    counts half as much as one `half_life_weeks` later. After `fit`, `elasticities_` has one row
    per item: `item_id, category, mean, lo, hi, level, source, price_points, variation, refusal`.
    """

    def __init__(
        self,
        *,
        flags: tuple[str, ...] = ("promoted",),
        cross_items: int = 12,
        cross_penalty: float = 1.0,
        half_life_weeks: float = 40.0,
        week_effects: bool = True,
    ) -> None:
        self.flags = flags
        self.cross_items = cross_items
        self.cross_penalty = cross_penalty
        self.half_life_weeks = half_life_weeks
        self.week_effects = week_effects

    def fit(self, frame: pl.DataFrame, *, cutoff_date: date) -> Self:
        """Learn from rows up to and including `cutoff_date`.

        `frame` has `store_id, item_id, category, date` (first day of the week), `units`, `price`
        and the flags, one row per store, item and week. Raises `BadFrame`, and `PersonalData`
        where a column says who bought.
        """
        check_frame(frame, flags=self.flags)
        rows = usable_rows(frame.filter(pl.col("date") <= cutoff_date), flags=self.flags)
        self.usual_log_prices_ = usual_log_prices(rows)
        self.cross_items_: dict[str, list[str]] = {}
        self.coefficients_: dict[str, Floats] = {}
        self.series_ = pl.DataFrame()
        tables = [self._fit_category(part, cutoff_date) for part in rows.partition_by("category", maintain_order=True)]
        self.elasticities_ = pl.concat([no_elasticities(), *tables])
        return self

    def predict(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Expected log units of rows with known prices: `store_id, item_id, date, log_units`.

        The week's own effect is unknown ahead and taken as average. A cross price counts where
        the other item's row stands in `frame` too. Series never fitted are left out.
        """
        with_units = frame.with_columns(pl.lit(1.0).alias("units"))
        check_frame(with_units, flags=self.flags)
        rows = usable_rows(with_units, flags=self.flags).join(self.series_, on=["store_id", "item_id"])
        rows = rows.sort("category", "item_id", "store_id", "date")
        parts = [self._predict_category(part) for part in rows.partition_by("category", maintain_order=True)]
        found = pl.Series("log_units", np.concatenate([np.zeros(0), *parts]))
        return rows.select("store_id", "item_id", "date").with_columns(found)

    def _fit_category(self, rows: pl.DataFrame, cutoff_date: date) -> pl.DataFrame:
        category = str(rows["category"][0])
        self.cross_items_[category] = _best_sellers(rows, self.cross_items)
        panel = build_panel(rows, self._columns(rows), self._recency(rows, cutoff_date))
        week_effect, shared_variance = self._week_effect(panel)
        spread = price_spread(rows)
        shrunk = self._shrink(panel, week_effect, spread, shared_variance)
        for item, span in enumerate(panel.spans):
            self.coefficients_[panel.items[item]] = self._hold_slope(panel, span, week_effect, shrunk.mean[item])
        self.series_ = pl.concat([self.series_, _usual_series(rows, panel, week_effect)], how="diagonal")
        return describe_category(spread, shrunk)

    def _columns(self, rows: pl.DataFrame) -> Floats:
        """Own log price, flags and cross prices (rows, k); unused cross columns are 0."""
        own = np.log(rows["price"].to_numpy())
        flags = [rows[name].to_numpy() for name in self.flags]
        others = self.cross_items_[str(rows["category"][0])]
        cross = [cross_price(rows, item, self.usual_log_prices_) for item in others]
        unused = [np.zeros(len(rows))] * (self.cross_items - len(cross))
        return np.column_stack([own, *flags, *cross, *unused])

    def _recency(self, rows: pl.DataFrame, cutoff_date: date) -> Floats:
        age = rows.select(((pl.lit(cutoff_date) - pl.col("date")).dt.total_days() / 7).alias("age"))["age"]
        return np.asarray(np.power(0.5, age.to_numpy() / self.half_life_weeks))

    def _penalties(self) -> Floats:
        return np.array([0.0] + [FLAG_PENALTY] * len(self.flags) + [self.cross_penalty] * self.cross_items)

    def _fit_item(self, panel: CategoryPanel, span: slice, week_effect: Floats) -> Fit:
        return fit_ridge(
            panel.target[span] - week_effect[span],
            panel.columns[span],
            weights=panel.weights[span],
            weeks=panel.week[span],
            penalties=self._penalties(),
        )

    def _week_effect(self, panel: CategoryPanel) -> tuple[Floats, float]:
        """Effect of the week on all items (rows,), 0 where too few items tell, and the first guess's variance.

        The first guess lets all items share one slope, read from prices that moved against the
        others of the same week: that one is not fooled by prices which follow a good week. Then
        slopes and weeks are refined in turn.
        """
        told = panel.items_a_week() >= ITEMS_A_WEEK_MIN
        if not (self.week_effects and told.any()):
            return np.zeros(panel.target.size), 0.0
        shared = fit_shared(panel, self._penalties())
        explained = panel.columns @ shared.coefficients
        effect = np.zeros(panel.target.size)
        for _ in range(WEEK_ROUNDS):
            of_week = group_means(panel.target - explained, panel.week, panel.weights)
            effect = np.where(told, of_week[panel.week], 0.0)
            for span in panel.spans:
                explained[span] = panel.columns[span] @ self._fit_item(panel, span, effect).coefficients
        return effect, shared.first_variance

    def _shrink(
        self, panel: CategoryPanel, week_effect: Floats, spread: pl.DataFrame, shared_variance: float
    ) -> Shrunk:
        """Slopes of the category's items; a price that hardly moved says nothing of its own."""
        fits = [self._fit_item(panel, span, week_effect) for span in panel.spans]
        is_thin = spread["refusal"].is_not_null().to_numpy()
        variances = np.where(is_thin, np.inf, [fit.first_variance for fit in fits])
        slopes = np.array([fit.coefficients[0] for fit in fits])
        return shrink_slopes(slopes, variances, shared_variance=shared_variance)

    def _hold_slope(self, panel: CategoryPanel, span: slice, week_effect: Floats, slope: float) -> Floats:
        """The item's coefficients (k,) when its own slope is the shrunk one."""
        fit = fit_ridge(
            panel.target[span] - week_effect[span] - slope * panel.columns[span, 0],
            panel.columns[span, 1:],
            weights=panel.weights[span],
            weeks=panel.week[span],
            penalties=self._penalties()[1:],
        )
        return np.concatenate([[slope], fit.coefficients])

    def _predict_category(self, rows: pl.DataFrame) -> Floats:
        usual = rows.select(pl.col("^usual_[0-9]+$")).to_numpy()
        slopes = np.array([self.coefficients_[item] for item in rows["item_id"]])
        moved = ((self._columns(rows) - usual) * slopes).sum(axis=1)
        return np.asarray(rows["level"].to_numpy() + moved)


def _best_sellers(rows: pl.DataFrame, count: int) -> list[str]:
    sold = rows.group_by("item_id").agg(pl.col("units").sum())
    return sold.sort("units", "item_id", descending=[True, False])["item_id"].head(count).to_list()


def _usual_series(rows: pl.DataFrame, panel: CategoryPanel, week_effect: Floats) -> pl.DataFrame:
    """Each series' usual log units and columns, from which predictions depart."""
    first = np.unique(panel.series, return_index=True)[1]
    level = panel.level - group_means(week_effect, panel.series, panel.weights)
    usual = [pl.Series(f"usual_{k}", column) for k, column in enumerate(panel.usual.T)]
    return rows.select("store_id", "item_id")[first].with_columns(pl.Series("level", level), *usual)
