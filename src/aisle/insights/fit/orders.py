"""Reorder advice for every product of a store, from the same paths its forecast was drawn on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aisle.insights.fit.advice import Advice, Standings, recommendation_id_of
from aisle.insights.fit.engine import SeriesForecast
from aisle.insights.fit.inputs import StoreInput
from aisle.insights.fit.measures import Figures
from aisle.insights.fit.store import Listed
from aisle.insights.replenishment import OpenOrder, Policy, ReorderAdvice, StockPosition, advise
from aisle.insights.rules import HORIZON_DAYS_DEFAULT, WEEK_DAYS
from aisle.kit.clock import from_utc_text
from aisle.kit.money import RATE_ONE_PPM
from aisle.sites import Store, business_date_of
from aisle.stock import StockLevel

# Shelves are looked at for two months at least, so that a slow one still has a date.
LOOK_AHEAD_DAYS = 56
SERVICE_LEVEL_MAX = 0.995


class OrderAdviser:
    """Collects advice and its listing while series pass by; `today` is the first day ahead of the known sales."""

    def __init__(
        self,
        known: StoreInput,
        levels: dict[str, StockLevel],
        standings: Standings,
        accuracy: dict[str, Figures],
        *,
        run_id: str,
    ) -> None:
        self._known = known
        self._levels = levels
        self._standings = standings
        self._accuracy = accuracy
        self._run_id = run_id
        self._policy = policy_of(known.store)
        self._today = known.cutoff_date + timedelta(days=1)
        self._ordered = self._open_orders()
        self.advice: list[Advice] = []
        self.listed: list[Listed] = []

    def look_at(self, one: SeriesForecast) -> None:
        """Advise on one product."""
        found = advise(
            item=self._position(one.item_id),
            demand_paths=reach(one.paths, self._policy),
            policy=self._policy,
            today=self._today,
        )
        stake = self._known.value_minor(one.item_id, found.expected_lost_units + found.expected_waste_units)
        self.listed.append(self._list(one, found, stake))

    def _position(self, item_id: str) -> StockPosition:
        level = self._levels.get(item_id)
        # What only ever left the shelf says nothing about what is on it: somebody must have counted once.
        is_known = level is not None and level.counted_at is not None
        return StockPosition(
            product_id=item_id,
            on_hand=level.on_hand if level and is_known else None,
            open_orders=self._ordered.get(item_id, ()),
        )

    def _open_orders(self) -> dict[str, tuple[OpenOrder, ...]]:
        """Return what people ordered by accepting advice and what must still be on its way."""
        orders: dict[str, tuple[OpenOrder, ...]] = {}
        for product_id, standing in self._standings.accepted_reorders().items():
            assert standing.decided_at is not None
            ordered_on = business_date_of(from_utc_text(standing.decided_at), self._known.store)
            arrives_on = ordered_on + timedelta(days=self._policy.lead_time_days)
            if arrives_on >= self._known.business_today:
                orders[product_id] = (
                    OpenOrder(quantity=standing.payload["suggested_quantity"], arrives_on=arrives_on),
                )
        return orders

    def _list(self, one: SeriesForecast, found: ReorderAdvice, stake_minor: int) -> Listed:
        return Listed(
            one.item_id,
            stake_minor,
            self._payload(one, found, stake_minor),
            category=one.category,
            kind=found.kind,
            facet=found.urgency,
            recommendation_id=self._recommend(one, found, stake_minor),
        )

    def _recommend(self, one: SeriesForecast, found: ReorderAdvice, stake_minor: int) -> str | None:
        """Make a recommendation of advice there is something to do about; one that was decided on stays decided."""
        if found.kind == "none":
            return None
        decided = self._standings.decided(found.kind, one.item_id)
        if decided is not None and not (found.kind == "reorder" and decided.state == "accepted"):
            return decided.recommendation_id
        payload = {
            "suggested_quantity": found.suggested_quantity,
            "order_by_date": found.order_by_date.isoformat() if found.order_by_date else None,
            "urgency": found.urgency,
            "at_stake_minor": stake_minor,
        }
        self.advice.append(Advice(found.kind, one.item_id, self._describe(one, found), payload, asdict(found.why)))
        return recommendation_id_of(self._run_id, found.kind, one.item_id)

    def _describe(self, one: SeriesForecast, found: ReorderAdvice) -> str:
        name = self._known.shown(one.item_id)["name"]
        if found.kind == "count_first":
            return f"Count {name}: its stock is not known."
        return f"Order {found.suggested_quantity} of {name}."

    def _payload(self, one: SeriesForecast, found: ReorderAdvice, stake_minor: int) -> dict[str, Any]:
        figures = self._accuracy.get(one.item_id)
        payload = asdict(found)
        payload["depletion_date"] = {name: _text(day) for name, day in payload["depletion_date"].items()}
        payload["order_by_date"] = _text(found.order_by_date)
        measured = figures is not None and figures["observations"]
        return {
            **payload,
            **self._known.shown(one.item_id),
            "at_stake_minor": stake_minor,
            "expected_demand": float(one.mean[:HORIZON_DAYS_DEFAULT].sum()),
            "accuracy": {"window_days": HORIZON_DAYS_DEFAULT, **figures} if figures and measured else None,
        }


def policy_of(store: Store) -> Policy:
    """Return how a store orders, as its owner set it."""
    return Policy(
        lead_time_days=store.lead_time_days,
        review_period_days=store.review_period_days,
        service_level=min(store.service_level_ppm / RATE_ONE_PPM, SERVICE_LEVEL_MAX),
    )


def reach(paths: NDArray[np.float32], policy: Policy) -> NDArray[np.float32]:
    """Return paths (paths, days) long enough for a policy: cut, or gone through again where they end too early.

    Forecasts are whole weeks long, so a second round keeps the weekdays.
    """
    needed = max(policy.lead_time_days + policy.review_period_days + WEEK_DAYS, LOOK_AHEAD_DAYS)
    rounds = -(-needed // paths.shape[1])
    return np.tile(paths, (1, rounds))[:, :needed]


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
