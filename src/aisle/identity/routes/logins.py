"""Signing up, logging in, staying logged in and logging out over HTTP.

These routes open their own scopes: hashing must not hold a transaction open, and what a refusal records has to be
committed before the refusal is sent.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from aisle.identity import actions, queries
from aisle.identity.actions.log_in import OpenedLogin, open_first_login
from aisle.identity.bearer import authenticate
from aisle.identity.cookies import check_origin, clear_refresh_cookie, refresh_token_of, set_refresh_cookie
from aisle.identity.problems import (
    EmailTaken,
    HashingBusy,
    LoginEnded,
    LoginRefused,
    OriginRefused,
    PasswordRefused,
)
from aisle.identity.routes.common import PUBLIC, user_id_of
from aisle.identity.rules import ACCESS_TOKEN_S, device_name, network_of
from aisle.identity.schemas import AccessToken, LogIn, SignUp
from aisle.identity.setup import identity_of
from aisle.kit.actor import system_actor
from aisle.kit.clock import Clock
from aisle.kit.crypto import token_digest
from aisle.kit.db import Database
from aisle.kit.problems import Malformed, NotLoggedIn, Problem, TooManyRequests, responses
from aisle.kit.web import CurrentClock, CurrentDatabase, problem_response

router = APIRouter()


@router.post(
    "/signup",
    operation_id="sign_up",
    status_code=201,
    openapi_extra=PUBLIC,
    responses=responses(EmailTaken, PasswordRefused, OriginRefused, TooManyRequests, HashingBusy, Malformed),
)
def sign_up(
    body: SignUp, request: Request, response: Response, database: CurrentDatabase, clock: CurrentClock
) -> AccessToken:
    """Open a shop: you become its owner and are logged in."""
    identity = identity_of(request)
    check_origin(request, identity.public_origins, must_be_named=False)
    identity.limiter.hit(identity.limits.sign_up, _caller(request))
    tenant = actions.sign_up(
        database,
        identity,
        email=body.email,
        password=body.password.get_secret_value(),
        name=body.name,
        shop_name=body.shop_name,
        time_zone=body.time_zone,
        currency=body.currency,
        now=clock.now(),
    )
    opened = open_first_login(
        database, tenant_id=tenant.tenant_id, user_id=tenant.owner_id, device=_device(request), now=clock.now()
    )
    return _hand_out(request, response, opened, clock)


@router.post(
    "/login",
    operation_id="log_in",
    openapi_extra=PUBLIC,
    response_model=AccessToken,
    responses=responses(LoginRefused, OriginRefused, TooManyRequests, HashingBusy, Malformed),
)
def log_in(
    body: LogIn, request: Request, response: Response, database: CurrentDatabase, clock: CurrentClock
) -> AccessToken | JSONResponse:
    """Log in with e-mail and password; the answer is a short-lived access token and the refresh cookie."""
    identity, now = identity_of(request), clock.now()
    check_origin(request, identity.public_origins, must_be_named=False)
    # Counted before the password is looked at, so that many tries at once cannot slip through together.
    account_and_caller = (identity.keyring.login_index(body.email), _caller(request))
    identity.limiter.hit(identity.limits.by_address, _caller(request))
    identity.limiter.hit(identity.limits.by_account, *account_and_caller)
    attempt = actions.log_in(
        database,
        identity,
        email=body.email,
        password=body.password.get_secret_value(),
        device=_device(request),
        now=now,
    )
    if attempt.opened is None:
        refusal = problem_response(request, LoginRefused())
        refusal.background = BackgroundTask(actions.note_refusal, database, attempt.account, now=now)
        return refusal
    identity.limiter.clear(identity.limits.by_account, *account_and_caller)
    return _hand_out(request, response, attempt.opened, clock)


@router.post(
    "/auth/token",
    operation_id="turn_token",
    openapi_extra=PUBLIC,
    response_model=AccessToken,
    responses=responses(NotLoggedIn, LoginEnded, OriginRefused, TooManyRequests),
)
def turn_token(
    request: Request, response: Response, database: CurrentDatabase, clock: CurrentClock
) -> AccessToken | JSONResponse:
    """Trade the refresh cookie for a new access token and the next refresh cookie."""
    identity = identity_of(request)
    check_origin(request, identity.public_origins, must_be_named=True)
    identity.limiter.hit(identity.limits.refresh, _caller(request))
    token = refresh_token_of(request)
    try:
        if token is None:
            raise NotLoggedIn()
        opened = actions.turn_refresh(database, identity, token=token, now=clock.now())
    except Problem as problem:
        refusal = problem_response(request, problem)
        clear_refresh_cookie(request, refusal)
        return refusal
    return _hand_out(request, response, opened, clock)


@router.post(
    "/auth/logout", operation_id="log_out", status_code=204, openapi_extra=PUBLIC, responses=responses(OriginRefused)
)
def log_out(request: Request, response: Response, database: CurrentDatabase, clock: CurrentClock) -> None:
    """End this login here and everywhere it is used; logging out twice is no error."""
    identity = identity_of(request)
    check_origin(request, identity.public_origins, must_be_named=refresh_token_of(request) is not None)
    for tenant_id, user_id, login_id in _logins_named(request, database):
        with database.write(system_actor(tenant_id)) as tx:
            actions.end_login(tx, login_id, user_id=user_id, reason="logged-out", now=clock.now())
        identity.logins.end([login_id])
    clear_refresh_cookie(request, response)


def _hand_out(request: Request, response: Response, opened: OpenedLogin, clock: Clock) -> AccessToken:
    token = identity_of(request).signer.sign(
        tenant_id=opened.tenant_id,
        user_id=opened.user_id,
        login_id=opened.login_id,
        role=opened.role,
        stores=opened.store_ids,
        now=clock.now(),
    )
    set_refresh_cookie(request, response, opened.refresh_token)
    response.headers["Cache-Control"] = "no-store"
    return AccessToken(access_token=token, token_type="bearer", expires_in=ACCESS_TOKEN_S)


def _logins_named(request: Request, database: Database) -> set[tuple[str, str, str]]:
    """Return the logins a request proves to hold, by its cookie or its bearer token: (tenant, user, login)."""
    named = set()
    token = refresh_token_of(request)
    found = queries.find_refresh_token(database, token_digest(token)) if token else None
    if found is not None:
        named.add((found.tenant_id, found.user_id, found.login_id))
    try:
        actor = authenticate(request)
    except Problem:
        return named
    assert actor.login_id is not None
    return {*named, (actor.tenant_id, user_id_of(actor), actor.login_id)}


def _caller(request: Request) -> str:
    return network_of(request.client.host) if request.client else "unknown"


def _device(request: Request) -> str:
    return device_name(request.headers.get("user-agent", ""))
