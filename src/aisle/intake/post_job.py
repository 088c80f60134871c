"""Posting staged rows: receipt by receipt over the whole upload, in chunks the till hardly notices."""

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
import sqlalchemy as sa

from aisle import catalogue, customers, ledger, sites
from aisle.intake.files import UploadFolder
from aisle.intake.limits import POST_CHUNK_RECEIPTS, STAGE_CHUNK_ROWS
from aisle.intake.models import STAGED
from aisle.intake.posting import (
    Decisions,
    DraftContext,
    Receipt,
    Row,
    build_draft,
    decide,
    group_receipts,
    unpack,
)
from aisle.intake.progress import Announcer, change_upload, upload_values
from aisle.intake.receipts import find_receipts, remember_receipts
from aisle.intake.understanding import Understanding
from aisle.kit.clock import to_utc_text
from aisle.kit.db import WriteSession
from aisle.kit.jobs import JobContext
from aisle.kit.keys import Keyring

_READY = sa.text("outcome = 'ready'")
_ITEMS_PER_CHUNK = 5_000
_ROW_FIELDS = ("row_no", "receipt", "line_key", "payload", "content_hash")


def post_upload(context: JobContext, folder: UploadFolder, keyring: Keyring) -> None:
    """Post what is staged; a later run goes on behind the last committed receipts and posts nothing twice."""
    _PostWork(context, folder, keyring, str(context.args["upload_id"])).run()


