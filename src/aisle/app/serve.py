"""`aisle serve`: open the house, start its background work, serve, and stop in order."""

import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import anyio
import uvicorn
from fastapi import FastAPI

from aisle.app.background import Background
from aisle.app.demo import DemoLogin, open_demo
from aisle.app.house import House, open_house
from aisle.app.live_topics import create_hub
from aisle.app.server import create_app
from aisle.app.settings import Settings
from aisle.kit.limits import LIVE_FRAME_BYTES_MAX
from aisle.kit.log import configure_logs

THREADS = 8
LIVE_PING_S = 20
START_LOOK_S = 0.05


def serve(settings: Settings) -> None:
    """Serve until a signal ends it."""
    configure_logs(settings.log_level)
    house = open_house(settings)
    login = open_demo(house)
    hub = create_hub(house)
    app = create_app(house, hub)
    background = Background(house, publish=hub.publish)
    app.router.lifespan_context = _lifespan(house, background)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            ws_max_size=LIVE_FRAME_BYTES_MAX,
            ws_ping_interval=LIVE_PING_S,
            ws_ping_timeout=LIVE_PING_S,
        )
    )
    threading.Thread(target=_announce, args=(server, settings, login), daemon=True).start()
    server.run()


def _lifespan(house: House, background: Background) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Run the background work for as long as requests are answered."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        background.start()
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(background.stop)
            house.database.dispose()

    return lifespan


def _announce(server: uvicorn.Server, settings: Settings, login: DemoLogin | None) -> None:
    """Print the one line a newcomer waits for, once requests are answered."""
    while not server.started:
        time.sleep(START_LOOK_S)
    demo = f"  (demo: {login.email} / {login.password})" if login else ""
    print(f"Aisle is ready: http://{settings.host}:{settings.port}{demo}", flush=True)
