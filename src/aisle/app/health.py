"""Health: is the process alive, and can it do its work?"""

from typing import Literal

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from fastapi import APIRouter, Response
from pydantic import BaseModel

from aisle.app.migrate import migrations_folder
from aisle.kit.clock import from_utc_text
from aisle.kit.db import Database
from aisle.kit.events.models import EVENTS
from aisle.kit.log import log
from aisle.kit.web import CurrentClock, CurrentDatabase

RELAY_BEHIND_S_MAX = 60
router = APIRouter(tags=["health"], include_in_schema=False)


class Health(BaseModel):
    """What a probe is told; the reasons are words for a log, never details for a stranger."""

    state: Literal["ok", "not-ready"]
    reasons: list[str]


@router.get("/health/live")
def live() -> Health:
    """Say that the process answers."""
    return Health(state="ok", reasons=[])


@router.get("/health/ready")
def ready(response: Response, database: CurrentDatabase, clock: CurrentClock) -> Health:
    """Say whether the book is writable, its tables current and the relay close behind."""
    reasons = []
    try:
        if not _migrations_are_current(database):
            reasons.append("the book's tables are not current: run `aisle migrate`")
        oldest = _oldest_unsent(database)
        if oldest is not None and (clock.now() - from_utc_text(oldest)).total_seconds() > RELAY_BEHIND_S_MAX:
            reasons.append("events wait longer than a minute")
    except sa.exc.SQLAlchemyError as error:
        log.error("not ready", error=type(error).__name__)
        reasons.append("the book cannot be opened")
    response.status_code = 503 if reasons else 200
    return Health(state="not-ready" if reasons else "ok", reasons=reasons)


def _migrations_are_current(database: Database) -> bool:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with database.read_engine.connect() as connection:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return bool(found == newest)


def _oldest_unsent(database: Database) -> str | None:
    with database.system_read() as session:
        statement = sa.select(sa.func.min(EVENTS.c.posted_at)).where(EVENTS.c.sent_at.is_(None))
        return session.execute(statement).scalar()