class _PostWork:
    """One run of posting one upload."""

    def __init__(self, context: JobContext, folder: UploadFolder, keyring: Keyring, upload_id: str) -> None:
        self.context = context
        self.folder = folder
        self.keyring = keyring
        self.upload_id = upload_id
        self.announcer = Announcer(context.db, context.actor, upload_id, context.clock)
        with context.db.read(context.actor) as session:
            self.row = upload_values(session, upload_id)
            self.stores = {store.store_id: store for store in sites.list_stores_for(session)}
        self.known = Understanding.from_json(self.row.understanding)
        self.has_receipts = "receipt" in self.known.mapping
        self.items: dict[str, str] = {}
        self.customers: dict[str, str] = {}
        self.registers: dict[tuple[str, str], str] = {}

    def run(self) -> None:
        """Post page after page, then close the upload with its sums proven."""
        if self.row.state != "posting":
            return
        self._save_items()
        after = str((self.context.checkpoint or {}).get("after", ""))
        while page := self._next_page(after):
            if not self._post_page(page):
                return
            after = page[-1].rows[0]["receipt"]
        self._finish()

    def _save_items(self) -> None:
        """Put the file's items and prices into the catalogue, before any sale names them."""
        path = self.folder.file(self.upload_id)
        items = pl.read_parquet(path.with_suffix(".items"))
        for chunk in items.iter_slices(_ITEMS_PER_CHUNK):
            seen = [
                catalogue.SeenItem(
                    sku=row["sku"],
                    name=row["name"] or "",
                    category="Services" if row["is_service"] else row["category"] or "",
                    unit=row["unit"],
                    seen_at=row["seen_at"],
                    scan_codes=(row["barcode"],) if row["barcode"] else (),
                )
                for row in chunk.rows(named=True)
            ]
            with self.context.db.write(self.context.actor) as tx:
                self.items |= catalogue.ensure_items(tx, seen, clock=self.context.clock)
        if self.context.checkpoint is None:
            self._save_prices(pl.read_parquet(path.with_suffix(".prices")))

    def _save_prices(self, prices: pl.DataFrame) -> None:
        for chunk in prices.iter_slices(_ITEMS_PER_CHUNK):
            dated = [
                catalogue.DatedPrice(
                    item_id=self.items[row["sku"]],
                    store_id=row["store_id"],
                    price_minor=row["unit_price_minor"],
                    valid_from=row["valid_from"],
                    cause="imported",
                )
                for row in chunk.rows(named=True)
            ]
            with self.context.db.write(self.context.actor) as tx:
                catalogue.record_prices(tx, dated, clock=self.context.clock)

    def _next_page(self, after: str) -> list[Receipt]:
        with _no_cycle_search():
            return self._read_page(after)

    def _read_page(self, after: str) -> list[Receipt]:
        """Return whole receipts behind `after`, about one staging chunk of rows of them."""
        rows = self._read_rows(STAGED.c.receipt > after, limit=STAGE_CHUNK_ROWS)
        if len(rows) == STAGE_CHUNK_ROWS:
            last = rows[-1][1]
            whole = [row for row in rows if row[1] != last]
            # A receipt longer than a page is read on its own.
            rows = whole or self._read_rows(STAGED.c.receipt == last, limit=None)
        if not rows:
            return []
        schema = {"row_no": pl.Int64} | dict.fromkeys(_ROW_FIELDS[1:], pl.String)
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        return group_receipts(unpack(frame), source=self.row.source, has_receipts=self.has_receipts)

    def _read_rows(self, which: sa.ColumnElement[bool], *, limit: int | None) -> list[tuple[Any, ...]]:
        columns = [STAGED.c[name] for name in _ROW_FIELDS]
        with self.context.db.read(self.context.actor) as session:
            statement = (
                sa.select(*columns)
                .where(STAGED.c.tenant_id == session.tenant_id, STAGED.c.upload_id == self.upload_id, which, _READY)
                .order_by(STAGED.c.receipt, STAGED.c.row_no)
                .limit(limit)
            )
            return [tuple(row) for row in session.execute(statement).all()]

    def _post_page(self, page: list[Receipt]) -> bool:
        """Post a page in chunks cut between receipts, so that a chunk covers a closed range of them."""
        for chunk in _chunks(page):
            if self.context.cancelled:
                return False
            with _no_cycle_search(), self.context.db.write(self.context.actor) as tx:
                self._post_chunk(tx, chunk)
            self.announcer.announce()
        return True

    def _post_chunk(self, tx: WriteSession, chunk: list[Receipt]) -> None:
        decisions = decide(chunk, find_receipts(tx, chunk))
        fresh = [receipt for receipt, _ in decisions.fresh]
        self._ensure_registers(tx, fresh)
        self._ensure_customers(tx, fresh)
        drafting = DraftContext(
            stores=self.stores,
            registers=self.registers,
            items=self.items,
            customers=self.customers,
            tax_id=self._tax_id(),
        )
        drafts = [build_draft(receipt, voids, drafting) for receipt, voids in decisions.fresh]
        ledger.post_sales(tx, drafts, clock=self.context.clock)
        remember_receipts(tx, self.upload_id, decisions, drafts)
        self._mark(tx, chunk, decisions)
        self._count(tx, decisions)
        self.context.save_checkpoint(tx, {"after": chunk[-1].rows[0]["receipt"]})

    def _ensure_registers(self, tx: WriteSession, receipts: list[Receipt]) -> None:
        for store_id, source in {(receipt.store_id, receipt.source) for receipt in receipts} - self.registers.keys():
            self.registers[store_id, source] = sites.ensure_intake_register(
                tx, store_id=store_id, source=source, clock=self.context.clock
            )

    def _ensure_customers(self, tx: WriteSession, receipts: list[Receipt]) -> None:
        refs = {row["customer_ref"] for receipt in receipts for row in receipt.rows if row["customer_ref"]}
        new = sorted(refs - self.customers.keys())
        if new:
            self.customers |= customers.ensure_customers(tx, source=self.row.source, refs=new, keyring=self.keyring)

    def _tax_id(self) -> str:
        if self.known.mapping.keys() & {"tax", "order_tax"}:
            return "imported"
        return "unknown"

    def _mark(self, tx: WriteSession, chunk: list[Receipt], decisions: Decisions) -> None:
        """Write the outcome of every row of the chunk: the exceptions one by one, all others by range."""
        mine = (STAGED.c.tenant_id == tx.tenant_id) & (STAGED.c.upload_id == self.upload_id)
        for rows, outcome, code in (
            (decisions.duplicate, "duplicate", "already-posted"),
            (decisions.changed, "rejected", "receipt-changed"),
        ):
            for start in range(0, len(rows), POST_CHUNK_RECEIPTS):
                numbers = rows[start : start + POST_CHUNK_RECEIPTS]
                statement = sa.update(STAGED).where(mine, STAGED.c.row_no.in_(numbers))
                tx.execute(
                    statement.values(outcome=outcome, code=code, field="receipt" if outcome == "rejected" else None)
                )
        first, last = chunk[0].rows[0]["receipt"], chunk[-1].rows[0]["receipt"]
        tx.execute(
            sa.update(STAGED)
            .where(mine, STAGED.c.receipt >= first, STAGED.c.receipt <= last, _READY)
            .values(outcome="posted")
        )

    def _count(self, tx: WriteSession, decisions: Decisions) -> None:
        """Add the chunk to the upload's counts; rows a profile made itself count in no total of rows."""
        row = upload_values(tx, self.upload_id)
        posted = [entry for receipt, _ in decisions.fresh for entry in receipt.rows]
        codes = Counter(row.code_counts)
        codes.update({"already-posted": len(decisions.duplicate), "receipt-changed": len(decisions.changed)})
        change_upload(
            tx,
            self.upload_id,
            clock=self.context.clock,
            rows_posted=row.rows_posted + _own(entry["row_no"] for entry in posted),
            rows_duplicate=row.rows_duplicate + _own(decisions.duplicate),
            rows_rejected=row.rows_rejected + _own(decisions.changed),
            receipts_posted=row.receipts_posted + len(decisions.fresh),
            code_counts={code: count for code, count in codes.items() if count},
            totals=_add_totals(row.totals, posted),
        )

    def _finish(self) -> None:
        now = to_utc_text(self.context.clock.now())
        with self.context.db.write(self.context.actor) as tx:
            row = upload_values(tx, self.upload_id)
            settled = row.rows_posted + row.rows_duplicate + row.rows_set_aside + row.rows_rejected
            assert row.rows_read == settled, f"{row.rows_read} rows read, {settled} settled"
            warnings = dict(row.warnings)
            if not self.has_receipts and row.rows_posted:
                warnings["no-receipt-column"] = row.rows_posted
            change_upload(
                tx, self.upload_id, clock=self.context.clock, state="done", finished_at=now, warnings=warnings
            )
        self.folder.forget(self.upload_id)
        self.announcer.announce(now=True)


