"""Reading a file into the staging table, in short transactions, from wherever the last run stopped."""

import datetime as dt
from collections import Counter
from typing import Any

import polars as pl

from aisle import catalogue, sites
from aisle.intake import jobs_names as names
from aisle.intake.dialect.questions import Option, Question
from aisle.intake.files import UploadFolder
from aisle.intake.limits import STAGE_CHUNK_ROWS, UPLOAD_ROWS_MAX
from aisle.intake.models import STAGED
from aisle.intake.options import UploadOptions
from aisle.intake.problems import FileTooLarge
from aisle.intake.progress import Announcer, change_upload, upload_values
from aisle.intake.reading import read_blocks
from aisle.intake.rows import RowReader, StagedBlock, StoreFacts, StoreFinder
from aisle.intake.rows.facts import fold_name
from aisle.intake.same_file import check_same_file
from aisle.intake.sniffing import sniff
from aisle.intake.summary import Summary
from aisle.intake.understanding import Understanding
from aisle.kit.bulk import insert_rows
from aisle.kit.clock import to_utc_text
from aisle.kit.db import ReadSession, WriteSession
from aisle.kit.jobs import JobContext, enqueue
from aisle.kit.problems import Problem
from aisle.ledger import find_live_days

_COLUMNS = (
    "tenant_id", "upload_id", "row_no", "receipt", "line_key", "payload", "content_hash", "outcome", "code", "field",
    "cell_value",
)  # fmt: skip
_FRAME_COLUMNS = ("row_no", "receipt", "line_key", "payload", "content_hash", "outcome", "code", "column", "value")


def stage_upload(context: JobContext, folder: UploadFolder) -> None:
    """Sniff and stage one upload; it ends staged, with a question, posting, or failed with its problem."""
    work = _StageWork(context, folder, str(context.args["upload_id"]))
    try:
        work.run()
    except Problem as problem:
        work.fail(problem)


class _StageWork:
    """One run of staging one upload."""

    def __init__(self, context: JobContext, folder: UploadFolder, upload_id: str) -> None:
        self.context = context
        self.folder = folder
        self.upload_id = upload_id
        self.announcer = Announcer(context.db, context.actor, upload_id, context.clock)
        with context.db.read(context.actor) as session:
            self.row = upload_values(session, upload_id)
        self.options = UploadOptions(**self.row.options)

    def run(self) -> None:
        """Go through the states; a later run of the same job does the same and skips rows that are there."""
        if self.row.state not in ("received", "sniffing", "staging"):
            return
        self._change(state="sniffing", started_at=self.row.started_at or to_utc_text(self.context.clock.now()))
        known = sniff(self.folder.file(self.upload_id), self.options)
        stores = self._find_stores()
        source = self.options.source or known.profile
        questions = [*known.questions, *self._ask_store(stores, known)]
        about = {
            "understanding": known.as_json(),
            "source": source,
            "questions": [question.as_json() for question in questions],
            "bytes_total": known.bytes_total,
            "rows_estimated": known.rows_estimated,
        }
        self._check_posted_elsewhere(source)
        if questions:
            self._change(state="needs_answer", **about)
            return
        self._change(state="staging", **about)
        summary = self._stage(known, stores)
        if summary is None:
            return
        summary.save(self.folder.file(self.upload_id))
        self._settle(summary)

    def fail(self, problem: Problem) -> None:
        """Record why the upload cannot be read."""
        entry = {"code": problem.code, "title": problem.title, "detail": problem.detail, "params": problem.params}
        self._change(state="failed", problem=entry, finished_at=to_utc_text(self.context.clock.now()))
        self.folder.forget(self.upload_id)

    def _change(self, **values: Any) -> None:
        with self.context.db.write(self.context.actor) as tx:
            change_upload(tx, self.upload_id, clock=self.context.clock, **values)
        self.announcer.announce(now=True)

    def _find_stores(self) -> StoreFinder:
        """Say which stores the file's rows may belong to, for the person who uploaded it."""
        allowed = None if self.row.store_ids is None else frozenset(self.row.store_ids)
        with self.context.db.read(self.context.actor) as session:
            stores = list(sites.list_stores_for(session))
        mine = [store for store in stores if allowed is None or store.store_id in allowed]
        default = next((store for store in mine if store.store_id == self.row.store_id), None)
        if default is None and len(mine) == 1:
            default = mine[0]
        by_name = {fold_name(text): _facts(store) for store in mine for text in (store.name, store.store_id)}
        foreign = frozenset(fold_name(store.name) for store in stores if store not in mine)
        facts = _facts(default) if default else None
        return StoreFinder(facts, by_name, foreign, any_name=len(stores) == 1 and default is not None)

    def _ask_store(self, stores: StoreFinder, known: Understanding) -> list[Question]:
        if stores.default is not None or "store" in known.mapping:
            return []
        options = tuple(
            Option(facts.store_id, facts.name)
            for name, facts in stores.by_name.items()
            if name == fold_name(facts.name)
        )
        return [Question("store_id", "Which store are these sales of?", options)]

    def _check_posted_elsewhere(self, source: str) -> None:
        with self.context.db.read(self.context.actor) as session:
            check_same_file(
                session, self.row.file_digest, upload_id=self.upload_id, source=source, store_id=self.row.store_id
            )

    def _stage(self, known: Understanding, stores: StoreFinder) -> Summary | None:
        """Read block by block and write chunk by chunk; None when told to stop."""
        items = self._known_items(stores)
        reader = RowReader(
            known,
            stores=stores,
            now=self.context.clock.now(),
            import_contacts=self.options.import_contacts,
            item_units={sku: unit for sku, unit in items.items() if unit != "each"},
            known_skus=None if self.options.create_products else frozenset(items),
        )
        summary, writer = Summary(), _Writer(self.context, self.upload_id, self.announcer)
        for block in read_blocks(self.folder.file(self.upload_id), known.layout):
            staged = reader.read(block)
            summary.add(staged.ready)
            if not writer.write(staged, bytes_read=block.bytes_read):
                return None
        rest = reader.finish()
        if rest is not None:
            summary.add(rest.ready)
            if not writer.write(rest, bytes_read=known.bytes_total):
                return None
        return summary

    def _known_items(self, stores: StoreFinder) -> dict[str, str]:
        """Return sku -> unit of what the stores sell: for files that do not say `kg`, and for `unknown-product`."""
        now = to_utc_text(self.context.clock.now())
        found = {facts.store_id for facts in stores.by_name.values()}
        with self.context.db.read(self.context.actor) as session:
            return {
                item.sku: item.unit
                for store_id in sorted(found)
                for item in catalogue.list_priced_items(session, store_id=store_id, at=now)
            }

    def _settle(self, summary: Summary) -> None:
        spans = summary.spans().rows()
        with self.context.db.write(self.context.actor) as tx:
            question = self._overlap(tx, spans)
            values: dict[str, Any] = {"questions": [question.as_json()] if question else []}
            if spans:
                values["first_date"] = dt.date.fromisoformat(min(span[1] for span in spans))
                values["last_date"] = dt.date.fromisoformat(max(span[2] for span in spans))
            if question:
                values["state"] = "needs_answer"
            elif self.options.mode == "stage":
                values["state"] = "staged"
            else:
                values["state"] = "posting"
                values["job_id"] = enqueue(tx, queue="heavy", kind=names.POST, args={"upload_id": self.upload_id})
            change_upload(tx, self.upload_id, clock=self.context.clock, **values)
        self.announcer.announce(now=True)

    def _overlap(self, session: ReadSession, spans: list[tuple[Any, ...]]) -> Question | None:
        """Days on which a till or a gate sold already: posting the file too may count sales twice."""
        if self.options.overlap == "post":
            return None
        for store_id, first, last in spans:
            live = find_live_days(
                session, store_id=store_id, from_date=dt.date.fromisoformat(first), to_date=dt.date.fromisoformat(last)
            )
            if live:
                text = f"The store's own registers sold from {live[0]} to {live[1]} already. Post these sales too?"
                post = Option("post", "Post them too", "Sales in both are counted twice")
                return Question("overlap", text, (post,))
        return None


