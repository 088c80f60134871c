"""From text cells to staged rows: exact amounts, moments in UTC, one outcome per row."""

from aisle.intake.rows.canonical import STAGED_COLUMNS, RowReader, StagedBlock
from aisle.intake.rows.facts import StoreFacts, StoreFinder
from aisle.intake.rows.outcomes import CODES, Outcome

__all__ = ["CODES", "STAGED_COLUMNS", "Outcome", "RowReader", "StagedBlock", "StoreFacts", "StoreFinder"]
