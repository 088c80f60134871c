"""What every model of purchases can be asked."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from typing import ClassVar, Self

import numpy as np
import polars as pl

from aisle.insights.lifetime.summary import DAYS_PER_WEEK, Counts, History, Values, history_of


class PurchaseModel(ABC):
    """A model of how often known customers come back; summaries are those of `summarise_customers`."""

    name: ClassVar[str]
    # False when the fit ran to the edge of what is possible: such a model is not shipped.
    converged_: bool

    @abstractmethod
    def fit(self, sales: pl.DataFrame, *, cutoff_date: dt.date) -> Self:
        """Learn from `sales` (see `summarise_customers`) up to and including `cutoff_date`."""

    @abstractmethod
    def alive(self, history: History) -> Values:
        """Chance that a customer still buys here, shape (customers,)."""

    @abstractmethod
    def expected(self, history: History, *, weeks: float) -> Values:
        """Expected purchases in the next `weeks`, shape (customers,)."""

    @abstractmethod
    def draw(self, history: History, *, weeks: float, paths: int, generator: np.random.Generator) -> Counts:
        """Possible numbers of purchases in the next `weeks`, shape (customers, paths)."""

    def predict(self, summary: pl.DataFrame, *, horizon_days: int) -> pl.DataFrame:
        """`customer_id, expected_purchases` within `horizon_days` after the cut-off, and `alive` (0-1)."""
        history = history_of(summary)
        return pl.DataFrame(
            {
                "customer_id": summary["customer_id"],
                "expected_purchases": self.expected(history, weeks=horizon_days / DAYS_PER_WEEK),
                "alive": self.alive(history),
            }
        )

    def sample(self, summary: pl.DataFrame, *, horizon_days: int, paths: int, seed: int) -> Counts:
        """Simulated purchases within `horizon_days`, shape (customers, paths), the same for one seed."""
        generator = np.random.default_rng(seed)
        return self.draw(history_of(summary), weeks=horizon_days / DAYS_PER_WEEK, paths=paths, generator=generator)
