"""What a store is, and which trading day a moment belongs to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

TaxMode = Literal["unknown", "included", "added"]


@dataclass(frozen=True, slots=True)
class Store:
    """A trading site as other modules see it; rates in parts per million, `day_ends_at` as local HH:MM."""

    store_id: str
    tenant_id: str
    user_id: str
    name: str
    location: str
    time_zone: str
    currency: str
    day_ends_at: str
    stock_from_date: date | None
    tax_mode: TaxMode
    tax_rate_ppm: int
    lead_time_days: int
    review_period_days: int
    service_level_ppm: int


def business_date_of(moment: datetime, store: Store) -> date:
    """Return the trading day of an aware moment: the local date, with the small hours still counted to yesterday."""
    hours, minutes = (int(part) for part in store.day_ends_at.split(":"))
    local = moment.astimezone(ZoneInfo(store.time_zone))
    return (local - timedelta(hours=hours, minutes=minutes)).date()
