"""What sniffing made of a file: everything the reading of its rows needs, as one value that can be stored."""

from dataclasses import asdict, dataclass, field
from typing import Any

from aisle.intake.dialect.questions import Option, Question
from aisle.intake.reading.blocks import Layout
from aisle.intake.reading.kinds import FileKind


@dataclass(frozen=True, slots=True)
class Understanding:
    """Layout, profile and dialect of a file; `questions` is empty when all of it is certain.

    `mapping` is canonical field -> column index; `decimal_marks` is per number field; `dates_have_time` says
    whether any date in the sample carries a time of day.
    """

    layout: Layout
    profile: str
    confidence_permille: int
    mapping: dict[str, int]
    decimal_marks: dict[str, str]
    date_order: str
    dates_have_time: bool
    time_zone: str | None
    currency: str | None
    rows_estimated: int
    bytes_total: int
    questions: tuple[Question, ...] = ()
    columns: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return a JSON form that `from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Understanding":
        """Read back what `as_json` wrote."""
        layout = data["layout"]
        return cls(
            **data
            | {
                "layout": Layout(**layout | {"kind": FileKind(**layout["kind"]), "headers": tuple(layout["headers"])}),
                "questions": tuple(
                    Question(**item | {"options": tuple(Option(**option) for option in item["options"])})
                    for item in data["questions"]
                ),
                "columns": tuple(data["columns"]),
                "notes": tuple(data["notes"]),
            }
        )

    def header_of(self, name: str) -> str | None:
        """Return the file's own header for a field, for messages."""
        index = self.mapping.get(name)
        return None if index is None else self.layout.headers[index] or f"column {index + 1}"
