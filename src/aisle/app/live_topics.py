"""What can be followed live: who may read a topic, and how it looks at this moment."""

from collections.abc import Callable
from typing import Any

from aisle import intake, sites
from aisle.app.house import House
from aisle.insights.queries import live_snapshot
from aisle.kit.actor import Actor
from aisle.kit.db import ReadSession
from aisle.kit.problems import Problem
from aisle.live import Hub, TopicKind


def create_hub(house: House) -> Hub:
    """Return the hub of this process, with every kind of topic there is."""

    def may_read_store(actor: Actor, store_id: str) -> bool:
        if not actor.may("insights.read"):
            return False
        try:
            with house.database.read(actor) as session:
                sites.get_store_for(session, store_id)
        except Problem:
            return False
        return True

    def may_read_upload(actor: Actor, upload_id: str) -> bool:
        if not actor.may("sales.upload"):
            return False
        try:
            upload_now(actor, upload_id)
        except Problem:
            return False
        return True

    def upload_now(actor: Actor, upload_id: str) -> dict[str, Any]:
        # A foreign upload is not found in the follower's own scope.
        with house.database.read(actor) as session:
            upload = intake.get_upload(session, upload_id, now=house.clock.now())
        return {"upload": upload.model_dump(mode="json")}

    hub = Hub(
        [
            TopicKind("insights", may_read_store, _reading(house, live_snapshot)),
            TopicKind("upload", may_read_upload, upload_now),
        ],
        house.clock,
        allowed_origins={house.settings.public_url} if house.settings.public_url else (),
        recheck=lambda actor: _actor_now(house, actor),
    )
    house.identity.logins.on_ended(hub.end_login)
    return hub


def _reading(
    house: House, snapshot: Callable[[ReadSession, str], dict[str, Any]]
) -> Callable[[Actor, str], dict[str, Any]]:
    """Let a query be asked in a scope of the follower's own."""

    def read(actor: Actor, topic_id: str) -> dict[str, Any]:
        with house.database.read(actor) as session:
            return snapshot(session, topic_id)

    return read


def _actor_now(house: House, actor: Actor) -> Actor | None:
    """Return who somebody is now; roles change and logins end while a page stays open."""
    if actor.user_id is None or actor.login_id is None:
        return None
    return house.identity.logins.actor_of(
        house.database,
        tenant_id=actor.tenant_id,
        user_id=actor.user_id,
        login_id=actor.login_id,
        now=house.clock.now(),
    )