def _facts(store: sites.Store) -> StoreFacts:
    hours, minutes = (int(part) for part in store.day_ends_at.split(":"))
    return StoreFacts(
        store_id=store.store_id,
        name=store.name,
        time_zone=store.time_zone,
        currency=store.currency,
        day_ends_minutes=hours * 60 + minutes,
        tax_mode=store.tax_mode,
        tax_rate_ppm=store.tax_rate_ppm,
    )


class _Writer:
    """Writes staged rows, at most `STAGE_CHUNK_ROWS` to a transaction, with the counts that belong to them.

    A later run of the same job counts from the start again and writes only rows above the last committed one.
    """

    def __init__(self, context: JobContext, upload_id: str, announcer: Announcer) -> None:
        self.context = context
        self.upload_id = upload_id
        self.announcer = announcer
        self.blocks_done = int((context.checkpoint or {}).get("chunks", 0))
        self.chunks_seen = 0
        self.rows_read = 0
        self.outcomes: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.warnings: Counter[str] = Counter()

    def write(self, staged: StagedBlock, *, bytes_read: int) -> bool:
        """Write one block; False when the job was told to stop."""
        self.warnings.update(staged.warnings)
        for start in range(0, max(staged.frame.height, 1), STAGE_CHUNK_ROWS):
            chunk = staged.frame.slice(start, STAGE_CHUNK_ROWS)
            self._count(chunk)
            self.chunks_seen += 1
            # Reading is deterministic, so a chunk that was committed before is the same chunk now.
            if self.chunks_seen <= self.blocks_done:
                continue
            if self.context.cancelled:
                return False
            self._commit(chunk, bytes_read)
            self.announcer.announce()
        return True

    def _count(self, chunk: pl.DataFrame) -> None:
        own = chunk.filter(pl.col("row_no") > 0)
        self.rows_read += own.height
        if self.rows_read > UPLOAD_ROWS_MAX:
            raise FileTooLarge(f"The file has more than {UPLOAD_ROWS_MAX} rows.", params={"rows_max": UPLOAD_ROWS_MAX})
        self.outcomes.update(dict(own.group_by("outcome").len().rows()))
        self.codes.update(dict(chunk.filter(pl.col("code").is_not_null()).group_by("code").len().rows()))

    def _commit(self, chunk: pl.DataFrame, bytes_read: int) -> None:
        with self.context.db.write(self.context.actor) as tx:
            self._insert(tx, chunk)
            change_upload(
                tx,
                self.upload_id,
                clock=self.context.clock,
                bytes_read=bytes_read,
                rows_read=self.rows_read,
                rows_set_aside=self.outcomes["set_aside"],
                rows_rejected=self.outcomes["rejected"],
                code_counts=dict(self.codes),
                warnings=dict(self.warnings),
            )
            self.context.save_checkpoint(tx, {"chunks": self.chunks_seen})

    def _insert(self, tx: WriteSession, chunk: pl.DataFrame) -> None:
        named = chunk.select(pl.lit(tx.tenant_id), pl.lit(self.upload_id).alias("upload_id"), *_FRAME_COLUMNS)
        insert_rows(tx, STAGED, _COLUMNS, named.rows())
