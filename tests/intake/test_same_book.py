"""One file, one book: however its rows are shuffled, its parts cut, or its jobs killed."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from aisle.app.tables import METADATA
from aisle.intake import post_job, stage_job
from aisle.kit.db import Database
from aisle.kit.jobs import JobContext
from tests.intake.door import Door, open_door

HEADER = "receipt,date,sku,name,quantity,price,customer\n"


class Killed(BaseException):
    """The worker's end, without a word."""


@st.composite
def receipts(draw: st.DrawFn) -> list[list[str]]:
    """Receipts of one to four lines, many of them alike, some of no price, some returns."""
    line = st.tuples(
        st.sampled_from("ABC"), st.integers(-3, 5).filter(bool), st.sampled_from(["1.50", "0.001", "2", "0"])
    )
    found = draw(st.lists(st.lists(line, min_size=1, max_size=4), min_size=1, max_size=6))
    return [
        [
            f"{number},2026-11-{number % 9 + 1:02d} 1{place % 3}:00,{sku},{sku} name,{quantity},{price},c{number}\n"
            for place, (sku, quantity, price) in enumerate(lines)
        ]
        for number, lines in enumerate(found)
    ]


def book_of(door: Door) -> dict[str, list[tuple[Any, ...]]]:
    """The book by receipt number and code: no ids, no moments of posting, no sequence numbers."""
    tables = METADATA.tables
    sale, line, item, tender = (tables[name] for name in ("sale", "sale_line", "item", "tender_line"))
    by_sale = (line.c.tenant_id == sale.c.tenant_id) & (line.c.sale_id == sale.c.sale_id)
    by_item = (item.c.tenant_id == line.c.tenant_id) & (item.c.item_id == line.c.item_id)
    by_tender = (tender.c.tenant_id == sale.c.tenant_id) & (tender.c.sale_id == sale.c.sale_id)
    sales = sa.select(
        sale.c.receipt_number, sale.c.kind, sale.c.business_date, sale.c.occurred_at, sale.c.net_minor,
        sale.c.total_minor, sale.c.line_count, sale.c.customer_id.is_(None), tender.c.amount_minor,
    ).join(tender, by_tender)  # fmt: skip
    lines = (
        sa.select(
            sale.c.receipt_number, line.c.line_no, item.c.sku, line.c.quantity, line.c.net_minor, line.c.gross_minor,
            line.c.unit_price_minor,
        ).select_from(line).join(sale, by_sale).join(item, by_item)
    )  # fmt: skip
    with door.shop.database.read(door.shop.actor) as session:
        return {
            name: sorted(map(tuple, session.execute(statement.where(sale.c.tenant_id == door.shop.tenant_id))), key=str)
            for name, statement in (("sales", sales), ("lines", lines))
        }


@contextmanager
def small_chunks(size: int) -> Iterator[None]:
    """Make chunks so small that a few rows make many."""
    with (
        patch.object(stage_job, "STAGE_CHUNK_ROWS", size),
        patch.object(post_job, "STAGE_CHUNK_ROWS", size),
        patch.object(post_job, "POST_CHUNK_RECEIPTS", size),
    ):
        yield


def work_with_kills(door: Door, chance: random.Random) -> None:
    """Run the jobs; the worker dies again and again, before a commit or just after one, and its lease runs out."""
    save = JobContext.save_checkpoint

    def save_or_die(context: JobContext, tx: Any, checkpoint: dict[str, Any]) -> None:
        if chance.random() < 0.25:
            raise Killed
        save(context, tx, checkpoint)
        if chance.random() < 0.25:
            tx.commit()
            raise Killed

    with (
        patch.object(JobContext, "save_checkpoint", save_or_die),
        patch("aisle.kit.jobs.runner.JOB_ATTEMPTS_MAX", 10_000),
    ):
        runner = door.runner()
        worked = True
        while worked:
            try:
                worked = runner.run_once()
            except Killed:
                door.shop.clock.at += timedelta(minutes=5)


@settings(max_examples=12)
@given(found=receipts(), seed=st.integers(0, 2**32), size=st.integers(1, 4))
def test_shuffled_halved_and_killed_uploads_make_the_same_book(
    database: Database, tmp_path: Path, found: list[list[str]], seed: int, size: int
) -> None:
    """Rows in another order, parts cut between receipts, and a worker that dies at any commit change nothing."""
    chance = random.Random(seed)
    rows = [row for lines in found for row in lines]
    plain = open_door(database, tmp_path)
    upload = plain.upload((HEADER + "".join(rows)).encode())
    assert upload.state == "done", upload.problem
    expected = book_of(plain)

    shuffled = open_door(database, tmp_path)
    shuffled.upload((HEADER + "".join(chance.sample(rows, len(rows)))).encode())
    assert book_of(shuffled) == expected

    halved = open_door(database, tmp_path)
    cut = chance.randint(0, len(found))
    for part in chance.sample([found[:cut], found[cut:]], 2):
        if part:
            halved.upload((HEADER + "".join(row for lines in part for row in lines)).encode())
    assert book_of(halved) == expected

    killed = open_door(database, tmp_path)
    with small_chunks(size):
        upload_id = killed.hand_in((HEADER + "".join(rows)).encode())
        work_with_kills(killed, chance)
    assert book_of(killed) == expected
    counts = killed.read(upload_id)
    assert counts.state == "done"
    assert (counts.rows_read, counts.rows_posted, counts.code_counts) == (
        len(rows),
        upload.rows_posted,
        upload.code_counts,
    )
    assert counts.totals == upload.totals
