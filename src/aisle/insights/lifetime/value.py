"""What each customer is expected to bring in the time ahead, with its interval."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

import numpy as np
import polars as pl

from aisle.insights.lifetime.backtest import Score, backtest
from aisle.insights.lifetime.bg_nbd import BetaGeometric
from aisle.insights.lifetime.blend import Blend
from aisle.insights.lifetime.gamma_gamma import GammaGamma
from aisle.insights.lifetime.pareto_nbd import ParetoNbd
from aisle.insights.lifetime.purchases import PurchaseModel
from aisle.insights.lifetime.rate_rule import RateRule
from aisle.insights.lifetime.return_regression import ReturnRegression
from aisle.insights.lifetime.summary import DAYS_PER_WEEK, Values, history_of, summarise_customers

# Four parameters are learned from those who came back; with thirty of them a rate is known to
# about a fifth (1 / sqrt(30)), with fewer the interval would be wider than the number.
REPEATERS_MIN = 30
HISTORY_DAYS_MIN = 84
BACKTEST_SHARE = 1 / 3  # of the history is held out to choose the model
DRAW_CUSTOMERS = 5_000  # drawn at a time, so that memory stays small
LEVELS = (0.1, 0.5, 0.9)

VALUE_SCHEMA: dict[str, type[pl.DataType]] = {
    "customer_id": pl.String,
    "expected_purchases": pl.Float64,
    "alive": pl.Float64,
    "expected_value_minor": pl.Int64,
    "p10_minor": pl.Int64,
    "p50_minor": pl.Int64,
    "p90_minor": pl.Int64,
    "model": pl.String,
}

State = Literal["ready", "not_enough_history"]


class LifetimeValue:
    """Expected net sales per customer over `horizon_days`, by the winner of the shop's own backtest.

    After `fit`: `state_`, `notes_` (sentences), `backtest_` (a `Score` per model, best first),
    `winner_` (its name), `models_` (all, fitted on everything), `spending_` (the fitted
    `GammaGamma`) and `summary_`.
    """

    def __init__(self, *, horizon_days: int = 365, paths: int = 400, seed: int = 0) -> None:
        self.horizon_days = horizon_days
        self.paths = paths
        self.seed = seed

    def fit(self, sales: pl.DataFrame, *, cutoff_date: dt.date) -> Self:
        """Learn from `sales` (`customer_id, sale_id, business_date, net_sales_minor`) up to `cutoff_date`."""
        known = sales.filter(pl.col("business_date") <= cutoff_date)
        self.summary_ = summarise_customers(known, cutoff_date=cutoff_date)
        self.backtest_: list[Score] = []
        self.models_: dict[str, PurchaseModel] = {}
        self.winner_ = ""
        self.notes_ = _shortage(self.summary_)
        self.state_: State = "not_enough_history" if self.notes_ else "ready"
        if self.notes_:
            return self
        self._choose(known, cutoff_date)
        self.models_ = {
            model.name: model.fit(known, cutoff_date=cutoff_date) for model in candidate_models(seed=self.seed)
        }
        self.spending_ = GammaGamma(seed=self.seed).fit(self.summary_)
        if not self.models_[self.winner_].converged_:
            self.winner_ = RateRule.name  # the rule is always there
        return self

    def predict(self) -> pl.DataFrame:
        """A frame in `VALUE_SCHEMA`, ordered by customer; empty without enough history.

        `alive` is the chance (0-1) that the customer still buys here. The `p…_minor` are quantiles
        of simulated net sales: of the number of purchases, and of their value.
        """
        if self.state_ != "ready":
            return pl.DataFrame(schema=VALUE_SCHEMA)
        model = self.models_[self.winner_]
        purchases = model.predict(self.summary_, horizon_days=self.horizon_days)
        value = purchases["expected_purchases"].to_numpy() * self._value_per_purchase(self.summary_)
        low, middle, high = self._quantiles(model)
        return purchases.with_columns(
            _rounded("expected_value_minor", value),
            _rounded("p10_minor", low),
            _rounded("p50_minor", middle),
            _rounded("p90_minor", high),
            pl.lit(model.name).alias("model"),
        ).select([pl.col(name).cast(kind) for name, kind in VALUE_SCHEMA.items()])

    def compare(self) -> pl.DataFrame:
        """Every model's view beside the others: `model, customers, expected_purchases, alive, expected_value_minor`
        (sums over all customers, `alive` as a mean), in the order of the backtest."""
        rows = []
        for name in [found.model for found in self.backtest_ if self.models_[found.model].converged_]:
            predicted = self.models_[name].predict(self.summary_, horizon_days=self.horizon_days)
            purchases = predicted["expected_purchases"].to_numpy()
            value = float((purchases * self._value_per_purchase(self.summary_)).sum())
            rows.append(
                {
                    "model": name,
                    "customers": len(predicted),
                    "expected_purchases": float(purchases.sum()),
                    "alive": float(predicted["alive"].to_numpy().mean()),
                    "expected_value_minor": round(value),
                }
            )
        return pl.DataFrame(rows)

    def _choose(self, sales: pl.DataFrame, cutoff_date: dt.date) -> None:
        history_days = int(self.summary_["age_days"].to_numpy().max())
        held_out_days = min(self.horizon_days, int(history_days * BACKTEST_SHARE))
        earlier = cutoff_date - dt.timedelta(days=held_out_days)
        self.backtest_ = backtest(
            candidate_models(seed=self.seed), sales, cutoff_date=earlier, horizon_days=held_out_days
        )
        self.winner_ = self.backtest_[0].model

    def _value_per_purchase(self, summary: pl.DataFrame) -> Values:
        """Expected value of a purchase; the customer's own mean where the spending model found no fit."""
        if self.spending_.converged_:
            return self.spending_.predict(summary)
        return np.asarray(summary["mean_value_minor"].to_numpy())

    def _quantiles(self, model: PurchaseModel) -> Values:
        """Quantiles at `LEVELS` of simulated net sales per customer, shape (levels, customers)."""
        generator = np.random.default_rng(self.seed)
        weeks = self.horizon_days / DAYS_PER_WEEK
        parts = []
        for part in self.summary_.iter_slices(DRAW_CUSTOMERS):
            drawn = model.draw(history_of(part), weeks=weeks, paths=self.paths, generator=generator)
            if self.spending_.converged_:
                value = self.spending_.draw(part, purchases=drawn, generator=generator)
            else:
                value = drawn * self._value_per_purchase(part)[:, None]
            parts.append(np.quantile(value, LEVELS, axis=1))
        return np.concatenate(parts, axis=1)


def candidate_models(*, seed: int = 0) -> list[PurchaseModel]:
    """Fresh, unfitted models of purchases, each with its own name."""
    return [BetaGeometric(seed=seed), ParetoNbd(seed=seed), ReturnRegression(), Blend(seed=seed), RateRule()]


def _shortage(summary: pl.DataFrame) -> list[str]:
    """What is missing, in sentences; empty when there is enough to learn from."""
    repeaters = summary.filter(pl.col("repeats") > 0, pl.col("net_sales_minor") > 0)
    if len(repeaters) < REPEATERS_MIN:
        return [
            f"Lifetime value needs at least {REPEATERS_MIN} customers who came back; there are {len(repeaters)} so far."
        ]
    history_days = int(summary["age_days"].to_numpy().max())
    if history_days < HISTORY_DAYS_MIN:
        return [f"Lifetime value needs at least {HISTORY_DAYS_MIN} days of sales; there are {history_days} so far."]
    return []


def _rounded(name: str, values: Values) -> pl.Series:
    return pl.Series(name, np.rint(values).astype(np.int64))
