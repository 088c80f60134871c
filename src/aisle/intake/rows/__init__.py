"""From text cells to staged rows: exact amounts, moments in UTC, one outcome per row."""

from aisle.intake.rows.canonical import RowReader, StagedBlock
from aisle.intake.rows.facts import StoreFacts, StoreFinder
from aisle.intake.rows.outcomes import CODES, Outcome
from aisle.intake.rows.staged import PAYLOAD_COLUMNS, STAGED_COLUMNS

__all__ = [
    "CODES",
    "PAYLOAD_COLUMNS",
    "STAGED_COLUMNS",
    "Outcome",
    "RowReader",
    "StagedBlock",
    "StoreFacts",
    "StoreFinder",
]
