"""The one way into the book: a sale is posted whole, once, in one transaction."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from aisle import sites, stock
from aisle.kit import events, journal
from aisle.kit.bulk import insert_rows, upsert_into
from aisle.kit.clock import Clock, to_utc_text
from aisle.kit.db import WriteSession, table_of
from aisle.kit.ids import derived_id
from aisle.ledger import rows as book
from aisle.ledger.models import (
    PriceAdjustmentRow,
    RegisterHeadRow,
    SaleLineRow,
    SaleRow,
    TaxLineRow,
    TenderLineRow,
)
from aisle.ledger.problems import NotVoidable, ReturnExceedsSold, SaleIdReused, SaleReturned, SequenceReused
from aisle.ledger.queries import list_drafts
from aisle.ledger.rows import PostedSale
from aisle.ledger.rules import OriginalLine, SaleDraft, check_sale, digest_text, returned_lines, turned

_HEAD = table_of(RegisterHeadRow).c
_SALE = table_of(SaleRow).c
_LINE = table_of(SaleLineRow).c


def post_sale(tx: WriteSession, draft: SaleDraft, *, clock: Clock) -> PostedSale:
    """Post one sale; the same id with the same content answers what it answered the first time."""
    return post_sales(tx, [draft], clock=clock)[0]


def post_sales(tx: WriteSession, drafts: Sequence[SaleDraft], *, clock: Clock) -> list[PostedSale]:
    """Post many sales of any registers in a fixed number of statements; all of them or none.

    Order: check what always holds, lock the register heads, look for replays, lock the original lines of returns,
    write the book, move the stock, write journal and events. Answers come in the order of `drafts`.
    """
    for draft in drafts:
        check_sale(draft)
    heads = _lock_heads(tx, sorted({draft.register_id for draft in drafts}))
    known = _find_posted(tx, [draft.sale_id for draft in drafts])
    posted_at = clock.now()
    posted_text = to_utc_text(posted_at)
    answers: dict[str, PostedSale] = dict(known)
    fresh: list[SaleDraft] = []
    for draft in drafts:
        digest = hashlib.sha256(digest_text(draft).encode()).hexdigest()
        earlier = answers.get(draft.sale_id)
        if earlier is not None:
            if earlier.digest != digest:
                raise SaleIdReused(params={"sale_id": draft.sale_id})
            continue
        answers[draft.sale_id] = _number(draft, heads, digest=digest, posted_at=posted_text)
        fresh.append(draft)
    if fresh:
        _check_sequences(tx, fresh, answers)
        _check_returns(tx, fresh)
        _write(tx, fresh, answers, heads, posted_at)
    return [answers[draft.sale_id] for draft in drafts]


def void_sale(tx: WriteSession, *, sale_id: str, clock: Clock) -> PostedSale:
    """Post the void of one sale; a repeat is answered as the first time, and a void itself stays."""
    return void_sales(tx, sale_ids=[sale_id], clock=clock)[0]


def void_sales(tx: WriteSession, *, sale_ids: Sequence[str], clock: Clock) -> list[PostedSale]:
    """Post a void per sale; the sale stays in the book and its void names it."""
    drafts = list_drafts(tx, sale_ids)
    if any(draft.kind == "void" for draft in drafts):
        raise NotVoidable()
    _lock_heads(tx, sorted({draft.register_id for draft in drafts}))
    known = _find_posted(tx, [void_id_of(draft.sale_id) for draft in drafts])
    now = to_utc_text(clock.now())
    _check_not_returned(tx, [draft.sale_id for draft in drafts if void_id_of(draft.sale_id) not in known])
    voids = [turned(draft, sale_id=void_id_of(draft.sale_id), kind="void", occurred_at=now) for draft in drafts]
    posted = post_sales(tx, [void for void in voids if void.sale_id not in known], clock=clock)
    answers = {answer.sale_id: answer for answer in (*known.values(), *posted)}
    return [answers[void.sale_id] for void in voids]


def void_id_of(sale_id: str) -> str:
    """Return the id of the one void a sale can have."""
    return derived_id(sale_id, "void")


def _lock_heads(tx: WriteSession, register_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Lock the heads in id order, opening those that are new, and return register -> (epoch, sequence)."""
    statement = (
        sa.select(_HEAD.register_id, _HEAD.epoch, _HEAD.sequence)
        .where(_HEAD.tenant_id == tx.tenant_id, _HEAD.register_id.in_(register_ids))
        .order_by(_HEAD.register_id)
        .with_for_update()
    )
    if not register_ids:
        return {}
    heads = {row.register_id: (row.epoch, row.sequence) for row in tx.execute(statement)}
    missing = [name for name in register_ids if name not in heads]
    if not missing:
        return heads
    # A register sells for the first time once, so the usual sale is spared this statement.
    fresh = [{"tenant_id": tx.tenant_id, "register_id": name, "epoch": 0, "sequence": 0} for name in missing]
    tx.execute(upsert_into(tx, table_of(RegisterHeadRow)).on_conflict_do_nothing(), fresh)
    return {row.register_id: (row.epoch, row.sequence) for row in tx.execute(statement)}


