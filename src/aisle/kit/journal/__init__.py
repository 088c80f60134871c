"""The journal: a hash-chained record of who did what, written beside the fact and never read as a queue."""

from aisle.kit.journal.append import Head, JournalEntry, append, append_many
from aisle.kit.journal.verify import Finding, read_head, verify

__all__ = ["Finding", "Head", "JournalEntry", "append", "append_many", "read_head", "verify"]
