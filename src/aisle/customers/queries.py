"""Reading customers; whoever shows what was sealed puts the look on record."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from aisle.customers.models import CustomerRow
from aisle.kit.db import ReadSession
from aisle.kit.keys import IDS_PER_STATEMENT, Keyring, TenantKeys
from aisle.kit.problems import NotFound


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer in clear; all but the id and the source are None once erased."""

    customer_id: str
    source: str
    external_ref: str | None
    name: str | None
    contact: str | None

    def __repr__(self) -> str:
        return f"Customer(customer_id={self.customer_id!r})"


def get_customer_for(session: ReadSession, customer_id: str, *, keyring: Keyring) -> Customer:
    """Return one customer of this tenant; raises `not-found`."""
    row = session.get(CustomerRow, (session.tenant_id, customer_id))
    if row is None:
        raise NotFound()
    return _opened(row, keyring.people(session, [customer_id]).get(customer_id))


def show_names(session: ReadSession, customer_ids: Sequence[str], *, keyring: Keyring) -> dict[str, str]:
    """Return what to call each customer: their name, else the reference their source uses; unknown ids are absent."""
    names = {}
    for start in range(0, len(customer_ids), IDS_PER_STATEMENT):
        chunk = customer_ids[start : start + IDS_PER_STATEMENT]
        rows = session.scalars(
            sa.select(CustomerRow).where(CustomerRow.tenant_id == session.tenant_id, CustomerRow.customer_id.in_(chunk))
        ).all()
        keys = keyring.people(session, [row.customer_id for row in rows if _is_sealed(row)])
        for row in rows:
            customer = _opened(row, keys.get(row.customer_id))
            if label := customer.name or customer.external_ref:
                names[row.customer_id] = label
    return names


def _is_sealed(row: CustomerRow) -> bool:
    return row.ref_index is not None or row.name is not None or row.contact is not None


def _opened(row: CustomerRow, keys: TenantKeys | None) -> Customer:
    ref_is_sealed = row.ref_index is not None
    return Customer(
        customer_id=row.customer_id,
        source=row.source,
        external_ref=_open(keys, row, "external_ref") if ref_is_sealed else row.external_ref,
        name=_open(keys, row, "name"),
        contact=_open(keys, row, "contact"),
    )


def _open(keys: TenantKeys | None, row: CustomerRow, field: str) -> str | None:
    envelope: str | None = getattr(row, field)
    # No key means erased: an old backup may still hold the envelope, and nothing opens it.
    if envelope is None or keys is None:
        return None
    return keys.open(envelope, table="customer", row_id=row.customer_id, field=field)