def _find_posted(tx: WriteSession, sale_ids: Sequence[str]) -> dict[str, PostedSale]:
    columns = (
        _SALE.sale_id, _SALE.digest, _SALE.receipt_number, _SALE.epoch, _SALE.sequence, _SALE.posted_at, _SALE.flags,
    )  # fmt: skip
    statement = sa.select(*columns).where(_SALE.tenant_id == tx.tenant_id, _SALE.sale_id.in_(sale_ids))
    return {
        row.sale_id: PostedSale(
            row.sale_id, row.digest, row.receipt_number, row.epoch, row.sequence, row.posted_at, tuple(row.flags), True
        )
        for row in tx.execute(statement)
    }


def _number(draft: SaleDraft, heads: dict[str, tuple[int, int]], *, digest: str, posted_at: str) -> PostedSale:
    """Give a sale its place on its register; a door that numbers its own sales brings epoch and sequence."""
    epoch, last = heads[draft.register_id]
    if draft.sequence is None:
        sequence = last + 1
    else:
        epoch, sequence = draft.epoch or epoch, draft.sequence
    # A new epoch counts from its own start; a late sale of an old one leaves the head where it is.
    heads[draft.register_id] = max(heads[draft.register_id], (epoch, sequence))
    return PostedSale(
        sale_id=draft.sale_id,
        digest=digest,
        receipt_number=draft.receipt_number or f"{epoch}-{sequence}",
        epoch=epoch,
        sequence=sequence,
        posted_at=posted_at,
        flags=draft.flags,
    )


def _check_sequences(tx: WriteSession, drafts: Sequence[SaleDraft], answers: dict[str, PostedSale]) -> None:
    """Hold that no two sales share a place on a register, neither in the book nor among the drafts."""
    places = [(draft.register_id, answers[draft.sale_id].epoch, answers[draft.sale_id].sequence) for draft in drafts]
    # What the head counted out is free; only a number a door brought along can be there already.
    brought = [place for draft, place in zip(drafts, places, strict=True) if draft.sequence is not None]
    taken = [place for place, times in Counter(places).items() if times > 1]
    if brought and not taken:
        place = (_SALE.register_id, _SALE.epoch, _SALE.sequence)
        statement = sa.select(*place).where(_SALE.tenant_id == tx.tenant_id, sa.tuple_(*place).in_(brought))
        taken = [(row.register_id, row.epoch, row.sequence) for row in tx.execute(statement)]
    if taken:
        register_id, epoch, sequence = min(taken)
        raise SequenceReused(params={"register_id": register_id, "epoch": epoch, "sequence": sequence})


