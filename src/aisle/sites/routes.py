"""Stores over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from aisle.kit.money import RATE_ONE_PPM
from aisle.kit.problems import Malformed, NotFound, NotLoggedIn, NotPermitted, responses
from aisle.kit.web import CurrentActor, CurrentClock, ReadTx, WriteTx, require
from aisle.sites import actions, queries
from aisle.sites.problems import CurrencyFixed
from aisle.sites.rules import Store
from aisle.sites.schemas import StoreIn, StoreList, StoreOut

router = APIRouter(tags=["sites"])
StoreId = Annotated[UUID, Path(description="The store")]


@router.get("/stores", operation_id="list_stores", dependencies=[require("stores.read")],
            responses=responses(NotLoggedIn, NotPermitted))  # fmt: skip
def list_stores(tx: ReadTx) -> StoreList:
    """List the stores you may see, by name."""
    return StoreList(items=[StoreOut.of(store) for store in queries.list_stores_for(tx)], next_after=None)


@router.get("/stores/{store_id}", operation_id="get_store", dependencies=[require("stores.read")],
            responses=responses(NotFound, NotLoggedIn, NotPermitted, Malformed))  # fmt: skip
def get_store(store_id: StoreId, tx: ReadTx) -> StoreOut:
    """Show one store."""
    return StoreOut.of(queries.get_store_for(tx, str(store_id)))


@router.put("/stores/{store_id}", operation_id="save_store", dependencies=[require("stores.write")],
            responses=responses(NotFound, NotLoggedIn, NotPermitted, CurrencyFixed, Malformed))  # fmt: skip
def save_store(store_id: StoreId, body: StoreIn, tx: WriteTx, actor: CurrentActor, clock: CurrentClock) -> StoreOut:
    """Open a store under an id you made, or change one."""
    actor.must_see_store(str(store_id))
    assert actor.user_id is not None
    values = body.model_dump(exclude={"tax_rate", "service_level"})
    store = Store(
        store_id=str(store_id),
        tenant_id=tx.tenant_id,
        user_id=actor.user_id,
        tax_rate_ppm=round(body.tax_rate * RATE_ONE_PPM),
        service_level_ppm=round(body.service_level * RATE_ONE_PPM),
        **values,
    )
    actions.save_store(tx, store, clock=clock)
    return StoreOut.of(queries.get_store_for(tx, str(store_id)))
