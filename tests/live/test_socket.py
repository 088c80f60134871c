"""The WebSocket as a page sees it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from aisle.kit import limits
from aisle.kit.actor import Actor
from aisle.kit.clock import FixedClock
from aisle.kit.problems import NotLoggedIn
from aisle.live import Hub, TopicKind
from aisle.live.hub import CLOSE_NOT_LOGGED_IN, CLOSE_TOO_MANY, CLOSE_TOO_OLD
from aisle.live.socket import CLOSE_BAD_FRAME, CLOSE_FRAME_TOO_BIG, CLOSE_RULES_BROKEN, MESSAGES_MAX
from tests.live.wire import Line, connected, make_app

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MANAGER = Actor("tenant", "ada", "manager", frozenset({"north"}), frozenset({"live.read"}), "login")


@dataclass
class House:
    """A shop with live updates: values by store, and one page that may follow its own stores."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    stores: dict[str, dict[str, Any]] = field(default_factory=lambda: {"north": {"units": 1}, "south": {}})
    actor_now: Actor | None = MANAGER
    watch_s: float = 3600
    hub: Hub = field(init=False)
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        kind = TopicKind("insights", self.may_read, self.snapshot)
        self.hub = Hub(
            [kind], self.clock,
            allowed_origins={"https://pages.example"}, recheck=lambda _actor: self.actor_now, watch_s=self.watch_s,
        )  # fmt: skip
        self.app = make_app(self.hub, self.clock, self.authenticate)

    def authenticate(self, _request: object) -> Actor:
        if self.actor_now is None:
            raise NotLoggedIn()
        return self.actor_now

    def may_read(self, actor: Actor, store_id: str) -> bool:
        return store_id in (actor.store_ids or ())

    def snapshot(self, _actor: Actor, store_id: str) -> dict[str, Any]:
        if store_id == "broken":
            raise ZeroDivisionError
        return self.stores[store_id]

    def change(self, store_id: str, key: str, value: Any) -> None:
        self.stores[store_id][key] = value
        self.hub.publish(f"insights:{store_id}", key, value)

    def ticket(self) -> str:
        return self.hub.tickets.issue(MANAGER)


@pytest.fixture
def house() -> House:
    return House()


async def open_and_follow(house: House, line: Line, topic: str = "insights:north") -> Any:
    line.say({"ticket": house.ticket()})
    line.say({"subscribe": topic})
    return await line.hear()


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


def test_a_snapshot_comes_first_and_changes_follow_numbered(house: House) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line:
            assert await open_and_follow(house, line) == {
                "topic": "insights:north", "number": 0, "snapshot": {"units": 1},
            }  # fmt: skip
            house.change("north", "units", {"n": 2, "naïve": "£"})
            house.change("south", "units", 9)
            assert await line.hear() == {
                "topic": "insights:north", "number": 1, "key": "units", "data": {"n": 2, "naïve": "£"},
            }  # fmt: skip
            house.change("north", "units", None)
            assert (await line.hear())["number"] == 2

    run(scenario())


def test_a_change_made_while_the_snapshot_is_being_read_is_not_lost(house: House) -> None:
    read = house.snapshot

    def change_just_after_reading(actor: Actor, store_id: str) -> dict[str, Any]:
        seen = dict(read(actor, store_id))
        house.change("north", "units", 2)
        return seen

    house.hub = Hub([TopicKind("insights", house.may_read, change_just_after_reading)], house.clock)
    house.app = make_app(house.hub, house.clock, house.authenticate)

    async def scenario() -> None:
        async with connected(house.app) as line:
            assert (await open_and_follow(house, line))["snapshot"] == {"units": 1}
            assert await line.hear() == {"topic": "insights:north", "number": 1, "key": "units", "data": 2}

    run(scenario())


def test_changes_published_from_other_threads_arrive(house: House) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line:
            await open_and_follow(house, line)
            threads = [
                threading.Thread(target=house.change, args=("north", f"key {number}", number)) for number in range(8)
            ]
            for thread in threads:
                thread.start()
            heard = [await line.hear() for _ in threads]
            assert {envelope["key"] for envelope in heard} == {f"key {number}" for number in range(8)}
            assert [envelope["number"] for envelope in heard] == list(range(1, 9))

    run(scenario())


def test_a_value_changed_by_its_owner_after_publishing_is_sent_as_it_was(house: House) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line:
            await open_and_follow(house, line)
            value = {"n": 1}
            house.hub.publish("insights:north", "units", value)
            value["n"] = 2
            assert (await line.hear())["data"] == {"n": 1}

    run(scenario())