def _check_returns(tx: WriteSession, drafts: Sequence[SaleDraft]) -> None:
    """Hold that no line comes back more often than it was sold; its row is locked until the commit."""
    returned = returned_lines(drafts)
    if not returned:
        return
    here = {OriginalLine(draft.sale_id, line.line_no): line.quantity for draft in drafts for line in draft.lines}
    for original, quantity in returned:
        own = (_LINE.tenant_id == tx.tenant_id) & (_LINE.sale_id == original.sale_id)
        sold = tx.scalar(sa.select(_LINE.quantity).where(own, _LINE.line_no == original.line_no).with_for_update())
        # A batch may hold a sale and its return; alone they would have been posted one after the other.
        sold = here.get(original) if sold is None else sold
        back = tx.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(_LINE.quantity), 0)).where(
                _LINE.tenant_id == tx.tenant_id,
                _LINE.original_sale_id == original.sale_id,
                _LINE.original_line_no == original.line_no,
                sa.not_(_is_voided(tx, _LINE.sale_id)),
            )
        )
        if sold is None or quantity - (back or 0) > sold:
            raise ReturnExceedsSold(params={"sale_id": original.sale_id, "line_no": original.line_no})
        if tx.scalar(sa.select(_is_voided(tx, sa.literal(original.sale_id)))):
            raise ReturnExceedsSold(params={"sale_id": original.sale_id, "line_no": original.line_no})


def _check_not_returned(tx: WriteSession, sale_ids: Sequence[str]) -> None:
    """Hold that nothing of these sales has come back; their lines are locked, so nothing does until the commit."""
    own = (_LINE.tenant_id == tx.tenant_id) & _LINE.sale_id.in_(sale_ids)
    tx.execute(sa.select(_LINE.sale_id).where(own).order_by(_LINE.sale_id, _LINE.line_no).with_for_update())
    returned = sa.select(_LINE.original_sale_id).where(
        _LINE.tenant_id == tx.tenant_id,
        _LINE.original_sale_id.in_(sale_ids),
        sa.not_(_is_voided(tx, _LINE.sale_id)),
    )
    sale_id = tx.scalar(returned.limit(1))
    if sale_id is not None:
        raise SaleReturned(params={"sale_id": sale_id})


def _is_voided(tx: WriteSession, sale_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    void = table_of(SaleRow).alias("void")
    own = (void.c.tenant_id == tx.tenant_id) & (void.c.original_sale_id == sale_id)
    return sa.exists().where(own, void.c.kind == "void")


def _write(
    tx: WriteSession,
    drafts: Sequence[SaleDraft],
    answers: dict[str, PostedSale],
    heads: dict[str, tuple[int, int]],
    posted_at: datetime,
) -> None:
    rows = book.SaleRows()
    for draft in drafts:
        rows.add(tx.tenant_id, draft, answers[draft.sale_id])
    insert_rows(tx, table_of(SaleRow), book.SALE_COLUMNS, rows.sales)
    insert_rows(tx, table_of(SaleLineRow), book.LINE_COLUMNS, rows.lines)
    insert_rows(tx, table_of(TaxLineRow), book.TAX_COLUMNS, rows.taxes)
    insert_rows(tx, table_of(TenderLineRow), book.TENDER_COLUMNS, rows.tenders)
    insert_rows(tx, table_of(PriceAdjustmentRow), book.ADJUSTMENT_COLUMNS, rows.adjustments)
    stock.record_movements(
        tx,
        [
            movement
            for draft in drafts
            if draft.moves_stock
            for movement in book.movements_of(draft, location_id=sites.default_location_id(draft.store_id))
        ],
        posted_at=to_utc_text(posted_at),
    )
    for register_id in sorted({draft.register_id for draft in drafts}):
        own = [draft for draft in drafts if draft.register_id == register_id]
        _move_head(tx, register_id, heads[register_id])
        entries = [book.journal_entry_of(draft, answers[draft.sale_id]) for draft in own]
        journal.append_many(tx, f"register:{register_id}", entries, posted_at=posted_at)
    events.append_many(tx, [book.sale_posted_event(draft, answers[draft.sale_id]) for draft in drafts])


def _move_head(tx: WriteSession, register_id: str, head: tuple[int, int]) -> None:
    tx.execute(
        sa.update(table_of(RegisterHeadRow))
        .where(_HEAD.tenant_id == tx.tenant_id, _HEAD.register_id == register_id)
        .values(epoch=head[0], sequence=head[1])
    )
