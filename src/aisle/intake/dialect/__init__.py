"""How a file writes things: encoding, delimiter, header row, decimal mark, date order. A question where evidence ends."""

from aisle.intake.dialect.questions import Option, Question

__all__ = ["Option", "Question"]
