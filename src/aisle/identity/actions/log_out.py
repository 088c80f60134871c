"""Ending logins: on every device at once, for whatever reason."""

from datetime import datetime

import sqlalchemy as sa

from aisle.identity.models import LoginRow
from aisle.identity.record import note
from aisle.kit.clock import to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.problems import NotFound


def end_login(tx: WriteSession, login_id: str, *, user_id: str, reason: str, now: datetime) -> None:
    """End one login of one person; raises `not-found` for anybody else's. Ending it twice changes nothing.

    Whoever calls this tells `Logins.end` once the transaction has committed.
    """
    login = tx.get(LoginRow, (tx.tenant_id, login_id), with_for_update=True)
    if login is None or login.user_id != user_id:
        raise NotFound()
    if login.ended_at is None:
        login.ended_at, login.end_reason = to_utc_text(now), reason
        note(tx, "login_end", subject_id=user_id, now=now, login_id=login_id, reason=reason)


def end_logins_of(tx: WriteSession, user_id: str, *, reason: str, now: datetime) -> list[str]:
    """End every login of one person and return their ids, for `Logins.end` after the commit."""
    logins = tx.scalars(
        sa.select(LoginRow)
        .where(LoginRow.user_id == user_id, LoginRow.ended_at.is_(None))
        .order_by(LoginRow.login_id)
        .with_for_update()
    ).all()
    for login in logins:
        login.ended_at, login.end_reason = to_utc_text(now), reason
        note(tx, "login_end", subject_id=user_id, now=now, login_id=login.login_id, reason=reason)
    return [login.login_id for login in logins]
