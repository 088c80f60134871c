"""What people make of advice: accept, dismiss, later."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa

from aisle import catalogue, sites
from aisle.catalogue import DatedPrice
from aisle.insights.models import RecommendationRow
from aisle.insights.problems import AlreadyDecided, NotAPriceSuggestion, SuggestionOutdated
from aisle.kit import events, journal
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.ids import derived_id
from aisle.kit.problems import NotFound

Decision = Literal["accept", "dismiss", "later"]
_STATE_AFTER = {"accept": "accepted", "dismiss": "dismissed", "later": "open"}


@dataclass(frozen=True, slots=True)
class WrittenPrice:
    """The dated price an accepted suggestion wrote."""

    price_id: str
    price_minor: int
    currency: str
    valid_from: str


def decide(
    tx: WriteSession, recommendation_id: str, *, decision: Decision, reason: str, clock: Clock
) -> RecommendationRow:
    """Record a person's decision; the same one again changes nothing, another one is `already-decided`."""
    row = _lock_recommendation(tx, recommendation_id)
    state = _STATE_AFTER[decision]
    if row.state != "open":
        if row.state == state and row.decision == decision:
            return row
        raise AlreadyDecided(params={"state": row.state})
    if decision == "accept" and row.type == "price_change":
        accept_price(tx, recommendation_id, clock=clock, reason=reason)
        return row
    _record(tx, row, decision, reason, clock)
    return row


def accept_price(
    tx: WriteSession, recommendation_id: str, *, clock: Clock, reason: str = ""
) -> tuple[RecommendationRow, WrittenPrice]:
    """Write the suggested price as a dated price, by the person who accepts; repeating it writes nothing more.

    Raises `suggestion-outdated` when the price has changed since: the suggestion argued from another one.
    """
    row = _lock_recommendation(tx, recommendation_id)
    if row.type != "price_change" or row.product_id is None:
        raise NotAPriceSuggestion()
    store = sites.get_store_for(tx, row.store_id)
    price_id = derived_id(row.recommendation_id, "price")
    if row.state == "accepted" and row.decided_at is not None:
        return row, WrittenPrice(price_id, row.payload["suggested_price_minor"], store.currency, row.decided_at)
    if row.state != "open":
        raise AlreadyDecided(params={"state": row.state})
    now = to_utc_text(clock.now())
    current = catalogue.get_priced_item_for(tx, store_id=row.store_id, item_id=row.product_id, at=now)
    if current.price_minor != row.payload["current_price_minor"]:
        raise SuggestionOutdated(params={"price_minor": current.price_minor})
    price = DatedPrice(row.product_id, row.store_id, row.payload["suggested_price_minor"], now, "accepted")
    catalogue.set_price(tx, price, price_id=price_id, clock=clock)
    _record(tx, row, "accept", reason, clock)
    return row, WrittenPrice(price_id, price.price_minor, store.currency, now)


def _lock_recommendation(tx: WriteSession, recommendation_id: str) -> RecommendationRow:
    """Lock and return advice of a store the actor may see, or `not-found`."""
    statement = sa.select(RecommendationRow).where(RecommendationRow.recommendation_id == recommendation_id)
    row = tx.scalars(statement.with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    sites.get_store_for(tx, row.store_id)
    return row


def _record(tx: WriteSession, row: RecommendationRow, decision: Decision, reason: str, clock: Clock) -> None:
    assert tx.actor is not None
    now = clock.now()
    row.state, row.decision, row.reason = _STATE_AFTER[decision], decision, reason
    row.decided_by, row.decided_at = tx.actor.user_id, to_utc_text(now)
    if decision == "later":
        today = sites.business_date_of(now, sites.get_store_for(tx, row.store_id))
        row.valid_from = today + timedelta(days=1)
    tx.flush()
    fact = {"type": row.type, "decision": decision, "subject_id": row.subject_id, "reason": reason}
    journal.append(
        tx,
        stream=f"store:{row.store_id}",
        kind="recommendation_decision",
        subject_id=row.recommendation_id,
        payload=fact,
        occurred_at=now,
    )
    events.append(tx, events.Event("RecommendationDecided", 1, row.recommendation_id, row.store_id, now, fact))
