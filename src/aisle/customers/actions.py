"""Meeting, describing and forgetting customers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aisle.customers.models import CUSTOMERS, CustomerRow
from aisle.customers.rules import is_personal, normalised_ref
from aisle.kit import journal
from aisle.kit.bulk import upsert_into
from aisle.kit.clock import to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.ids import derived_id
from aisle.kit.keys import IDS_PER_STATEMENT, Keyring, TenantKeys
from aisle.kit.problems import NotFound


def ensure_customers(tx: WriteSession, *, source: str, refs: Sequence[str], keyring: Keyring) -> dict[str, str]:
    """Return the customer id of every reference a source uses, making the customers that are new.

    Ids follow from tenant, source and reference, so the same file gives the same customers again. Blank
    references name nobody and are left out of the answer.
    """
    keys = keyring.tenant(tx, tx.tenant_id)
    ids = {ref: _customer_id(tx.tenant_id, source, ref, keys) for ref in dict.fromkeys(refs) if ref.strip()}
    ref_of = {customer_id: ref for ref, customer_id in ids.items()}
    unknown = sorted(ref_of.keys() - _known_ids(tx, list(ref_of)))
    if unknown:
        new_refs = {customer_id: ref_of[customer_id] for customer_id in unknown}
        rows = _new_rows(tx, source, new_refs, keyring, keys)
        tx.execute(upsert_into(tx, CUSTOMERS).on_conflict_do_nothing(), rows)
    return ids


def describe_customer(
    tx: WriteSession, customer_id: str, *, name: str | None, contact: str | None, keyring: Keyring
) -> None:
    """Set what a customer is called and how they are reached, sealed with their own key."""
    customer = _get(tx, customer_id)
    keyring.create_people(tx, [customer_id])
    keys = keyring.people(tx, [customer_id]).get(customer_id)
    # Without a key they were erased, and nothing about them is taken down again.
    if keys is None:
        raise NotFound()
    customer.name = name and keys.seal(name, table="customer", row_id=customer_id, field="name")
    customer.contact = contact and keys.seal(contact, table="customer", row_id=customer_id, field="contact")


def erase_customer(tx: WriteSession, customer_id: str, *, keyring: Keyring, now: datetime) -> None:
    """Forget who a customer is, here and in every backup; their sales stay, under an id that leads nowhere."""
    customer = _get(tx, customer_id)
    keyring.destroy_person(tx, customer_id, destroyed_at=to_utc_text(now))
    customer.external_ref = customer.ref_index = customer.name = customer.contact = None
    tx.flush()
    journal.append(
        tx, stream=f"tenant:{tx.tenant_id}", kind="erasure", subject_id=customer_id, payload={}, occurred_at=now
    )


def _customer_id(tenant_id: str, source: str, ref: str, keys: TenantKeys) -> str:
    # An id made of an e-mail address itself could be found out by trying addresses, so a keyed digest stands in.
    if is_personal(ref):
        ref = keys.pseudonym(normalised_ref(ref), table="customer", field="external_ref")
    return derived_id(tenant_id, f"customer|{source}|{ref.strip()}")


def _known_ids(tx: WriteSession, customer_ids: list[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(customer_ids), IDS_PER_STATEMENT):
        known.update(
            tx.scalars(
                sa.select(CUSTOMERS.c.customer_id).where(
                    CUSTOMERS.c.tenant_id == tx.tenant_id,
                    CUSTOMERS.c.customer_id.in_(customer_ids[start : start + IDS_PER_STATEMENT]),
                )
            )
        )
    return known


def _new_rows(
    tx: WriteSession, source: str, refs: dict[str, str], keyring: Keyring, keys: TenantKeys
) -> list[dict[str, Any]]:
    personal = [customer_id for customer_id, ref in refs.items() if is_personal(ref)]
    keyring.create_people(tx, personal)
    # Read back, since another transaction may have made a person's key first.
    person_keys = keyring.people(tx, personal)
    rows = []
    for customer_id, ref in refs.items():
        sealed_ref, ref_index = ref.strip(), None
        if is_personal(ref):
            ref_index = keys.blind_index(normalised_ref(ref), table="customer", field="external_ref")
            sealed_ref = person_keys[customer_id].seal(
                ref.strip(), table="customer", row_id=customer_id, field="external_ref"
            )
        rows.append(
            {
                "tenant_id": tx.tenant_id,
                "customer_id": customer_id,
                "source": source,
                "external_ref": sealed_ref,
                "ref_index": ref_index,
            }
        )
    return rows


def _get(tx: WriteSession, customer_id: str) -> CustomerRow:
    customer = tx.get(CustomerRow, (tx.tenant_id, customer_id), with_for_update=True)
    if customer is None:
        raise NotFound()
    return customer
