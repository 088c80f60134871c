"""What the book should say, kept in plain dictionaries: the state machine's other opinion."""

from dataclasses import dataclass, field
from datetime import date

from aisle.kit.ids import derived_id
from aisle.ledger import SaleDraft

Place = tuple[str, int]


@dataclass
class Model:
    """Every fact that was accepted, and the sums that follow from them."""

    sales: dict[str, SaleDraft] = field(default_factory=dict)
    voided: set[str] = field(default_factory=set)
    # (item, quantity, moment) of everything that moved stock.
    moves: list[tuple[str, int, str]] = field(default_factory=list)

    def add_sale(self, draft: SaleDraft) -> None:
        """Take in a posted sale; a repeat is nothing new."""
        if draft.sale_id in self.sales:
            return
        self.sales[draft.sale_id] = draft
        if draft.moves_stock:
            self.moves += [(line.item_id, -line.quantity, draft.occurred_at) for line in draft.lines]

    def add_void(self, sale_id: str, at: str) -> None:
        """Take in a void: the goods are back where they were before."""
        if sale_id in self.voided:
            return
        self.voided.add(sale_id)
        sale = self.sales[sale_id]
        if sale.moves_stock:
            self.moves += [(line.item_id, line.quantity, at) for line in sale.lines]

    def on_hand(self, item_id: str, until: str = "9") -> int:
        """Sum what moved up to a moment (UTC text)."""
        return sum(quantity for item, quantity, at in self.moves if item == item_id and at <= until)

    def came_back(self, sale_id: str, line_no: int | None = None) -> int:
        """How many of a sale, or of one line of it, were returned by returns that still stand."""
        return -sum(
            line.quantity
            for draft in self.live()
            for line in draft.lines
            if line.original is not None
            and line.original.sale_id == sale_id
            and line_no in {None, line.original.line_no}
        )

    def returnable(self, sale_id: str, line_no: int) -> int:
        """How many of a line may still come back."""
        if sale_id in self.voided:
            return 0
        line = next(line for line in self.sales[sale_id].lines if line.line_no == line_no)
        return line.quantity - self.came_back(sale_id, line_no)

    def live(self) -> list[SaleDraft]:
        """The sales and returns that were not voided."""
        return [draft for sale_id, draft in self.sales.items() if sale_id not in self.voided]

    def posted_ids(self) -> set[str]:
        """The id of every row the book should hold: sales, returns and voids."""
        return set(self.sales) | {derived_id(sale_id, "void") for sale_id in self.voided}

    def net_by_day(self) -> dict[tuple[str, date], tuple[int, int]]:
        """(item, day) -> (units sold less returned, net), over what was not voided; days of nothing are left out."""
        sums: dict[tuple[str, date], tuple[int, int]] = {}
        for draft in self.live():
            for line in draft.lines:
                units, net = sums.get((line.item_id, draft.business_date), (0, 0))
                sums[line.item_id, draft.business_date] = (units + line.quantity, net + line.net_minor)
        return {key: pair for key, pair in sums.items() if pair != (0, 0)}
