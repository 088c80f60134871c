"""Which run a read shows, in what state, and from where on."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from aisle import sites
from aisle.insights import cube
from aisle.insights.problems import ListingReplaced
from aisle.insights.rules import HISTORY_DAYS_MIN, count_history_days, is_stale, old_sales_note, shortage_note
from aisle.insights.runs import SHOWN_KINDS, Run, find_shown_run, find_working_run, get_run_for
from aisle.kit.clock import Clock, from_utc_text, to_utc_text
from aisle.kit.db import ReadSession
from aisle.kit.paging import decode_cursor, encode_cursor
from aisle.kit.problems import Malformed, NotFound
from aisle.sites import Store

FIRST_POSITION = -1


@dataclass(frozen=True, slots=True)
class Opened:
    """A read's ground: the store, the run (None: nothing was ever worked out), its state, and the page's start."""

    store: Store
    run: Run | None
    state: str
    notes: list[str]
    position: int
    business_today: date
    as_of: str

    def envelope(self, *, items: list[Any], next_position: int | None, order: str) -> dict[str, Any]:
        """Return the fields of a `Listing`."""
        cursor = None
        if next_position is not None and self.run is not None:
            cursor = encode_cursor({"run": self.run.run_id, "position": next_position})
        return {
            "state": self.state,
            "store_id": self.store.store_id,
            "as_of": self.as_of,
            "cutoff_date": self.run.cutoff_date if self.run else None,
            "run_id": self.run.run_id if self.run else None,
            "order": order,
            "items": items,
            "next_after": cursor,
            "notes": self.notes,
        }


def open_listing(
    session: ReadSession, store_id: str, name: str, *, after: str | None, clock: Clock, as_of: date | None = None
) -> Opened:
    """Find what a read of listing `name` shows; raises `not-found` for a store the actor may not see.

    A cursor stays with the run that gave it out, so pages of one listing never mix runs; when that run is gone,
    `listing-replaced` is raised.
    """
    store = sites.get_store_for(session, store_id)
    now = clock.now()
    run, position = _run_of_cursor(session, store_id, after) if after else (None, FIRST_POSITION)
    # A quick run knows forecasts and nothing else: other listings stay with the full run before it.
    kinds = SHOWN_KINDS if name == "forecast" else ("full",)
    run = run or find_shown_run(session, store_id, kinds=kinds, as_of=as_of)
    today = sites.business_date_of(now, store)
    state, notes = _state(session, store_id, name, run, today, clock)
    shown_at = run.fresh_at if run and run.fresh_at else to_utc_text(now)
    return Opened(store, run, state, notes, position, today, shown_at)


def _run_of_cursor(session: ReadSession, store_id: str, after: str) -> tuple[Run, int]:
    cursor = decode_cursor(after, "run", "position")
    try:
        run = get_run_for(session, str(cursor["run"]))
    except NotFound as error:
        raise ListingReplaced() from error
    if run.store_id != store_id or not isinstance(cursor["position"], int):
        raise Malformed("`after` belongs to another list: start again without it")
    return run, cursor["position"]


def _state(
    session: ReadSession, store_id: str, name: str, run: Run | None, today: date, clock: Clock
) -> tuple[str, list[str]]:
    working = find_working_run(session, store_id)
    if run is None or run.listings is None or run.cutoff_date is None:
        return _state_without_run(session, store_id, today, working)
    listing = run.listings[name]
    notes = list(listing["notes"])
    if working is not None:
        notes.append("Newer figures are being worked out.")
    if note := old_sales_note(run.cutoff_date, today):
        notes.append(note)
    if listing["state"] != "ready":
        return listing["state"], notes
    assert run.fresh_at is not None
    if is_stale(from_utc_text(run.fresh_at), clock.now()):
        return "stale", [*notes, "These figures are older than a day and a half."]
    return "ready", notes


def _state_without_run(session: ReadSession, store_id: str, today: date, working: Run | None) -> tuple[str, list[str]]:
    span = cube.read_span(session, store_id)
    history_days = count_history_days(span.first_date, span.last_date, today) if span else 0
    if history_days < HISTORY_DAYS_MIN:
        return "not_enough_history", [shortage_note(history_days)]
    if working is not None:
        return "fitting", ["The first forecast is being worked out; it is ready within minutes."]
    return "fitting", ["The first forecast will be worked out tonight."]


def etag_of(run_id: str | None, state: str, revision: str, query: str) -> str:
    """Return a weak ETag: it changes with the run, the state, a decision, or what was asked."""
    return f'W/"{hashlib.sha256(f"{run_id} {state} {revision} {query}".encode()).hexdigest()[:32]}"'
