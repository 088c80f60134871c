"""A WebSocket client without a network: it speaks ASGI to the app, as a server would."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from aisle.kit.actor import Actor
from aisle.kit.clock import FixedClock
from aisle.kit.web import install_problem_handlers
from aisle.live import Hub, router

WAIT_S = 20


def make_app(hub: Hub, clock: FixedClock, authenticate: Callable[[Any], Actor]) -> FastAPI:
    """Return an app with nothing but live updates under `/v1`."""
    app = FastAPI()
    app.include_router(router, prefix="/v1")
    install_problem_handlers(app)
    app.state.live, app.state.clock, app.state.authenticate = hub, clock, authenticate
    return app


class Line:
    """The client's end of one WebSocket."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def say(self, message: Any) -> None:
        """Send a message as JSON."""
        self.say_text(json.dumps(message))

    def say_text(self, text: str) -> None:
        """Send a message as it is."""
        self.incoming.put_nowait({"type": "websocket.receive", "text": text})

    async def hear(self) -> Any:
        """Return the next message from the server."""
        event = await asyncio.wait_for(self.outgoing.get(), WAIT_S)
        assert event["type"] == "websocket.send", event
        return json.loads(event["text"])

    async def hear_close(self) -> int:
        """Return the code the server closes with, passing over messages before it."""
        while (event := await asyncio.wait_for(self.outgoing.get(), WAIT_S))["type"] != "websocket.close":
            pass
        code: int = event["code"]
        return code


@asynccontextmanager
async def connected(app: FastAPI, *, origin: str | None = "https://shop.example") -> AsyncIterator[Line]:
    """Open a WebSocket to `/v1/live`, and close it at the end."""
    line = Line()
    headers = [(b"host", b"shop.example")]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    scope = {
        "type": "websocket", "path": "/v1/live", "raw_path": b"/v1/live", "root_path": "", "scheme": "wss",
        "query_string": b"", "headers": headers, "subprotocols": [], "client": ("test", 1), "server": ("test", 443),
    }  # fmt: skip
    line.incoming.put_nowait({"type": "websocket.connect"})

    async def send(event: Any) -> None:
        if event["type"] != "websocket.accept":
            line.outgoing.put_nowait(dict(event))

    serving: Awaitable[None] = asyncio.ensure_future(app(scope, line.incoming.get, send))
    try:
        yield line
    finally:
        line.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(serving, WAIT_S)
