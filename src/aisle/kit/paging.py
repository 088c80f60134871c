"""Keyset paging: a list answers `{items, next_after}` and is asked on with `after`."""

import base64
import binascii
import json
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from aisle.kit.limits import PAGE_ITEMS_DEFAULT, PAGE_ITEMS_MAX
from aisle.kit.problems import Malformed

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=PAGE_ITEMS_MAX, description="How many items at the most")]
After = Annotated[str | None, Query(max_length=500, description="`next_after` of the page before")]
LIMIT_DEFAULT = PAGE_ITEMS_DEFAULT


class Page(BaseModel, Generic[T]):
    """One page of a list; `next_after` is null on the last one."""

    items: list[T]
    next_after: str | None


def encode_cursor(position: dict[str, Any]) -> str:
    """Return an opaque cursor for the position of the last item shown."""
    return base64.urlsafe_b64encode(json.dumps(position, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(after: str, *keys: str) -> dict[str, Any]:
    """Read a cursor back; one that is damaged or lacks `keys` is a `malformed` problem."""
    try:
        position = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (binascii.Error, ValueError, UnicodeError) as error:
        raise Malformed("`after` is not a cursor this list gave out: start again without it") from error
    if not isinstance(position, dict) or any(not _is_place(position.get(key)) for key in keys):
        raise Malformed("`after` belongs to another list: start again without it")
    return position


def _is_place(value: Any) -> bool:
    """Say whether a row could stand there: a number the databases count to, or text they can hold."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
