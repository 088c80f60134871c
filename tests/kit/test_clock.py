"""One spelling of a moment; it sorts as time does."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.kit.clock import FixedClock, SystemClock, as_utc_text, from_utc_text, to_utc_text

EPOCH = datetime(1, 1, 2, tzinfo=UTC)
zones = st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# Days from the year 1 on, a day clear of both ends, where no zone can step over them.
moments = st.builds(
    lambda seconds, micros, zone: (EPOCH + timedelta(seconds=seconds, microseconds=micros)).astimezone(zone),
    st.integers(0, 9_990 * 365 * 86_400),
    st.integers(0, 999_999),
    zones,
)


@given(moments)
def test_a_moment_reads_back_to_the_millisecond(moment: datetime) -> None:
    back = from_utc_text(to_utc_text(moment))
    assert timedelta() <= moment - back < timedelta(milliseconds=1)
    assert to_utc_text(back) == to_utc_text(moment)
    assert len(to_utc_text(moment)) == 24


@given(moments, moments)
def test_text_sorts_as_time_does(first: datetime, second: datetime) -> None:
    whole = [moment - timedelta(microseconds=moment.microsecond % 1000) for moment in (first, second)]
    assert (to_utc_text(first) < to_utc_text(second)) == (whole[0] < whole[1])


def test_the_spelling() -> None:
    assert to_utc_text(datetime(2026, 11, 20, 18, 2, 11, 120_999, tzinfo=timezone(timedelta(hours=1)))) == (
        "2026-11-20T17:02:11.120Z"
    )


def test_a_moment_without_a_zone_is_our_mistake() -> None:
    with pytest.raises(AssertionError):
        to_utc_text(datetime(2026, 11, 20))  # noqa: DTZ001


def test_clocks_speak_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() == clock.now()


def test_a_moment_given_as_text_is_taken_only_in_the_one_spelling() -> None:
    moment = datetime(2026, 11, 20, 17, 2, 11, 120_000, tzinfo=UTC)
    assert as_utc_text(moment) == as_utc_text(to_utc_text(moment)) == "2026-11-20T17:02:11.120Z"
    for wrong in ("2026-11-20T17:02:11Z", "2026-11-20 17:02:11.120Z", "2026-13-20T17:02:11.120Z", ""):
        with pytest.raises((AssertionError, ValueError)):
            as_utc_text(wrong)
