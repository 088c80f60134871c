"""A shop with its upload door, driven as the app drives it: files in, jobs run, uploads read back."""

import hashlib
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from aisle import intake
from aisle.app.tables import METADATA
from aisle.intake.schemas import UploadOut
from aisle.intake.sniffing import sniff
from aisle.kit.clock import to_utc_text
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.jobs import JobRunner
from aisle.kit.keys import Keyring
from aisle.kit.secrets_directory import SecretsDirectory
from tests import books
from tests.books import Shop


@dataclass
class Door:
    """The upload door of one shop."""

    shop: Shop
    folder: intake.UploadFolder
    keyring: Keyring
    sniffed: list[Any] = field(default_factory=list)

    def runner(self) -> JobRunner:
        """A worker for the door's jobs."""
        handlers = intake.handlers(self.folder.path, self.keyring)
        return JobRunner(
            self.shop.database, handlers, self.shop.clock, queues=["heavy"], owner="test", chance=random.Random(0)
        )

    def hand_in(self, content: bytes, *, key: str | None = None, **options: Any) -> str:
        """Put a file in without running any job; return the upload's id."""
        upload_id = new_id()
        path = self.folder.file(upload_id)
        path.write_bytes(content)
        received = intake.ReceivedFile(path, "sales.csv", len(content), hashlib.sha256(content).hexdigest())
        with self.shop.database.write(self.shop.actor) as tx:
            return intake.receive_upload(
                tx,
                upload_id=upload_id,
                file=received,
                options=intake.UploadOptions(**options),
                idempotency_key=key,
                clock=self.shop.clock,
            )

    def work(self) -> None:
        """Run jobs until there are none."""
        runner = self.runner()
        while runner.run_once():
            pass

    def upload(self, content: bytes, **options: Any) -> UploadOut:
        """Hand a file in and work it off; return the upload as shown."""
        upload_id = self.hand_in(content, **options)
        self.work()
        return self.read(upload_id)

    def answer(self, upload_id: str, **answers: str) -> UploadOut:
        """Answer questions (dots written as two underscores) and work on."""
        with self.shop.database.write(self.shop.actor) as tx:
            named = {name.replace("__", "."): value for name, value in answers.items()}
            intake.answer_questions(tx, upload_id, named, clock=self.shop.clock)
        self.work()
        return self.read(upload_id)

    def read(self, upload_id: str) -> UploadOut:
        """The upload as shown."""
        with self.shop.database.read(self.shop.actor) as session:
            return intake.get_upload(session, upload_id, now=self.shop.clock.now())

    def codes(self, upload_id: str) -> dict[int, str]:
        """Row number -> code of all rows that did not post."""
        with self.shop.database.read(self.shop.actor) as session:
            rows = intake.list_rows(session, upload_id, outcome=None, after=None, limit=200)
            return {row.row: row.code for row in rows}

    def book(self) -> dict[str, list[str]]:
        """What the book says, without what names the run: moments of posting, sequence numbers, ids of tenants."""
        hidden = {"tenant_id", "posted_at", "sequence", "epoch", "digest"}
        content = {}
        with self.shop.database.read(self.shop.actor) as session:
            for name in ("sale", "sale_line", "tax_line", "tender_line", "stock_movement"):
                table = METADATA.tables[name]
                columns = [column for column in table.columns if column.name not in hidden]
                rows = session.execute(sa.select(*columns).where(table.c.tenant_id == self.shop.tenant_id))
                content[name] = sorted(str(tuple(row)) for row in rows)
        return content


def open_door(database: Database, folder: Path, **shop: Any) -> Door:
    """Open a shop with a door whose files lie in `folder`."""
    opened = books.open_shop(database, **shop)
    keyring = Keyring(SecretsDirectory(folder / "secrets"))
    with database.write(opened.actor) as tx:
        keyring.create_tenant(tx, opened.tenant_id, created_at=to_utc_text(opened.clock.now()))
    return Door(opened, intake.UploadFolder.under(folder), keyring)


def understand(path: Path, **options: Any) -> Any:
    """Sniff a file as the job does."""
    return sniff(path, intake.UploadOptions(**options))
