"""A real shop in a real browser: `aisle serve` as its own process, the built pages, Debian's Chromium."""

import itertools
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from aisle.app.pages import PAGES_FOLDER
from tests.pages.desk import Desk

NewEmail = Callable[[], str]

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process run all page tests, so that one server and one browser are enough."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.pages)
            item.add_marker(pytest.mark.xdist_group("pages"))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty book's server, background work included; one a file, since sign-ups are limited."""
    assert (PAGES_FOLDER / "index.html").is_file(), "the pages are not built: run `make pages`"
    port = _free_port()
    settings = {"AISLE_HOME": str(tmp_path_factory.mktemp("home")), "AISLE_PORT": str(port), "AISLE_DEMO": "false"}
    command = [str(Path(sys.executable).with_name("aisle")), "serve"]
    with subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            assert "Aisle is ready" in line, f"the server did not start: {line!r}"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a file of page tests; its driver keeps an event loop running, which others must not meet."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no browser: install Debian's `chromium` to run the page tests")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def new_email() -> NewEmail:
    """Each call names somebody who was never here."""
    numbers = itertools.count(1)
    return lambda: f"ana{next(numbers)}@example.org"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile that nobody has used."""
    fresh = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/London")
    yield fresh
    fresh.close()


@pytest.fixture
def desk(context: BrowserContext, site: str) -> Iterator[Desk]:
    """A page of the empty shop's server; fails the test if anything went wrong in the console."""
    opened = Desk(context.new_page(), site)
    yield opened
    assert opened.faults == []
