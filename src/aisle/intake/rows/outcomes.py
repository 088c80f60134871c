"""The outcome of a row: what may be wrong with it, in a stable code and in words."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["ready", "posted", "duplicate", "set_aside", "rejected"]


@dataclass(frozen=True, slots=True)
class Code:
    """A reason with its outcome, a sentence for the person, and what to do about it."""

    outcome: Outcome
    message: str
    hint: str


CODES: dict[str, Code] = {
    "missing-value": Code("rejected", "A value that every sale needs is empty.", "Fill the cell in."),
    "bad-number": Code(
        "rejected", "This is not a number.", "Look for a letter among the digits or a wrong decimal mark."
    ),
    "bad-date": Code(
        "rejected", "This is not a date a sale can have.", "Check the order of day and month, and the year."
    ),
    "bad-encoding": Code(
        "rejected", "The row holds bytes that are no text.", "Save the file as UTF-8 and upload it again."
    ),
    "bad-barcode": Code("rejected", "The check digit of the barcode is wrong.", "Compare it with the label."),
    "wrong-column-count": Code(
        "rejected", "The row does not have as many cells as the header.", "Look for a quote or delimiter inside a cell."
    ),
    "unknown-store": Code("rejected", "No store has this name.", "Use the store's name as it stands in the settings."),
    "store-not-yours": Code("rejected", "You may not post to this store.", "Ask the owner for access to it."),
    "unknown-product": Code(
        "rejected", "The catalogue has no such product.", "Add it, or let the upload create products."
    ),
    "currency-mismatch": Code("rejected", "The amount is in another currency than the store's.", "Convert it first."),
    "fractional-each": Code(
        "rejected", "A fraction of a piece was sold.", "Give the item a unit such as kg, or mend the quantity."
    ),
    "number-out-of-range": Code("rejected", "The number is zero or far too large for a sale.", "Check the cell."),
    "totals-disagree": Code(
        "rejected", "Quantity, price and discount do not add up to the total.", "Check which of the cells is wrong."
    ),
    "receipt-changed": Code(
        "rejected",
        "This receipt was posted before with other lines.",
        "Correct it with a return, or void the earlier upload.",
    ),
    "zero-price": Code("set_aside", "The price is zero, so nothing was sold.", "Nothing to do."),
    "negative-price": Code("set_aside", "The price is negative: an adjustment, not a sale.", "Nothing to do."),
    "cancelled": Code("set_aside", "The sale was cancelled or never paid.", "Nothing to do."),
    "not-merchandise": Code("set_aside", "Postage, a fee or a tip: no goods.", "Nothing to do."),
    "subtotal-row": Code("set_aside", "The row sums up other rows.", "Nothing to do."),
    "already-posted": Code("duplicate", "This line was posted before.", "Nothing to do."),
}
