"""The book against a plain model: whatever is sold, brought back, voided, counted, repeated or lost half-way."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from aisle import ledger, stock
from aisle.insights.cube import add_sales_to_cube
from aisle.kit.clock import to_utc_text
from aisle.kit.db import Database, WriteSession
from aisle.kit.ids import new_id
from aisle.ledger.problems import NotVoidable, ReturnExceedsSold, SaleIdReused, SaleReturned
from aisle.ledger.rules import OriginalLine, SaleDraft, TenderLine
from tests.books import Shop, open_shop
from tests.ledger.drafts import Specs, draft, item_ids, line, line_specs, lines_of
from tests.properties.checks import check_book, content_of
from tests.properties.model import Model

Command = Callable[[WriteSession], Any]
# How far back: what happened lately is what people come back for.
pick = st.integers(0, 5)


class LightsOut(Exception):
    """The process dies inside the transaction."""


class BookMachine(RuleBasedStateMachine):
    """Doors acting on one shop; the model knows how each command must end."""

    database: Database

    @initialize()
    def open(self) -> None:
        self.shop: Shop = open_shop(self.database)
        self.items = item_ids(self.shop)
        self.model = Model()
        # Every command that was accepted, with what it was answered.
        self.done: list[tuple[Command, Any]] = []

    @rule(
        specs=line_specs(),
        register=st.sampled_from(["one", "two"]),
        moves_stock=st.booleans(),
        hours_late=st.sampled_from([0, 0, 1, 30]),
        rounding=st.integers(-2, 2),
        crash=st.booleans(),
    )
    def sell(self, specs: Specs, rounding: int, crash: bool, **how: Any) -> None:
        entry = self.draft_of(lines_of(specs, self.items), rounding=rounding, **how)
        self.post(entry, crash=crash)

    @rule(specs=line_specs(sign=-1), hours_late=st.sampled_from([0, 30]))
    def bring_back_without_a_receipt(self, specs: Specs, hours_late: int) -> None:
        self.post(self.draft_of(lines_of(specs, self.items), hours_late=hours_late))

    @precondition(lambda self: self.model.sales)
    @rule(which=pick, how_many=st.sampled_from(["one", "all that are left", "one too many"]), crash=st.booleans())
    def bring_back(self, which: int, how_many: str, crash: bool) -> None:
        sale = self.sale_at(which)
        sold = sale.lines[which % len(sale.lines)]
        left = max(self.model.returnable(sale.sale_id, sold.line_no), 0)
        quantity = {"one": 1, "all that are left": left or 1, "one too many": left + 1}[how_many]
        original = OriginalLine(sale.sale_id, sold.line_no)
        entry = self.draft_of([line(1, sold.item_id, -quantity, sold.unit_price_minor, original=original)])
        if quantity > left:
            with pytest.raises(ReturnExceedsSold), self.shop.database.write(self.shop.actor) as tx:
                ledger.post_sale(tx, entry, clock=self.shop.clock)
        else:
            self.post(entry, crash=crash)

    @precondition(lambda self: self.model.sales)
    @rule(which=pick, crash=st.booleans())
    def void(self, which: int, crash: bool) -> None:
        sale_id = self.sale_at(which).sale_id
        at = self.tick()

        def command(tx: WriteSession) -> Any:
            return ledger.void_sale(tx, sale_id=sale_id, clock=self.shop.clock).digest

        if sale_id not in self.model.voided and self.model.came_back(sale_id):
            with pytest.raises(SaleReturned), self.shop.database.write(self.shop.actor) as tx:
                command(tx)
            return
        new = [] if sale_id in self.model.voided else [ledger.void_id_of(sale_id)]
        self.do(command, crash=crash, sale_ids=new)
        self.model.add_void(sale_id, at)

    @precondition(lambda self: self.model.voided)
    @rule(which=pick)
    def void_a_void(self, which: int) -> None:
        voided = sorted(self.model.voided)
        void_id = ledger.void_id_of(voided[which % len(voided)])
        with pytest.raises(NotVoidable), self.shop.database.write(self.shop.actor) as tx:
            ledger.void_sale(tx, sale_id=void_id, clock=self.shop.clock)

    @rule(
        counted=st.dictionaries(st.integers(0, 2), st.integers(0, 50), min_size=1),
        hours_ago=st.sampled_from([0, 2, 31]),
        crash=st.booleans(),
    )
    def count(self, counted: dict[int, int], hours_ago: int, crash: bool) -> None:
        """Somebody counts while others sell: what moved after the moment of counting is no variance."""
        self.tick()
        counted_at = to_utc_text(self.shop.clock.now() - timedelta(hours=hours_ago))
        lines = [stock.CountLine(self.items[item], found) for item, found in counted.items()]
        count_id = new_id()
        expected = [entry.counted - self.model.on_hand(entry.item_id, counted_at) for entry in lines]

        def command(tx: WriteSession) -> Any:
            return stock.post_count(
                tx, count_id=count_id, store_id=self.shop.store_id, lines=lines, counted_at=counted_at, reason="",
                clock=self.shop.clock,
            )  # fmt: skip

        assert self.do(command, crash=crash) == expected
        self.model.moves += [(entry.item_id, off, counted_at) for entry, off in zip(lines, expected, strict=True)]

    @rule(batch=st.lists(line_specs(), min_size=1, max_size=3), again=st.booleans())
    def post_a_batch(self, batch: list[Specs], again: bool) -> None:
        """History from a file: several sales at once, some of them known, none moves stock."""
        drafts = [self.draft_of(lines_of(specs, self.items), hours_late=30, moves_stock=False) for specs in batch]
        known = self.model.live()[:1] if again else []

        def command(tx: WriteSession) -> Any:
            return [answer.digest for answer in ledger.post_sales(tx, [*known, *drafts], clock=self.shop.clock)]

        self.do(command, sale_ids=[entry.sale_id for entry in drafts])
        for entry in drafts:
            self.model.add_sale(entry)

    @precondition(lambda self: self.done)
    @rule(which=pick)
    def repeat(self, which: int) -> None:
        """A door that heard no answer asks again, however late; it is answered as before and nothing moves."""
        command, answer = self.done[-1 - which % len(self.done)]
        self.tick()
        before = content_of(self.shop)
        with self.shop.database.write(self.shop.actor) as tx:
            assert command(tx) == answer
        assert content_of(self.shop) == before

    @precondition(lambda self: self.model.sales)
    @rule(which=pick)
    def reuse_an_id(self, which: int) -> None:
        sale = self.sale_at(which)
        other = draft(self.shop, "other", [line(1, self.items[0], 1, 7_777)], sale_id=sale.sale_id)
        with pytest.raises(SaleIdReused), self.shop.database.write(self.shop.actor) as tx:
            ledger.post_sale(tx, other, clock=self.shop.clock)

    @invariant()
    def the_book_agrees(self) -> None:
        if hasattr(self, "shop"):
            check_book(self.shop, self.model, self.items)

    def tick(self) -> str:
        """A minute passes; return the moment as UTC text."""
        self.shop.clock.at += timedelta(minutes=1)
        return to_utc_text(self.shop.clock.now())

    def sale_at(self, which: int) -> SaleDraft:
        """One of the sales there are."""
        return list(self.model.sales.values())[-1 - which % len(self.model.sales)]

    def draft_of(self, lines: list[Any], *, hours_late: int = 0, rounding: int = 0, **more: Any) -> SaleDraft:
        """A sale of now or of some hours ago, settled in cash with change."""
        self.tick()
        moment = self.shop.clock.now() - timedelta(hours=hours_late)
        due = sum(entry.gross_minor for entry in lines) + rounding
        return draft(
            self.shop, new_id(), lines, occurred_at=to_utc_text(moment), business_date=moment.date(),
            rounding_minor=rounding, tenders=(TenderLine(1, "cash", due, due + 500, 500),), **more,
        )  # fmt: skip

    def post(self, entry: SaleDraft, *, crash: bool = False) -> None:
        """Post one sale and tell the model."""
        self.do(
            lambda tx: ledger.post_sale(tx, entry, clock=self.shop.clock).digest, crash=crash, sale_ids=[entry.sale_id]
        )
        self.model.add_sale(entry)

    def do(self, command: Command, *, crash: bool = False, sale_ids: list[str] | None = None) -> Any:
        """Run a command; after a crash nothing of it is there and the retry does it whole."""
        if crash:
            before = content_of(self.shop)
            with suppress(LightsOut), self.shop.database.write(self.shop.actor) as tx:
                command(tx)
                raise LightsOut
            assert content_of(self.shop) == before
        with self.shop.database.write(self.shop.actor) as tx:
            answer = command(tx)
        with self.shop.database.write(self.shop.actor) as tx:
            add_sales_to_cube(tx, sale_ids or [])
        self.done.append((command, answer))
        return answer


def test_the_book_agrees_with_a_plain_model(database: Database) -> None:
    machine = type("Machine", (BookMachine,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
