"""How a file writes things: encoding, delimiter, header, decimal mark, date order; questions where evidence ends."""

from aisle.intake.dialect.questions import Option, Question

__all__ = ["Option", "Question"]
