"""The catalogue over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from aisle.catalogue import actions, queries
from aisle.catalogue.problems import PriceIdReused, ScanCodeTaken, SkuTaken
from aisle.catalogue.rules import DatedPrice, Item
from aisle.catalogue.schemas import ItemIn, ItemOut, PriceIn, PriceOut, ProductOut
from aisle.kit.clock import to_utc_text
from aisle.kit.limits import NAME_CHARS_MAX
from aisle.kit.paging import LIMIT_DEFAULT, After, Limit, Page, decode_cursor, encode_cursor
from aisle.kit.problems import Malformed, NotFound, NotLoggedIn, NotPermitted, responses
from aisle.kit.web import CurrentClock, CurrentStoreGate, ReadTx, WriteTx, require

router = APIRouter(tags=["catalogue"])
StoreId = Annotated[UUID, Query(description="The store")]
ProductId = Annotated[UUID, Path(description="The product: an item's id")]
COMMON = (NotFound, NotLoggedIn, NotPermitted, Malformed)


@router.get("/products", operation_id="list_products", dependencies=[require("catalogue.read")],
            responses=responses(*COMMON))  # fmt: skip
def list_products(
    store_id: StoreId,
    tx: ReadTx,
    clock: CurrentClock,
    get_store_for: CurrentStoreGate,
    q: Annotated[str | None, Query(max_length=NAME_CHARS_MAX, description="Part of a name or code")] = None,
    category: Annotated[str | None, Query(max_length=NAME_CHARS_MAX)] = None,
    limit: Limit = LIMIT_DEFAULT,
    after: After = None,
) -> Page[ProductOut]:
    """List what a store sells, by name."""
    store = get_store_for(tx, str(store_id))
    position = decode_cursor(after, "name", "id") if after else None
    items = queries.list_priced_items(
        tx,
        store_id=store.store_id,
        at=to_utc_text(clock.now()),
        search=q,
        category=category,
        after=(str(position["name"]), str(position["id"])) if position else None,
        limit=limit + 1,
    )
    shown, more = items[:limit], len(items) > limit
    return Page(
        items=[ProductOut.of(item, currency=store.currency) for item in shown],
        next_after=encode_cursor({"name": shown[-1].name, "id": shown[-1].item_id}) if more else None,
    )


@router.get("/products/{product_id}", operation_id="get_product", dependencies=[require("catalogue.read")],
            responses=responses(*COMMON))  # fmt: skip
def get_product(
    product_id: ProductId, store_id: StoreId, tx: ReadTx, clock: CurrentClock, get_store_for: CurrentStoreGate
) -> ProductOut:
    """Show one product as a store sells it."""
    store = get_store_for(tx, str(store_id))
    item = queries.get_priced_item_for(
        tx, store_id=store.store_id, item_id=str(product_id), at=to_utc_text(clock.now())
    )
    return ProductOut.of(item, currency=store.currency)


@router.get("/products/{product_id}/prices", operation_id="list_prices", dependencies=[require("catalogue.read")],
            responses=responses(*COMMON))  # fmt: skip
def list_prices(
    product_id: ProductId, store_id: StoreId, tx: ReadTx, get_store_for: CurrentStoreGate
) -> Page[PriceOut]:
    """Show every price a product has had at a store, oldest first."""
    store = get_store_for(tx, str(store_id))
    queries.get_item_for(tx, str(product_id))
    prices = queries.list_prices(tx, store_id=store.store_id, item_id=str(product_id))
    return Page(items=[PriceOut.of(price, currency=store.currency) for price in prices], next_after=None)


@router.put("/items/{item_id}", operation_id="save_item", dependencies=[require("catalogue.write")],
            responses=responses(*COMMON, SkuTaken, ScanCodeTaken))  # fmt: skip
def save_item(item_id: Annotated[UUID, Path()], body: ItemIn, tx: WriteTx, clock: CurrentClock) -> ItemOut:
    """Add an item under an id you made, or change one."""
    item = Item(item_id=str(item_id), **body.model_dump(exclude={"scan_codes"}))
    scan_codes = list(dict.fromkeys(body.scan_codes))
    actions.save_item(tx, item, scan_codes=scan_codes, clock=clock)
    return ItemOut(**{**body.model_dump(), "item_id": str(item_id), "scan_codes": scan_codes})


@router.put("/prices/{price_id}", operation_id="set_price", dependencies=[require("catalogue.write")],
            responses=responses(*COMMON, PriceIdReused))  # fmt: skip
def set_price(
    price_id: Annotated[UUID, Path()], body: PriceIn, tx: WriteTx, clock: CurrentClock, get_store_for: CurrentStoreGate
) -> PriceOut:
    """Add a dated price; the history keeps every earlier one."""
    store = get_store_for(tx, body.store_id)
    queries.get_item_for(tx, body.item_id)
    price = DatedPrice(**body.model_dump())
    actions.set_price(tx, price, price_id=str(price_id), clock=clock)
    return PriceOut.of(price, currency=store.currency)
