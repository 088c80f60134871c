"""Signing up, logging in and out, and who works here, over HTTP.

These routes open their own scopes: hashing must not hold a transaction open, and what a refusal records has to be
committed before the refusal is sent.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from aisle.identity import actions, queries
from aisle.identity.actions.log_in import OpenedLogin, open_first_login
from aisle.identity.bearer import authenticate
from aisle.identity.cookies import check_origin, clear_refresh_cookie, refresh_token_of, set_refresh_cookie
from aisle.identity.passwords import check_password
from aisle.identity.problems import (
    EmailTaken,
    HashingBusy,
    LoginEnded,
    LoginRefused,
    OriginRefused,
    OwnerStays,
    PasswordRefused,
)
from aisle.identity.rules import ACCESS_TOKEN_S, device_name, network_of
from aisle.identity.schemas import AccessToken, IdText, LogIn, Login, Me, SignUp, StoreName, User, UserInput
from aisle.identity.setup import Identity, identity_of
from aisle.kit.actor import Actor, system_actor
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.crypto import token_digest
from aisle.kit.db import Database
from aisle.kit.paging import LIMIT_DEFAULT, After, Limit, Page, decode_cursor, encode_cursor
from aisle.kit.problems import Malformed, NotFound, NotLoggedIn, NotPermitted, Problem, TooManyRequests, responses
from aisle.kit.web import CurrentActor, CurrentClock, CurrentDatabase, problem_response, require

router = APIRouter(tags=["identity"])
# Mounted at the root: verifiers look there.
well_known_router = APIRouter(tags=["identity"])

# OpenAPI's own way to say "no login needed"; the rights matrix refuses a route with neither this nor a permission.
PUBLIC: dict[str, Any] = {"security": []}
_OWN = require("account.own")
_STAFF = require("staff.manage")
_ASKED = (NotLoggedIn, LoginEnded, NotPermitted)


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


@router.get("/me", operation_id="get_me", dependencies=[_OWN], responses=responses(*_ASKED))
def get_me(request: Request, database: CurrentDatabase, actor: CurrentActor) -> Me:
    """Say who asks, what they may do and which stores they see."""
    identity, user_id = identity_of(request), _user_id(actor)
    with database.read(actor) as session:
        person = queries.get_user_for(session, user_id, keyring=identity.keyring)
        return Me(
            user_id=user_id,
            name=person.name,
            email=person.email,
            role=person.role,
            tenant_id=actor.tenant_id,
            shop_name=queries.get_shop_name(session),
            permissions=sorted(actor.permissions),
            stores=[StoreName(store_id=it[0], name=it[1]) for it in identity.list_stores(session, actor)],
        )


@router.get("/me/logins", operation_id="list_logins", dependencies=[_OWN], responses=responses(*_ASKED, Malformed))
def list_logins(
    database: CurrentDatabase,
    actor: CurrentActor,
    clock: CurrentClock,
    limit: Limit = LIMIT_DEFAULT,
    after: After = None,
) -> Page[Login]:
    """List your own logins that still stand, newest first."""
    after_id = decode_cursor(after, "login_id")["login_id"] if after else None
    with database.read(actor) as session:
        found = queries.list_logins_of(
            session, _user_id(actor), now=to_utc_text(clock.now()), limit=limit + 1, after_login_id=after_id
        )
    items = [
        Login(
            login_id=row.login_id,
            device=row.device,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            current=row.login_id == actor.login_id,
        )
        for row in found[:limit]
    ]
    more = len(found) > limit
    return Page(items=items, next_after=encode_cursor({"login_id": items[-1].login_id}) if more else None)


@router.delete(
    "/me/logins/{login_id}",
    operation_id="end_login",
    status_code=204,
    dependencies=[_OWN],
    responses=responses(*_ASKED, NotFound, Malformed),
)
def end_login(
    login_id: Annotated[IdText, Path()],
    request: Request,
    database: CurrentDatabase,
    actor: CurrentActor,
    clock: CurrentClock,
) -> None:
    """End one of your own logins, on whatever device it is."""
    with database.write(actor) as tx:
        actions.end_login(tx, login_id, user_id=_user_id(actor), reason="ended-by-user", now=clock.now())
    identity_of(request).logins.end([login_id])


@router.get("/users", operation_id="list_users", dependencies=[_STAFF], responses=responses(*_ASKED, Malformed))
def list_users(
    request: Request,
    database: CurrentDatabase,
    actor: CurrentActor,
    limit: Limit = LIMIT_DEFAULT,
    after: After = None,
) -> Page[User]:
    """List everybody who may log in to this business."""
    after_id = decode_cursor(after, "user_id")["user_id"] if after else None
    keyring = identity_of(request).keyring
    with database.read(actor) as session:
        found = queries.list_users_for(session, keyring=keyring, limit=limit + 1, after_user_id=after_id)
    items = [_user(person) for person in found[:limit]]
    more = len(found) > limit
    return Page(items=items, next_after=encode_cursor({"user_id": items[-1].user_id}) if more else None)


@router.put(
    "/users/{user_id}",
    operation_id="save_user",
    dependencies=[_STAFF],
    responses=responses(*_ASKED, NotFound, EmailTaken, OwnerStays, PasswordRefused, HashingBusy, Malformed),
)
def save_user(
    user_id: Annotated[IdText, Path()],
    body: UserInput,
    request: Request,
    database: CurrentDatabase,
    actor: CurrentActor,
    clock: CurrentClock,
) -> User:
    """Take a person on under an id you made, or change their role, stores, password or access."""
    identity = identity_of(request)
    _check_stores(identity, database, actor, body.store_ids)
    change = actions.UserChange(
        user_id=user_id,
        name=body.name,
        email=body.email,
        role=body.role,
        store_ids=body.store_ids,
        disabled=body.disabled,
        password_hash=_hash_new_password(identity, database, actor, body),
    )
    with database.write(actor) as tx:
        ended = actions.save_user(tx, change, keyring=identity.keyring, now=clock.now())
        saved = _user(queries.get_user_for(tx, user_id, keyring=identity.keyring))
    identity.logins.end(ended)
    return saved


@well_known_router.get("/.well-known/jwks.json", operation_id="get_public_keys", openapi_extra=PUBLIC)
def get_public_keys(request: Request) -> dict[str, Any]:
    """Publish the keys our access tokens are verified with (RFC 7517)."""
    return identity_of(request).signer.public_keys()


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
    return {*named, (actor.tenant_id, _user_id(actor), actor.login_id)}


def _check_stores(identity: Identity, database: Database, actor: Actor, store_ids: list[str] | None) -> None:
    if not store_ids:
        return
    with database.read(actor) as session:
        known = {store_id for store_id, _name in identity.list_stores(session, actor)}
    if not known.issuperset(store_ids):
        raise NotFound()


def _hash_new_password(identity: Identity, database: Database, actor: Actor, body: UserInput) -> str | None:
    if body.password is None:
        return None
    with database.read(actor) as session:
        shop_name = queries.get_shop_name(session)
    password = body.password.get_secret_value()
    check_password(password, context=(body.email, body.name, shop_name))
    return identity.hasher.hash(password)


def _user(person: queries.Person) -> User:
    return User(
        user_id=person.user_id,
        name=person.name,
        email=person.email,
        role=person.role,
        store_ids=person.store_ids,
        disabled=person.disabled,
        created_at=person.created_at,
    )


def _user_id(actor: Actor) -> str:
    assert actor.user_id is not None, "only people ask over HTTP"
    return actor.user_id


def _caller(request: Request) -> str:
    return network_of(request.client.host) if request.client else "unknown"


def _device(request: Request) -> str:
    return device_name(request.headers.get("user-agent", ""))
