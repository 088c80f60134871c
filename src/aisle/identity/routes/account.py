"""One's own account over HTTP: who am I, and where am I logged in."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from aisle.identity import actions, queries
from aisle.identity.routes.common import ASKED, user_id_of
from aisle.identity.schemas import IdText, Login, Me, StoreName
from aisle.identity.setup import identity_of
from aisle.kit.clock import to_utc_text
from aisle.kit.paging import LIMIT_DEFAULT, After, Limit, Page, decode_cursor, encode_cursor
from aisle.kit.problems import Malformed, NotFound, responses
from aisle.kit.web import CurrentActor, CurrentClock, CurrentDatabase, require

router = APIRouter()
_OWN = require("account.own")


@router.get("/me", operation_id="get_me", dependencies=[_OWN], responses=responses(*ASKED))
def get_me(request: Request, database: CurrentDatabase, actor: CurrentActor) -> Me:
    """Say who asks, what they may do and which stores they see."""
    identity, user_id = identity_of(request), user_id_of(actor)
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


@router.get("/me/logins", operation_id="list_logins", dependencies=[_OWN], responses=responses(*ASKED, Malformed))
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
            session, user_id_of(actor), now=to_utc_text(clock.now()), limit=limit + 1, after_login_id=after_id
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
    responses=responses(*ASKED, NotFound, Malformed),
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
        actions.end_login(tx, login_id, user_id=user_id_of(actor), reason="ended-by-user", now=clock.now())
    identity_of(request).logins.end([login_id])
