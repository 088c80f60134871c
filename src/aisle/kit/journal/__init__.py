"""The journal: a hash-chained record of who did what, written beside the fact and never read as a queue."""

from aisle.kit.journal.checking import Finding, read_head, verify
from aisle.kit.journal.writing import Head, JournalEntry, append, append_many

__all__ = ["Finding", "Head", "JournalEntry", "append", "append_many", "read_head", "verify"]
