"""The refresh cookie, and the check that a request comes from our own pages."""

from collections.abc import Collection
from urllib.parse import urlsplit

from fastapi import Request, Response

from aisle.identity.problems import OriginRefused
from aisle.identity.rules import REFRESH_IDLE_S

REFRESH_COOKIE = "aisle_refresh"
REFRESH_PATH = "/v1/auth"
REFRESH_TOKEN_CHARS_MAX = 100
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def set_refresh_cookie(request: Request, response: Response, token: str) -> None:
    """Hand the browser a refresh token that no script can read and no other site can send."""
    response.set_cookie(
        REFRESH_COOKIE,
        token,
        max_age=REFRESH_IDLE_S,
        path=REFRESH_PATH,
        httponly=True,
        samesite="strict",
        secure=not is_plain_loopback(request),
    )


def clear_refresh_cookie(request: Request, response: Response) -> None:
    """Take the refresh token back."""
    response.delete_cookie(
        REFRESH_COOKIE, path=REFRESH_PATH, httponly=True, samesite="strict", secure=not is_plain_loopback(request)
    )


def refresh_token_of(request: Request) -> str | None:
    """Return the refresh token a request carries; one of absurd length counts as none."""
    token = request.cookies.get(REFRESH_COOKIE)
    return token if token and len(token) <= REFRESH_TOKEN_CHARS_MAX else None


def is_plain_loopback(request: Request) -> bool:
    """Say whether the request came over plain HTTP to this very machine, where `Secure` would lose the cookie."""
    return request.url.scheme == "http" and request.url.hostname in _LOOPBACK_HOSTS


def check_origin(request: Request, public_origins: Collection[str], *, must_be_named: bool) -> None:
    """Raise `origin-refused` for a request from a foreign page.

    A browser names the origin on every POST, so where a cookie decides (`must_be_named`) none is as bad as a
    wrong one; elsewhere a program without an origin may ask.
    """
    origin = request.headers.get("origin")
    if origin is None:
        if must_be_named:
            raise OriginRefused()
        return
    if origin in public_origins:
        return
    parts = urlsplit(origin)
    # Behind a proxy that ends TLS the scheme differs from ours; the host the browser named does not.
    if parts.scheme not in ("http", "https") or parts.netloc != request.headers.get("host"):
        raise OriginRefused()
