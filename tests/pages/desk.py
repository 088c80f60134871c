"""How a person uses the pages, so that tests can say what they do instead of what they click."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, expect

PASSWORD = "four ducks on a pond"
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
# Long enough for a busy machine; a test waits for what it needs and no longer.
WAIT_MS = 60_000


class Desk:
    """One open page; `faults` collects what the console or the page itself complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        page.set_default_timeout(WAIT_MS)
        expect.set_options(timeout=WAIT_MS)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location.get('url', '')})")

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(self.address + path)

    def sign_up(self, email: str, shop_name: str = "Corner shop") -> None:
        """Open a shop as a stranger and land on its first page."""
        self.go("/signup/")
        self.page.get_by_label("Your name").fill("Ana Kovačević")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_label("Name of the shop").fill(shop_name)
        self.page.get_by_label("Currency").select_option("GBP")
        self.page.get_by_role("button", name="Open the shop").click()
        expect(self.page.get_by_role("heading", name=f"{shop_name} is open")).to_be_visible()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Fill in the sign-in form and send it."""
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def sign_out(self) -> None:
        """Leave by the account menu."""
        self.page.get_by_role("button", name="account of").click()
        self.page.get_by_role("menuitem", name="Sign out").click()
        self.page.wait_for_url("**/login/**")

    def another_browser(self) -> "Desk":
        """The same person at another computer."""
        browser = self.page.context.browser
        assert browser is not None
        return Desk(browser.new_context(locale="en-GB").new_page(), self.address)

    def expect_fault(self, words: str) -> None:
        """Take back the faults that a test brings about on purpose; there must be one."""
        wanted = [fault for fault in self.faults if words in fault]
        assert wanted, f"no fault says {words}"
        self.faults = [fault for fault in self.faults if fault not in wanted]

    def drop(self, file: Path) -> None:
        """Hand a file to the page's drop zone and wait until its own page is open."""
        self.page.get_by_test_id("file").set_input_files(file)
        self.page.wait_for_url("**/uploads/view/**")

    def tally(self) -> dict[str, int]:
        """Return what became of the rows, by the page's own words."""
        names = self.page.locator("aside dl dt").all_inner_texts()
        counts = self.page.locator("aside dl dd").all_inner_texts()
        return {name: int(count.replace(",", "")) for name, count in zip(names, counts, strict=True)}

    def serious_findings(self) -> list[dict[str, Any]]:
        """Return axe's findings that keep somebody from using the page: impact serious or critical."""
        # The policy of our pages lets no script in from elsewhere; evaluate runs beside it.
        self.page.evaluate(AXE.read_text() + "; undefined")
        found: list[dict[str, Any]] = json.loads(
            self.page.evaluate(
                "async () => JSON.stringify((await axe.run(document, {resultTypes: ['violations']})).violations"
                ".map(one => ({id: one.id, impact: one.impact, "
                "nodes: one.nodes.map(node => node.html.slice(0, 200))})))"
            )
        )
        return [finding for finding in found if finding["impact"] in ("serious", "critical")]
