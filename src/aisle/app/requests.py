"""What happens to every request before a route sees it: a trace id, a size limit, a body that can be read."""

import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aisle.kit.ids import new_id
from aisle.kit.limits import BATCH_BODY_BYTES_MAX, BODY_BYTES_MAX, JSON_DEPTH_MAX
from aisle.kit.log import log, trace_id_var
from aisle.kit.problems import BodyTooLarge, Malformed, Problem
from aisle.kit.web import problem_response

_LARGE_BODIES = re.compile(r"^(/v1)?/(counts|items)(/|$)")
# These read their own body as it streams in, under limits of their own.
_STREAMED_BODIES = re.compile(r"^(/v1)?/upload-sales/?$")
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_SURROGATES = re.compile(rb"\\u[dD][89a-fA-F]")


class Requests:
    """Pure ASGI middleware: names each request, measures it, and hands on only bodies that can be stored."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace_id = new_id()
        trace_id_var.set(trace_id)
        begin = time.perf_counter()
        status = 0

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Trace-Id"] = trace_id
            await send(message)

        try:
            checked = await _checked_body(scope, receive)
        except Problem as problem:
            await problem_response(Request(scope), problem)(scope, receive, send_named)
        else:
            await self.app(scope, checked, send_named)
        duration_ms = round((time.perf_counter() - begin) * 1000, 1)
        log.info("request", method=scope["method"], path=scope["path"], status=status, duration_ms=duration_ms)


async def _checked_body(scope: Scope, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """Return a `receive` that replays the body once it is known to be small and readable; refuse it otherwise."""
    if b"\0" in unquote_to_bytes(scope.get("query_string", b"")) or "\0" in scope["path"]:
        raise Malformed("The address holds a character that cannot be stored")
    if _STREAMED_BODIES.match(scope["path"]) or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return receive
    bytes_max = BATCH_BODY_BYTES_MAX if _LARGE_BODIES.match(scope["path"]) else BODY_BYTES_MAX
    body = await _read_body(Headers(scope=scope), receive, bytes_max)
    check_json(body)
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _read_body(headers: Headers, receive: Receive, bytes_max: int) -> bytes:
    refusal = BodyTooLarge(params={"bytes_max": bytes_max})
    declared = headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > bytes_max:
        raise refusal
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > bytes_max:
            raise refusal
        if not message.get("more_body", False):
            return b"".join(parts)


def check_json(body: bytes) -> None:
    """Refuse JSON nested too deeply, or holding text no database can keep (NUL, half a surrogate pair)."""
    depth = 0
    for token in _BRACKETS.findall(body):
        if token in (b"[", b"{"):
            depth += 1
            if depth > JSON_DEPTH_MAX:
                raise Malformed("The body is nested too deeply", params={"depth_max": JSON_DEPTH_MAX})
        elif token in (b"]", b"}"):
            depth -= 1
    if b"\\u0000" in body or b"\0" in body or (_SURROGATES.search(body) and not _is_storable(body)):
        raise Malformed("The body holds a character that cannot be stored")


def _is_storable(body: bytes) -> bool:
    try:
        parsed: Any = json.loads(body)
        json.dumps(parsed, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    except ValueError:
        # Not JSON at all: the route says so in its own words.
        return True
    return True