def test_a_topic_left_is_quiet_and_one_taken_up_again_starts_over(house: House) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line:
            await open_and_follow(house, line)
            house.change("north", "units", 2)
            assert (await line.hear())["number"] == 1
            line.say({"unsubscribe": "insights:north"})
            line.say({"subscribe": "insights:north"})
            assert await line.hear() == {"topic": "insights:north", "number": 0, "snapshot": {"units": 2}}
            house.change("north", "units", 3)
            assert (await line.hear())["number"] == 1

    run(scenario())


@pytest.mark.parametrize("topic", ["insights:south", "insights:nowhere", "secrets:north", "insights", "insights:"])
def test_a_foreign_topic_answers_like_one_that_is_not_there(house: House, topic: str) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line:
            refused = await open_and_follow(house, line, topic)
            assert (refused["topic"], refused["number"]) == (topic, 0)
            assert (refused["problem"]["status"], refused["problem"]["code"]) == (404, "not-found")
            house.change("south", "units", 5)
            line.say({"subscribe": "insights:north"})
            assert "snapshot" in await line.hear(), "nothing of the foreign topic may come before"

    run(scenario())


def test_a_snapshot_that_fails_is_an_internal_problem_and_the_line_stays_open(house: House) -> None:
    house.stores["broken"] = {}

    async def scenario() -> None:
        async with connected(house.app) as line:
            actor = replace(MANAGER, store_ids=frozenset({"north", "broken"}))
            line.say({"ticket": house.hub.tickets.issue(actor)})
            line.say({"subscribe": "insights:broken"})
            assert (await line.hear())["problem"]["code"] == "internal"
            line.say({"subscribe": "insights:north"})
            assert "snapshot" in await line.hear()

    run(scenario())


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("https://shop.example", True),
        ("https://pages.example", True),
        (None, True),
        ("https://evil.example", False),
        ("https://shop.example.evil.example", False),
        ("null", False),
    ],
)
def test_only_our_own_pages_may_connect(house: House, origin: str | None, welcome: bool) -> None:
    async def scenario() -> None:
        async with connected(house.app, origin=origin) as line:
            if welcome:
                assert "snapshot" in await open_and_follow(house, line)
            else:
                assert await line.hear_close() == CLOSE_RULES_BROKEN

    run(scenario())


def test_a_ticket_opens_one_connection_once(house: House) -> None:
    async def scenario() -> None:
        ticket = house.ticket()
        async with connected(house.app) as first, connected(house.app) as second:
            first.say({"ticket": ticket})
            first.say({"subscribe": "insights:north"})
            await first.hear()
            second.say({"ticket": ticket})
            assert await second.hear_close() == CLOSE_NOT_LOGGED_IN

    run(scenario())


def test_a_ticket_is_good_for_thirty_seconds(house: House) -> None:
    async def scenario() -> None:
        ticket = house.ticket()
        house.clock.at += timedelta(seconds=limits.LIVE_TICKET_S)
        async with connected(house.app) as line:
            line.say({"ticket": ticket})
            assert await line.hear_close() == CLOSE_NOT_LOGGED_IN

    run(scenario())


@pytest.mark.parametrize("first", [{"subscribe": "insights:north"}, {"ticket": "guess"}, {}, [], None])
def test_nothing_is_shown_before_a_good_ticket(house: House, first: object) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line:
            line.say(first)
            assert await line.hear_close() == CLOSE_NOT_LOGGED_IN

    run(scenario())


@pytest.mark.parametrize(
    "text", ["{}", "[]", "not json", '{"subscribe":"insights:north","unsubscribe":"x:y"}', '{"a":1}']
)
def test_a_message_without_sense_is_answered_and_the_line_stays_open(house: House, text: str) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line:
            line.say({"ticket": house.ticket()})
            line.say_text(text)
            assert (await line.hear())["problem"]["code"] == "malformed"
            line.say({"subscribe": "insights:north"})
            assert "snapshot" in await line.hear()

    run(scenario())


def test_frames_too_big_binary_or_too_many_end_the_line(house: House) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line:
            line.say({"ticket": house.ticket()})
            line.say_text("x" * (limits.LIVE_FRAME_BYTES_MAX + 1))
            assert await line.hear_close() == CLOSE_FRAME_TOO_BIG
        async with connected(house.app) as line:
            line.say({"ticket": house.ticket()})
            line.incoming.put_nowait({"type": "websocket.receive", "bytes": b"x"})
            assert await line.hear_close() == CLOSE_BAD_FRAME
        async with connected(house.app) as line:
            line.say({"ticket": house.ticket()})
            for _ in range(MESSAGES_MAX):
                line.say({"unsubscribe": "insights:north"})
            assert await line.hear_close() == CLOSE_RULES_BROKEN

    run(scenario())


