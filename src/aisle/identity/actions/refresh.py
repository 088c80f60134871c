"""Turning a refresh token into its successor, and noticing when a spent one comes back."""

import secrets
from datetime import datetime, timedelta

from aisle.identity import queries
from aisle.identity.actions.log_in import REFRESH_TOKEN_BYTES, OpenedLogin, new_refresh_token
from aisle.identity.actions.log_out import end_login
from aisle.identity.models import LoginRow, RefreshTokenRow, UserRow
from aisle.identity.problems import LoginEnded
from aisle.identity.record import note
from aisle.identity.rules import PREDECESSOR_GRACE_S, RefreshOutcome, RefreshState, judge_refresh
from aisle.identity.setup import Identity
from aisle.kit import crypto
from aisle.kit.actor import system_actor
from aisle.kit.clock import to_utc_text
from aisle.kit.crypto import SealingKey
from aisle.kit.db import Database, WriteSession
from aisle.kit.log import log


def turn_refresh(database: Database, identity: Identity, *, token: str, now: datetime) -> OpenedLogin:
    """Spend a token and return the login with the next one; a spent token ends its whole family.

    Raises `login-ended` for a token that is unknown, too old, of an ended login, or spent.
    """
    digest = crypto.token_digest(token)
    found = queries.find_refresh_token(database, digest)
    if found is None:
        raise LoginEnded()
    with database.write(system_actor(found.tenant_id)) as tx:
        outcome, opened = _turn(tx, login_id=found.login_id, digest=digest, token=token, now=now)
    if outcome == "reused":
        # Only now: the end of the family has to be in the book before the caller hears of it.
        identity.logins.end([found.login_id])
        log.warning("a spent refresh token came back", tenant=found.tenant_id, login=found.login_id)
    if opened is None:
        raise LoginEnded()
    return opened


def _turn(
    tx: WriteSession, *, login_id: str, digest: str, token: str, now: datetime
) -> tuple[RefreshOutcome, OpenedLogin | None]:
    # The login's row is the family's lock: two tabs take turns here.
    login = tx.get_one(LoginRow, (tx.tenant_id, login_id), with_for_update=True)
    spent = tx.get_one(RefreshTokenRow, (tx.tenant_id, digest), with_for_update=True)
    user = tx.get_one(UserRow, (tx.tenant_id, login.user_id))
    outcome = _judge(tx, login, spent, user, now)
    if outcome == "reused":
        note(tx, "token_reuse", subject_id=user.user_id, now=now, login_id=login_id)
        end_login(tx, login_id, user_id=user.user_id, reason="token-reuse", now=now)
    if outcome not in ("rotate", "repeat"):
        return outcome, None
    successor = _rotate(tx, login, spent, token, now) if outcome == "rotate" else _open_successor(tx, spent, token)
    return outcome, OpenedLogin(tx.tenant_id, user.user_id, login_id, user.role, user.store_ids, successor)


def _judge(tx: WriteSession, login: LoginRow, spent: RefreshTokenRow, user: UserRow, now: datetime) -> RefreshOutcome:
    follower = spent.successor_digest and tx.get(RefreshTokenRow, (tx.tenant_id, spent.successor_digest))
    state = RefreshState(
        login_ended=login.ended_at is not None,
        user_disabled=user.disabled,
        login_expires_at=login.expires_at,
        idle_expires_at=spent.idle_expires_at,
        spent_at=spent.spent_at,
        successor_spent=not follower or follower.spent_at is not None,
    )
    grace_began = now - timedelta(seconds=PREDECESSOR_GRACE_S)
    return judge_refresh(state, now=to_utc_text(now), grace_began_at=to_utc_text(grace_began))


def _rotate(tx: WriteSession, login: LoginRow, spent: RefreshTokenRow, token: str, now: datetime) -> str:
    successor = secrets.token_urlsafe(REFRESH_TOKEN_BYTES)
    tx.add(new_refresh_token(successor, login_id=login.login_id, now=now))
    spent.spent_at = login.last_used_at = to_utc_text(now)
    spent.successor_digest = crypto.token_digest(successor)
    # Sealed under the spent token itself: only who still holds that one can be given the same successor again.
    spent.successor_sealed = crypto.seal(_successor_key(token), successor.encode(), _place(tx, spent))
    return successor


def _open_successor(tx: WriteSession, spent: RefreshTokenRow, token: str) -> str:
    assert spent.successor_sealed is not None, "a spent token has a successor"
    return crypto.open_sealed(_successor_key(token), spent.successor_sealed, _place(tx, spent)).decode()


def _successor_key(token: str) -> SealingKey:
    return SealingKey(1, crypto.derived_secret(token.encode(), "refresh successor"))


def _place(tx: WriteSession, spent: RefreshTokenRow) -> bytes:
    return crypto.place_of(
        tenant_id=tx.tenant_id, table="refresh_token", row_id=spent.token_digest, field="successor_sealed"
    )
