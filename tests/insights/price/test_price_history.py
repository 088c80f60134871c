"""The lowest price of the prior 30 days, against a count of every hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.insights.price import PriceHistory, PricePoint, reference_price

START = datetime(2026, 1, 1, tzinfo=UTC)
WINDOW_HOURS = 30 * 24


def history_of(points: dict[int, int]) -> PriceHistory:
    """Prices by the hour, counted from `START`, from which they hold."""
    return PriceHistory(
        tuple(PricePoint(valid_from=START + timedelta(hours=hour), price_minor=points[hour]) for hour in sorted(points))
    )


def lowest_by_hour(points: dict[int, int], before: int) -> int | None:
    """Walk through every hour of the window and note the price asked in it."""
    asked, price = [], None
    for hour in range(min(points), before):
        price = points.get(hour, price)
        if hour >= before - WINDOW_HOURS and price is not None:
            asked.append(price)
    return min(asked, default=None)


@given(st.dictionaries(st.integers(0, 2_000), st.integers(1, 500), min_size=1, max_size=25), st.integers(0, 2_400))
def test_it_is_the_lowest_of_every_hour(points: dict[int, int], before: int) -> None:
    found = reference_price(history_of(points), before=START + timedelta(hours=before))
    assert (found.price_minor if found else None) == lowest_by_hour(points, before)


def test_it_holds_on_many_random_histories() -> None:
    generator = np.random.default_rng(0)
    for _ in range(3_000):
        hours = generator.choice(1_600, size=int(generator.integers(1, 20)), replace=False)
        points = {int(hour): int(generator.integers(50, 400)) for hour in hours}
        before = int(generator.integers(0, 1_800))
        found = reference_price(history_of(points), before=START + timedelta(hours=before))
        assert (found.price_minor if found else None) == lowest_by_hour(points, before)


@pytest.mark.parametrize(
    ("points", "before", "lowest", "since"),
    [
        ({0: 300}, 2_000, 300, 2_000 - WINDOW_HOURS),  # set long ago, still standing
        ({0: 200, 1_000: 300}, 1_000 + WINDOW_HOURS, 300, 1_000),  # the low one ended as the window opened
        ({0: 200, 1_001: 300}, 1_000 + WINDOW_HOURS, 200, 1_000),  # it stood for one hour of the window
        ({0: 300, 1_900: 100, 1_901: 300}, 2_000, 100, 1_900),  # one cheap hour counts
        ({1_990: 250}, 2_000, 250, 1_990),  # new on the shelf
        ({0: 300, 2_000: 100}, 2_000, 300, 2_000 - WINDOW_HOURS),  # the new price itself is not prior
    ],
)
def test_edges_of_the_window(points: dict[int, int], before: int, lowest: int, since: int) -> None:
    found = reference_price(history_of(points), before=START + timedelta(hours=before))
    assert found is not None
    assert (found.price_minor, found.lowest_since) == (lowest, START + timedelta(hours=since))


def test_nothing_asked_before_gives_no_reference() -> None:
    assert reference_price(history_of({10: 100}), before=START + timedelta(hours=10)) is None
    assert reference_price(PriceHistory(()), before=START) is None


def test_history_is_ordered_and_fixed() -> None:
    later, earlier = (PricePoint(valid_from=START + timedelta(days=day), price_minor=1) for day in (1, 0))
    with pytest.raises(AssertionError):
        PriceHistory((later, earlier))
    with pytest.raises(AttributeError):
        later.price_minor = 2  # type: ignore[misc]


def test_price_at_and_changes() -> None:
    history = history_of({0: 100, 10: 100, 20: 90})
    assert history.price_at(START - timedelta(hours=1)) is None
    assert history.price_at(START + timedelta(hours=19)) == 100
    assert history.price_at(START + timedelta(hours=20)) == 90
    assert history.changes() == [START + timedelta(hours=20)]