def test_a_person_has_so_many_connections_and_gets_room_back(house: House) -> None:
    async def scenario() -> None:
        async with many_connected(house, limits.LIVE_SOCKETS_PER_USER_MAX), connected(house.app) as line:
            line.say({"ticket": house.ticket()})
            assert await line.hear_close() == CLOSE_TOO_MANY
        async with connected(house.app) as line:
            assert "snapshot" in await open_and_follow(house, line)

    run(scenario())


@asynccontextmanager
async def many_connected(house: House, count: int) -> AsyncIterator[None]:
    """Hold so many open connections, each with its snapshot."""
    async with AsyncExitStack() as stack:
        for _ in range(count):
            line = await stack.enter_async_context(connected(house.app))
            await open_and_follow(house, line)
        yield


def test_one_topic_too_many_is_refused(house: House) -> None:
    stores = frozenset(f"s{number}" for number in range(limits.LIVE_TOPICS_MAX + 1))
    house.stores.update({store_id: {} for store_id in stores})

    async def scenario() -> None:
        async with connected(house.app) as line:
            line.say({"ticket": house.hub.tickets.issue(replace(MANAGER, store_ids=stores))})
            for store_id in stores:
                line.say({"subscribe": f"insights:{store_id}"})
            heard = [await line.hear() for _ in stores]
            problems = [envelope["problem"]["code"] for envelope in heard if "problem" in envelope]
            assert problems == ["too-many-topics"]

    run(scenario())


def test_a_login_that_ends_closes_its_line_at_once(house: House) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line, connected(house.app) as other:
            await open_and_follow(house, line)
            other.say({"ticket": house.hub.tickets.issue(replace(MANAGER, login_id="another", user_id="bob"))})
            other.say({"subscribe": "insights:north"})
            await other.hear()
            house.hub.end_login("login")
            assert await line.hear_close() == CLOSE_NOT_LOGGED_IN
            house.change("north", "units", 7)
            assert (await other.hear())["data"] == 7
            house.hub.end_user("tenant", "bob")
            assert await other.hear_close() == CLOSE_NOT_LOGGED_IN

    run(scenario())


def test_the_watch_closes_an_old_line() -> None:
    house = House(watch_s=0)

    async def scenario() -> None:
        async with connected(house.app) as line:
            await open_and_follow(house, line)
            house.clock.at += timedelta(seconds=limits.LIVE_AGE_MAX_S)
            assert await line.hear_close() == CLOSE_TOO_OLD

    run(scenario())


def test_the_watch_notices_a_login_that_is_gone() -> None:
    house = House(watch_s=0)

    async def scenario() -> None:
        async with connected(house.app) as line:
            await open_and_follow(house, line)
            house.actor_now = None
            assert await line.hear_close() == CLOSE_NOT_LOGGED_IN

    run(scenario())


def test_a_right_that_is_taken_away_ends_the_topic_and_not_the_line() -> None:
    house = House(watch_s=0)

    async def scenario() -> None:
        async with connected(house.app) as line:
            await open_and_follow(house, line)
            house.actor_now = replace(MANAGER, store_ids=frozenset({"south"}))
            assert (await line.hear())["problem"]["code"] == "not-found"
            house.change("north", "units", 3)
            line.say({"subscribe": "insights:south"})
            assert (await line.hear())["topic"] == "insights:south"

    run(scenario())


def test_a_closed_line_leaves_nothing_behind(house: House) -> None:
    async def scenario() -> None:
        async with connected(house.app) as line:
            await open_and_follow(house, line)
        assert not house.hub._connections
        assert not house.hub._followers

    run(scenario())


def post_ticket(house: House) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(house.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://shop.example") as client:
            return await client.post("/v1/live/ticket")

    return asyncio.run(ask())


def test_a_ticket_is_given_to_who_may_read(house: House) -> None:
    answer = post_ticket(house)
    assert answer.status_code == 201
    assert house.hub.tickets.redeem(answer.json()["ticket"]) == MANAGER
    house.actor_now = replace(MANAGER, permissions=frozenset())
    assert (post_ticket(house).status_code, post_ticket(house).json()["code"]) == (403, "not-permitted")
    house.actor_now = None
    assert post_ticket(house).status_code == 401


def test_tickets_nobody_used_are_dropped_in_time(house: House) -> None:
    for _ in range(5):
        house.ticket()
    house.clock.at += timedelta(seconds=limits.LIVE_TICKET_S)
    house.ticket()
    assert len(house.hub.tickets._open) == 1
