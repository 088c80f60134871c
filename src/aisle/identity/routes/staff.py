"""Who works here, over HTTP; for the owner."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from aisle.identity import actions, queries
from aisle.identity.passwords import check_password
from aisle.identity.problems import (
    EmailTaken,
    HashingBusy,
    OwnerStays,
    PasswordRefused,
)
from aisle.identity.routes.common import ASKED
from aisle.identity.schemas import IdText, User, UserInput
from aisle.identity.setup import Identity, identity_of
from aisle.kit.actor import Actor
from aisle.kit.db import Database
from aisle.kit.paging import LIMIT_DEFAULT, After, Limit, Page, decode_cursor, encode_cursor
from aisle.kit.problems import Malformed, NotFound, responses
from aisle.kit.web import CurrentActor, CurrentClock, CurrentDatabase, require

router = APIRouter()
_STAFF = require("staff.manage")


@router.get("/users", operation_id="list_users", dependencies=[_STAFF], responses=responses(*ASKED, Malformed))
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
    responses=responses(*ASKED, NotFound, EmailTaken, OwnerStays, PasswordRefused, HashingBusy, Malformed),
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
