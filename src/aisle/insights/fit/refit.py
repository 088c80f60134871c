"""One fit of one store, stage by stage; its results are shown from its last commit on, all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aisle import catalogue, stock
from aisle.insights.fit.advice import Advice, Standings, expire_old, read_standings, write_advice
from aisle.insights.fit.engine import fit_engine
from aisle.insights.fit.forecasts import ForecastListings
from aisle.insights.fit.look_back import Past, look_back
from aisle.insights.fit.orders import OrderAdviser
from aisle.insights.fit.passing import pass_over, write_forecasts
from aisle.insights.fit.people import People, read_previous, study_people, write_members
from aisle.insights.fit.prices import HISTORY_DAYS_MIN as PRICE_HISTORY_DAYS_MIN
from aisle.insights.fit.prices import list_prices
from aisle.insights.fit.store import Listed, write_accuracy, write_listing
from aisle.insights.fit.work import Work
from aisle.insights.numbers import ForecastNumbers
from aisle.insights.rules import HORIZON_DAYS_DEFAULT
from aisle.insights.runs import Run, finish_run
from aisle.ledger import totals

# The size of a store decides how many paths each product can have: the time for a fit is not endless.
PATHS, PATHS_LARGE, PATHS_QUICK = 500, 250, 100
SERIES_LARGE = 3_000
NO_PRODUCTS_NOTE = "No product has sold often enough yet to be forecast."
QUICK_NOTE = "This is a first forecast by simple rules; the full one is being worked out."
NO_CUSTOMERS_NOTE = "The sales name no customers, so there is nobody to group."
NO_COUNT_NOTE = "Stock was never counted, so what to order cannot be said yet: count the products at the top first."
NO_PRICES_NOTE = "No product that is forecast has a price at this store."
PRICES_EARLY_NOTE = "Price suggestions need eight weeks of sales."


def fit_quickly(work: Work) -> Run:
    """Forecast by simple rules, within seconds, so that a new shop has something honest to look at."""
    known = work.known
    engine = fit_engine(known.series, cutoff_date=known.cutoff_date, mode="floor", seed=work.run.seed)
    found = pass_over(work, engine, paths=PATHS_QUICK, past=Past())
    with work.write() as tx:
        write_forecasts(work, tx, found)
        listings = {"forecast": _state(found.products, NO_PRODUCTS_NOTE, [QUICK_NOTE])}
        return finish_run(tx, work.run.run_id, clock=work.context.clock, values={"listings": listings})


def fit_fully(work: Work) -> Run:
    """Fit everything: past accuracy, forecasts, orders, prices, customers."""
    known = work.known
    work.report("checking past forecasts", 0.15)
    past = look_back(work)
    work.report("fitting forecasts", 0.40)
    engine = fit_engine(known.series, cutoff_date=known.cutoff_date, mode="full", seed=work.run.seed)
    work.report("working out orders", 0.60)
    adviser, standings = _adviser(work, past)
    paths = PATHS if len(engine.series()) <= SERIES_LARGE else PATHS_LARGE
    found = pass_over(work, engine, paths=paths, past=past, looks=[adviser.look_at])
    work.report("looking at prices", 0.80)
    prices, price_advice = _prices(work, found, standings)
    work.report("grouping customers", 0.85)
    people = _people(work)
    work.report("writing down", 0.95)
    listed = {"inventory": adviser.listed, "pricing": prices, "segments": people.listed}
    _write(work, past, found, listed, people)
    values = _values(work, past, found, listed, people)
    return _finish(work, [*adviser.advice, *price_advice], standings, values)


def _adviser(work: Work, past: Past) -> tuple[OrderAdviser, Standings]:
    with work.read() as session:
        levels = {level.item_id: level for level in stock.list_levels(session, store_id=work.store_id)}
        standings = read_standings(session, work.store_id, today=work.known.business_today)
    return OrderAdviser(work.known, levels, standings, past.figures, run_id=work.run.run_id), standings


def _prices(work: Work, found: ForecastListings, standings: Standings) -> tuple[list[Listed], list[Advice]]:
    if work.known.history_days < PRICE_HISTORY_DAYS_MIN:
        return [], []
    with work.read() as session:
        prices = catalogue.list_prices(session, store_id=work.store_id)
    expected = {item.subject_id: _expected_units(item) for item in found.products}
    return list_prices(work.known, expected, prices, standings, run_id=work.run.run_id)


def _expected_units(item: Listed) -> float:
    assert item.numbers is not None
    return float(ForecastNumbers.unpack(item.numbers).mean[:HORIZON_DAYS_DEFAULT].sum())


def _people(work: Work) -> People:
    with work.read() as session:
        previous = read_previous(session, work.store_id)
        sales = list(totals.list_customer_sales(session, store_id=work.store_id, to_date=work.known.cutoff_date))
    return study_people(work.known, sales, previous, seed=work.run.seed)


def _write(work: Work, past: Past, found: ForecastListings, listed: dict[str, list[Listed]], people: People) -> None:
    """Write what nobody sees before the run is done."""
    with work.write() as tx:
        write_forecasts(work, tx, found)
        for name, items in listed.items():
            write_listing(tx, work.run.run_id, name, items)
        write_accuracy(tx, work.stamp, past.figures, window_days=HORIZON_DAYS_DEFAULT)
        write_members(tx, work.stamp, people.members)


def _finish(work: Work, advice: Sequence[Advice], standings: Standings, values: dict[str, Any]) -> Run:
    """Put the run on show: in one transaction the new advice opens, the old closes, and the run is done."""
    today = work.known.business_today
    with work.write() as tx:
        expire_old(tx, work.store_id, today=today)
        write_advice(tx, work.stamp, advice, standings, today=today)
        # A worker that lost its job while it worked must not put anything on show.
        work.context.save_checkpoint(tx, {"run_id": work.run.run_id})
        return finish_run(tx, work.run.run_id, clock=work.context.clock, values=values)


def _values(
    work: Work, past: Past, found: ForecastListings, listed: dict[str, list[Listed]], people: People
) -> dict[str, Any]:
    """Return what the run row keeps: the state of each listing, scores, and what the next run builds on."""
    never_counted = bool(listed["inventory"]) and all(item.kind == "count_first" for item in listed["inventory"])
    is_early = work.known.history_days < PRICE_HISTORY_DAYS_MIN
    segments = {"state": people.state, "notes": people.notes if people.has_customers else [NO_CUSTOMERS_NOTE]}
    return {
        "listings": {
            "forecast": _state(found.products, NO_PRODUCTS_NOTE, []),
            "inventory": _state(listed["inventory"], NO_PRODUCTS_NOTE, [NO_COUNT_NOTE] if never_counted else []),
            "pricing": _state(listed["pricing"], PRICES_EARLY_NOTE if is_early else NO_PRICES_NOTE, []),
            "segments": segments,
        },
        "scores": {**past.scores, "lifetime": people.scores},
        "memory": people.memory,
    }


def _state(items: Sequence[Listed], empty_note: str, notes: list[str]) -> dict[str, Any]:
    if not items:
        return {"state": "not_enough_history", "notes": [empty_note]}
    return {"state": "ready", "notes": notes}
