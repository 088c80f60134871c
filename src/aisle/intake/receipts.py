"""The table of receipts the book knows: finding them, and remembering those just posted."""

import sqlalchemy as sa

from aisle.intake.models import RECEIPTS
from aisle.intake.posting import Decisions, KnownReceipt, Receipt
from aisle.kit.bulk import insert_rows, upsert_into
from aisle.kit.db import WriteSession
from aisle.ledger import SaleDraft


def find_receipts(tx: WriteSession, chunk: list[Receipt]) -> dict[tuple[str, str, str], KnownReceipt]:
    """Return what the book knows of these receipts, by identity."""
    found: dict[tuple[str, str, str], KnownReceipt] = {}
    for store_id, source in {(receipt.store_id, receipt.source) for receipt in chunk}:
        numbers = [receipt.number for receipt in chunk if (receipt.store_id, receipt.source) == (store_id, source)]
        statement = sa.select(RECEIPTS).where(
            RECEIPTS.c.tenant_id == tx.tenant_id,
            RECEIPTS.c.store_id == store_id,
            RECEIPTS.c.source == source,
            RECEIPTS.c.receipt.in_(numbers),
        )
        for row in tx.execute(statement):
            found[store_id, source, row.receipt] = KnownReceipt(
                row.sale_id, row.business_date, row.voids, row.is_voided, frozenset(row.lines.split("\n"))
            )
    return found


def remember_receipts(tx: WriteSession, upload_id: str, decisions: Decisions, drafts: list[SaleDraft]) -> None:
    """Keep what each receipt became; one posted again after a void takes its old place."""
    columns = (
        "tenant_id",
        "store_id",
        "source",
        "receipt",
        "sale_id",
        "upload_id",
        "business_date",
        "voids",
        "is_voided",
        "lines",
    )
    rows = [
        (tx.tenant_id, receipt.store_id, receipt.source, receipt.number, draft.sale_id, upload_id,
         draft.business_date.isoformat(), voids, False, "\n".join(receipt.line_texts))
        for (receipt, voids), draft in zip(decisions.fresh, drafts, strict=True)
    ]  # fmt: skip
    insert_rows(tx, RECEIPTS, columns, [row for row in rows if not row[7]])
    again = [dict(zip(columns, row, strict=True)) for row in rows if row[7]]
    if again:
        statement = upsert_into(tx, RECEIPTS)
        changed = {name: statement.excluded[name] for name in columns[4:]}
        keys = ["tenant_id", "store_id", "source", "receipt"]
        for values in again:
            values["business_date"] = next(d.business_date for d in drafts if d.sale_id == values["sale_id"])
        tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), again)
