"""The mailbox: whatever the reader's pace, what it has been told ends up as what is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.kit.limits import LIVE_QUEUE_MAX, LIVE_TOPICS_MAX
from aisle.live.mailbox import Mailbox
from aisle.live.problems import TooManyTopics
from aisle.live.rules import apply_change

TOPICS = ("upload:1", "insights:2")


class Reader:
    """A client with one mailbox: reads when told to, and holds what it knows by topic."""

    def __init__(self) -> None:
        self.mailbox = Mailbox(lambda: None)
        self.known: dict[str, dict[str, Any]] = {}
        self.numbers: dict[str, int] = {}

    def read(self, book: dict[str, dict[str, Any]]) -> None:
        while (topic := self.mailbox.take_fresh()) is not None:
            self.take_in({"topic": topic, "number": 0, "snapshot": book[topic]})
        for text in self.mailbox.take_changes():
            self.take_in(json.loads(text))

    def take_in(self, envelope: dict[str, Any]) -> None:
        topic = envelope["topic"]
        assert envelope["number"] in (0, self.numbers.get(topic, -1) + 1), "a gap"
        self.numbers[topic] = envelope["number"]
        self.known[topic] = apply_change(self.known.get(topic, {}), envelope)


def publish(book: dict[str, dict[str, Any]], mailbox: Mailbox, topic: str, key: str, value: int | None) -> None:
    if value is None:
        book[topic].pop(key, None)
    else:
        book[topic][key] = value
    mailbox.offer(topic, key, json.dumps(value))


steps = st.one_of(
    st.tuples(st.just("change"), st.sampled_from(TOPICS), st.sampled_from("abc"), st.none() | st.integers()),
    st.tuples(st.just("follow"), st.sampled_from(TOPICS)),
    st.tuples(st.just("flood"), st.sampled_from(TOPICS)),
    st.tuples(st.just("read")),
)


@given(st.lists(steps, max_size=40))
def test_changes_applied_to_an_old_snapshot_give_the_new_snapshot(taken: list[tuple[Any, ...]]) -> None:
    book: dict[str, dict[str, Any]] = {topic: {} for topic in TOPICS}
    reader = Reader()
    followed = set()
    for step in taken:
        match step:
            case ("change", topic, key, value):
                publish(book, reader.mailbox, topic, key, value)
            case ("follow", topic):
                reader.mailbox.subscribe(topic)
                followed.add(topic)
            case ("flood", topic):
                for place in range(LIVE_QUEUE_MAX + 1):
                    publish(book, reader.mailbox, topic, f"k{place}", place)
            case _:
                reader.read(book)
    reader.read(book)
    assert reader.known == {topic: book[topic] for topic in followed}


def test_a_change_between_snapshot_and_sending_arrives_after_the_snapshot() -> None:
    mailbox = Mailbox(lambda: None)
    mailbox.subscribe("upload:1")
    mailbox.offer("upload:1", "a", "1")
    assert mailbox.take_changes() == [], "its snapshot has not been read yet"
    assert mailbox.take_fresh() == "upload:1"
    mailbox.offer("upload:1", "b", "2")
    assert [json.loads(text)["number"] for text in mailbox.take_changes()] == [1, 2]


def test_a_newer_value_replaces_one_that_waits() -> None:
    mailbox = Mailbox(lambda: None)
    mailbox.subscribe("upload:1")
    mailbox.take_fresh()
    for percent in range(100):
        mailbox.offer("upload:1", "progress", str(percent))
    (change,) = mailbox.take_changes()
    assert json.loads(change) == {"topic": "upload:1", "number": 1, "key": "progress", "data": 99}


def test_a_slow_reader_is_dropped_back_to_a_snapshot() -> None:
    mailbox = Mailbox(lambda: None)
    mailbox.subscribe("upload:1")
    mailbox.take_fresh()
    for place in range(LIVE_QUEUE_MAX):
        mailbox.offer("upload:1", str(place), "1")
    assert mailbox.is_current("upload:1")
    mailbox.offer("upload:1", "one more", "1")
    assert not mailbox.is_current("upload:1"), "a snapshot read before this is out of date"
    assert mailbox.take_changes() == []
    assert mailbox.take_fresh() == "upload:1"


def test_what_is_not_followed_does_not_wait() -> None:
    mailbox = Mailbox(lambda: None)
    mailbox.subscribe("upload:1")
    mailbox.take_fresh()
    mailbox.offer("upload:1", "a", "1")
    mailbox.unsubscribe("upload:1")
    mailbox.offer("upload:1", "b", "1")
    assert (mailbox.take_fresh(), mailbox.take_changes(), mailbox.topics()) == (None, [], [])


def test_a_connection_follows_so_many_topics_and_no_more() -> None:
    mailbox = Mailbox(lambda: None)
    for number in range(LIVE_TOPICS_MAX):
        mailbox.subscribe(f"upload:{number}")
    mailbox.subscribe("upload:0")
    with pytest.raises(TooManyTopics):
        mailbox.subscribe("upload:one-more")


def test_the_first_reason_to_close_stands_and_an_ended_loop_is_no_error() -> None:
    def wake() -> None:
        raise RuntimeError("Event loop is closed")

    mailbox = Mailbox(wake)
    mailbox.close(4401)
    mailbox.close(4408)
    assert mailbox.close_code == 4401


@given(
    st.dictionaries(st.text(), st.integers()),
    st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers()), max_size=10),
)
def test_applying_changes_twice_does_no_harm(snapshot: dict[str, int], changes: list[tuple[str, int | None]]) -> None:
    before = dict(snapshot)
    once: dict[str, Any] = snapshot
    for key, data in changes:
        once = apply_change(once, {"key": key, "data": data})
        assert apply_change(once, {"key": key, "data": data}) == once
    assert snapshot == before
