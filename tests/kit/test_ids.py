"""Ids sort in the order they were made, and nobody gets one twice."""

import threading
import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.kit import ids
from aisle.kit.ids import derived_id, is_id, new_id


def test_ids_are_version_seven_and_say_when() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= before + 60_000


def test_ids_of_one_process_sort_as_they_were_made() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_rival_threads_never_share_an_id_and_each_sees_order() -> None:
    lists: list[list[str]] = [[] for _ in range(8)]

    def make(own: list[str]) -> None:
        own.extend(new_id() for _ in range(2_000))

    threads = [threading.Thread(target=make, args=(own,)) for own in lists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({made for own in lists for made in own}) == 16_000
    assert all(own == sorted(own) for own in lists)


def test_a_clock_that_steps_back_keeps_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([2_000_000_000_000_000_000, 1_999_999_000_000_000_000, 1_999_999_500_000_000_000])
    monkeypatch.setattr("time.time_ns", lambda: next(moments))
    monkeypatch.setattr(ids, "_last_ms", 0)
    made = [new_id() for _ in range(3)]
    assert made == sorted(made)


def test_more_ids_than_a_millisecond_counts_stay_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 2_000_000_000_000_000_000)
    monkeypatch.setattr(ids, "_last_ms", 0)
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(set(made))


@given(name=st.text(max_size=40), other=st.text(max_size=40))
def test_the_same_facts_give_the_same_id(name: str, other: str) -> None:
    namespace = "0190b6b0-0000-7000-8000-000000000001"
    assert derived_id(namespace, name) == derived_id(namespace, name)
    assert (derived_id(namespace, name) == derived_id(namespace, other)) == (name == other)
    assert uuid.UUID(derived_id(namespace, name)).version == 5


def test_one_spelling_is_an_id() -> None:
    made = new_id()
    assert is_id(made)
    for other in (made.upper(), made.replace("-", ""), "{" + made + "}", f"urn:uuid:{made}", made[:-1], "", "é" * 36):
        assert not is_id(other), other


@given(namespace=st.uuids(), name=st.text(max_size=50))
def test_a_derived_id_is_the_version_five_uuid(namespace: uuid.UUID, name: str) -> None:
    """Worked out by hand for speed; the standard library is the oracle."""
    assert derived_id(str(namespace), name) == str(uuid.uuid5(namespace, name))
