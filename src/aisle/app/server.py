"""The server: the API, the designed paths at the root, health, and the pages, over one book."""

from fastapi import FastAPI

from aisle import identity, sites
from aisle.app import health
from aisle.app.api import create_api
from aisle.app.house import House
from aisle.app.live_topics import create_hub
from aisle.app.modules import ROOT_ROUTERS, WELL_KNOWN_ROUTER
from aisle.app.pages import PAGES_FOLDER, SafeHeaders, content_security_policy, read_script_hashes, serve_pages
from aisle.app.requests import Requests
from aisle.kit.web import install_problem_handlers
from aisle.live import Hub


def create_app(house: House, hub: Hub | None = None) -> FastAPI:
    """Return the ASGI application over an opened house; starting its background work is the caller's."""
    hub = hub or create_hub(house)
    root = FastAPI(title="Aisle", docs_url=None, redoc_url=None, openapi_url=None)
    api = create_api()
    for app in (root, api):
        app.state.database = house.database
        app.state.clock = house.clock
        app.state.identity = house.identity
        app.state.authenticate = identity.authenticate
        app.state.get_store_for = sites.get_store_for
        app.state.settings = house.settings
        app.state.keyring = house.identity.keyring
        app.state.live = hub
    root.mount("/v1", api)
    root.include_router(health.router)
    root.include_router(WELL_KNOWN_ROUTER)
    for router in ROOT_ROUTERS:
        root.include_router(router, include_in_schema=False)
    install_problem_handlers(root)
    serve_pages(root)
    root.add_middleware(SafeHeaders, policy=content_security_policy(read_script_hashes(PAGES_FOLDER)))
    root.add_middleware(Requests)
    return root
