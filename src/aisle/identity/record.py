"""Identity's entries in the tenant's journal: ids and reasons, never a name, an e-mail or an address."""

from datetime import datetime
from typing import Any

from aisle.kit import journal
from aisle.kit.db import WriteSession


def note(tx: WriteSession, kind: str, *, subject_id: str, now: datetime, **payload: Any) -> None:
    """Put one thing on the tenant's record, beside the fact it speaks of."""
    journal.append(
        tx, stream=f"tenant:{tx.tenant_id}", kind=kind, subject_id=subject_id, payload=payload, occurred_at=now
    )
