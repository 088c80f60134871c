"""Which states allow which verb."""

from typing import Any

import sqlalchemy as sa

from aisle.intake.problems import UploadStateConflict
from aisle.intake.queries import get_upload_row_for
from aisle.kit.db import WriteSession


def require_state(tx: WriteSession, upload_id: str, *states: str) -> sa.Row[Any]:
    """Return the upload's row; raises `upload-state` unless it is in one of the states."""
    row = get_upload_row_for(tx, upload_id)
    if row.state not in states:
        raise UploadStateConflict(
            f"The upload is {row.state}; this is for uploads that are {' or '.join(states)}.",
            params={"state": row.state, "allowed": list(states)},
        )
    return row
