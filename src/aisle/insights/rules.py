"""Decisions of insights that need no data: what is enough, what is fresh, how an answer is worded."""

from datetime import date, datetime, timedelta

# One horizon for what is stored as predictions, a longer one for what can be shown.
HORIZON_DAYS_DEFAULT = 28
HORIZON_DAYS_MAX = 91
WEEK_DAYS = 7
QUANTILE_LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
# With less than a week nobody can know what a week looks like.
HISTORY_DAYS_MIN = 7
STALE_AFTER = timedelta(hours=36)
# Older sales than this are said to be old: a weekend and a day of rest are not.
SALES_OLD_DAYS = 4
RECOMMENDATION_DAYS = 7


def is_stale(finished_at: datetime, now: datetime) -> bool:
    """Say whether a run is too old to be taken for today's."""
    return now - finished_at > STALE_AFTER


def cutoff_date_of(last_date: date, business_today: date) -> date:
    """Return the last day that is known whole: today is still being traded."""
    return min(last_date, business_today - timedelta(days=1))


def count_history_days(first_date: date, last_date: date, business_today: date) -> int:
    """Return how many calendar days of whole history there are, from the first sale on."""
    return max(0, (cutoff_date_of(last_date, business_today) - first_date).days + 1)


def old_sales_note(cutoff_date: date, business_today: date) -> str | None:
    """Say in a sentence that the sales end long ago, None when they do not."""
    if (business_today - cutoff_date).days <= SALES_OLD_DAYS:
        return None
    return f"Sales end on {in_words(cutoff_date)}, so this speaks of the days right after it."


def shortage_note(history_days: int) -> str:
    """Say in a sentence how much history there is and how much a forecast needs."""
    if history_days == 0:
        return f"There are no sales yet. A first forecast needs {HISTORY_DAYS_MIN} days of them."
    days = "1 day" if history_days == 1 else f"{history_days} days"
    return f"Sales cover {days} so far. A first forecast needs {HISTORY_DAYS_MIN}."


def in_words(day: date) -> str:
    """Write a date as a person would: 9 Dec 2011."""
    return f"{day.day} {day:%b %Y}"
