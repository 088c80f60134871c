"""The pages: the front end's static export, served with headers that let nothing foreign run."""

import json
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGES_FOLDER = Path(__file__).parent / "pages"
_HASHES_FILE = "csp.json"
_YEAR_S = 365 * 24 * 3600

_FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), usb=(self), serial=(self), geolocation=(), microphone=()",
}


def content_security_policy(script_hashes: list[str]) -> str:
    """Return the policy for our pages; inline scripts run only where the build has hashed them."""
    scripts = " ".join(["'self'", *(f"'{digest}'" for digest in sorted(script_hashes))])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'self'; object-src 'none'"
    )


def read_script_hashes(folder: Path) -> list[str]:
    """Return the hashes the build wrote beside the pages; without them no inline script runs."""
    try:
        hashes: list[str] = json.loads((folder / _HASHES_FILE).read_text())
    except FileNotFoundError:
        return []
    return hashes


class SafeHeaders:
    """Pure ASGI middleware: adds the security headers to every answer, and caching to what never changes."""

    def __init__(self, app: ASGIApp, *, policy: str) -> None:
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", self.policy)
                headers.setdefault("Cache-Control", _caching_of(scope["path"]))
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _caching_of(path: str) -> str:
    """Return how long an answer may be kept: built files are named by their content, all else is asked anew."""
    if path.startswith("/_next/static/"):
        return f"public, max-age={_YEAR_S}, immutable"
    return "no-cache" if not path.startswith("/v1") else "no-store"


def serve_pages(app: FastAPI, folder: Path = PAGES_FOLDER) -> None:
    """Serve the built pages below every other route; a checkout whose pages are not built serves the API alone."""
    if (folder / "index.html").is_file():
        app.frontend("/", directory=folder)
