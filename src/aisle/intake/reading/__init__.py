"""From a file on disk to frames of text cells, whatever the format."""

from aisle.intake.reading.blocks import Block, Layout
from aisle.intake.reading.kinds import FileKind, kind_of
from aisle.intake.reading.source import read_blocks
from aisle.intake.reading.survey import Survey, survey_text

__all__ = ["Block", "FileKind", "Layout", "Survey", "kind_of", "read_blocks", "survey_text"]