@contextmanager
def _no_cycle_search() -> Iterator[None]:
    """Pause the search for reference cycles: rows and drafts hold none, and walking them all costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _own(row_numbers: Any) -> int:
    return sum(1 for number in row_numbers if number > 0)


def _chunks(page: list[Receipt]) -> list[list[Receipt]]:
    """Cut a page into chunks of receipts; rows that share a receipt text stay together (stores may reuse numbers)."""
    chunks: list[list[Receipt]] = []
    for receipt in page:
        full = chunks and len(chunks[-1]) >= POST_CHUNK_RECEIPTS
        if not chunks or (full and chunks[-1][-1].rows[0]["receipt"] != receipt.rows[0]["receipt"]):
            chunks.append([])
        chunks[-1].append(receipt)
    return chunks


def _add_totals(totals: list[dict[str, Any]], posted: list[Row]) -> list[dict[str, Any]]:
    """Add posted rows to the totals per currency: sales before discounts, and returns, which are negative."""
    found = {total["currency"]: dict(total) for total in totals}
    for row in posted:
        total = found.setdefault(
            row["currency"], {"currency": row["currency"], "gross_sales_minor": 0, "returns_minor": 0}
        )
        if row["kind"] == "return":
            total["returns_minor"] += row["net_minor"]
        else:
            total["gross_sales_minor"] += row["net_minor"] + row["discount_minor"]
    return sorted(found.values(), key=lambda total: str(total["currency"]))
