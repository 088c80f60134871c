"""One WebSocket from its first message to its end: a reader, a sender and a watch, ended together.

`async` lives here alone: what reads the book runs in a worker thread.
"""

import asyncio
import json
from collections import deque
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import URL
from starlette.websockets import WebSocket, WebSocketDisconnect

from aisle.kit.ids import new_id
from aisle.kit.limits import LIVE_AGE_MAX_S, LIVE_FRAME_BYTES_MAX
from aisle.kit.log import log
from aisle.kit.problems import Malformed, Problem, TooManyRequests
from aisle.live.hub import CLOSE_NOT_LOGGED_IN, CLOSE_TOO_MANY, CLOSE_TOO_OLD, Connection, Hub
from aisle.live.schemas import TicketMessage, TopicMessage

TICKET_WAIT_S = 10
# 20 messages a second on average; a page that comes back follows all its topics at once.
MESSAGES_MAX = 100
MESSAGES_WINDOW = timedelta(seconds=5)
CLOSE_FRAME_TOO_BIG = 1009
CLOSE_BAD_FRAME = 1003
CLOSE_RULES_BROKEN = 1008


class Closing(Exception):
    """This connection is to be closed with a code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Gone(Exception):
    """The other side has closed the connection."""


async def serve(websocket: WebSocket, hub: Hub) -> None:
    """Serve one WebSocket until it ends; refuses a page of another origin before accepting it."""
    if not _is_own_page(websocket, hub):
        await websocket.close(CLOSE_RULES_BROKEN)
        return
    await websocket.accept()
    try:
        await _Session(websocket, hub).run()
    except Closing as closing:
        with suppress(WebSocketDisconnect, RuntimeError):
            await websocket.close(closing.code)
    except (Gone, WebSocketDisconnect):
        # The page was closed, perhaps in the middle of a message to it.
        pass


def _is_own_page(websocket: WebSocket, hub: Hub) -> bool:
    """A browser names the page's origin and cannot be made to lie; a program names none and needs the ticket alike."""
    origin = websocket.headers.get("origin")
    if origin is None or origin in hub.allowed_origins:
        return True
    return bool(URL(origin).netloc) and URL(origin).netloc == websocket.headers.get("host")


class _Session:
    """The state of one connection while it lasts."""

    def __init__(self, websocket: WebSocket, hub: Hub) -> None:
        self._websocket = websocket
        self._hub = hub
        self._opened_at = hub.clock.now()
        self._received: deque[datetime] = deque(maxlen=MESSAGES_MAX)
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Log in by ticket, then read, send and watch; the first of the three to end ends all."""
        actor = self._hub.tickets.redeem(await self._read_ticket())
        if actor is None:
            raise Closing(CLOSE_NOT_LOGGED_IN)
        loop = asyncio.get_running_loop()
        try:
            with self._hub.admit(actor, lambda: _call_soon(loop, self._woken)) as connection:
                await _run_until_one_ends(self._read(connection), self._send(connection), self._watch(connection))
        except TooManyRequests:
            raise Closing(CLOSE_TOO_MANY) from None

    async def _read_ticket(self) -> str:
        try:
            async with asyncio.timeout(TICKET_WAIT_S):
                return TicketMessage.model_validate_json(await self._receive()).ticket
        except (TimeoutError, ValidationError):
            raise Closing(CLOSE_NOT_LOGGED_IN) from None

    async def _receive(self) -> str:
        """Return the next message; one that is too big, binary or one too many ends the connection."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise Gone
        text: str | None = message.get("text")
        if text is None:
            raise Closing(CLOSE_BAD_FRAME)
        if len(text.encode()) > LIVE_FRAME_BYTES_MAX:
            raise Closing(CLOSE_FRAME_TOO_BIG)
        now = self._hub.clock.now()
        if len(self._received) == MESSAGES_MAX and now - self._received[0] < MESSAGES_WINDOW:
            raise Closing(CLOSE_RULES_BROKEN)
        self._received.append(now)
        return text

    async def _read(self, connection: Connection) -> None:
        while True:
            text = await self._receive()
            try:
                message = TopicMessage.model_validate_json(text)
            except ValidationError:
                await self._refuse("", Malformed("send {subscribe: topic} or {unsubscribe: topic}"))
                continue
            if message.unsubscribe is not None:
                self._hub.unsubscribe(connection, message.unsubscribe)
            elif message.subscribe is not None:
                await self._subscribe(connection, message.subscribe)

    async def _subscribe(self, connection: Connection, topic: str) -> None:
        try:
            await asyncio.to_thread(self._hub.subscribe, connection, topic)
        except Exception as error:
            await self._refuse(topic, _as_problem(topic, error))

    async def _send(self, connection: Connection) -> None:
        """Send snapshots first, then changes, whenever something waits."""
        mailbox = connection.mailbox
        while mailbox.close_code is None:
            self._woken.clear()
            while (topic := mailbox.take_fresh()) is not None:
                await self._send_snapshot(connection, topic)
            for envelope in mailbox.take_changes():
                await self._websocket.send_text(envelope)
            await self._woken.wait()
        raise Closing(mailbox.close_code)

    async def _send_snapshot(self, connection: Connection, topic: str) -> None:
        try:
            snapshot = await asyncio.to_thread(self._hub.read_snapshot, connection, topic)
        except Exception as error:
            self._hub.unsubscribe(connection, topic)
            await self._refuse(topic, _as_problem(topic, error))
            return
        if connection.mailbox.is_current(topic):
            await self._send_json({"topic": topic, "number": 0, "snapshot": snapshot})

    async def _watch(self, connection: Connection) -> None:
        """Every so often: is it too old, has the login ended, has a right gone?"""
        while True:
            await asyncio.sleep(self._hub.watch_s)
            if self._hub.clock.now() - self._opened_at >= timedelta(seconds=LIVE_AGE_MAX_S):
                raise Closing(CLOSE_TOO_OLD)
            for topic in await asyncio.to_thread(self._hub.check_rights, connection):
                # Started over, so that the sender refuses it in its turn.
                connection.mailbox.subscribe(topic)

    async def _refuse(self, topic: str, problem: Problem) -> None:
        """Tell why a topic has no snapshot; it takes the snapshot's place, number 0, and nothing follows it."""
        body = problem.body(instance=topic, trace_id=new_id()).model_dump()
        await self._send_json({"topic": topic, "number": 0, "problem": body})

    async def _send_json(self, value: dict[str, Any]) -> None:
        await self._websocket.send_text(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def _as_problem(topic: str, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    log.error("live topic failed", topic=topic, exc_info=error)
    return Problem()


def _call_soon(loop: asyncio.AbstractEventLoop, woken: asyncio.Event) -> None:
    loop.call_soon_threadsafe(woken.set)


async def _run_until_one_ends(*parts: Any) -> None:
    """Run coroutines side by side; when one ends, end the others and raise what it raised."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
