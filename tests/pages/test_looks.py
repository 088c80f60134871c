"""Every page at the widths and in the themes people have: nothing serious for axe, nothing cut off."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.pages.conftest import NewEmail
from tests.pages.desk import Desk
from tests.pages.test_uploads import sales_file

DOOR_PAGES = ("/login/", "/signup/")
DESK_PAGES = (
    "/welcome/",
    "/uploads/",
    "/settings/",
    "/settings/?tab=people",
    "/settings/?tab=sign-ins",
    "/settings/?tab=appearance",
    "/settings/?tab=about",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_sound_in_both_themes_at_both_widths(
    browser: Browser, site: str, new_email: NewEmail, tmp_path: Path, theme: str, width: int
) -> None:
    scheme = "dark" if theme == "dark" else "light"
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
    desk = Desk(context.new_page(), site)
    findings: dict[str, object] = {}
    for path in DOOR_PAGES:
        look(desk, path, findings)
    # The longest name a label has to hold.
    desk.sign_up(new_email(), shop_name="Südtiroler Bergbauern-Heumilch-Hofladen Waldheidelbeere")
    desk.drop(sales_file(tmp_path))
    expect(desk.page.get_by_role("button", name="Post 40 rows")).to_be_visible()
    look(desk, "", findings)
    for path in DESK_PAGES:
        look(desk, path, findings)
    context.close()
    assert findings == {}
    assert desk.faults == []


def look(desk: Desk, path: str, findings: dict[str, object]) -> None:
    """Open a page (an empty path stays) and note what is wrong with it."""
    if path:
        desk.go(path)
    expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    desk.page.wait_for_load_state("networkidle")
    found: list[object] = list(desk.serious_findings())
    too_wide = desk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if too_wide > 0:
        found.append(f"{too_wide} px wider than the screen")
    if found:
        findings[path or "the upload"] = found
