"""The one way a change is applied; the pages hold its twin."""

from typing import Any


def apply_change(snapshot: dict[str, Any], envelope: dict[str, Any]) -> dict[str, Any]:
    """Return the state after an envelope, the one before left as it was.

    `data` is the whole new value under `key` and null removes it, so applying a change twice does no harm.
    An envelope with a snapshot replaces everything.
    """
    if "snapshot" in envelope:
        return dict(envelope["snapshot"])
    if "key" not in envelope:
        return snapshot
    rest = {key: value for key, value in snapshot.items() if key != envelope["key"]}
    return rest if envelope["data"] is None else {**rest, envelope["key"]: envelope["data"]}


def split_topic(topic: str) -> tuple[str, str] | None:
    """Split `upload:0190…` into its kind and id; None when it is no topic."""
    prefix, colon, topic_id = topic.partition(":")
    return (prefix, topic_id) if prefix and colon and topic_id else None
