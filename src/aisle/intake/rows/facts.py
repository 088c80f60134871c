"""What the rows must know about the stores they belong to."""

from dataclasses import dataclass, field

from aisle.kit.money import minor_exponent


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """A store's zone, currency, day end (minutes after midnight) and tax habit, rate in parts per million."""

    store_id: str
    name: str
    time_zone: str
    currency: str
    day_ends_minutes: int = 0
    tax_mode: str = "unknown"
    tax_rate_ppm: int = 0

    @property
    def minor_decimals(self) -> int:
        """How many decimals the currency has."""
        return minor_exponent(self.currency)


@dataclass(frozen=True, slots=True)
class StoreFinder:
    """Which store a row belongs to: by the text in its store column, else the upload's own store.

    `foreign_names` are names of stores of the tenant that the uploading person may not post to. With `any_name`
    the tenant has one store, and whatever a till calls the place, it is this one.
    """

    default: StoreFacts | None
    by_name: dict[str, StoreFacts] = field(default_factory=dict)
    foreign_names: frozenset[str] = frozenset()
    any_name: bool = False

    def find(self, text: str | None) -> StoreFacts | None:
        """Return the store of a cell; an empty cell means the upload's store."""
        if self.any_name or text is None or not text.strip():
            return self.default
        return self.by_name.get(fold_name(text))


def fold_name(text: str) -> str:
    """Fold a store's name for comparing: case and runs of spaces do not matter."""
    return " ".join(text.casefold().split())
