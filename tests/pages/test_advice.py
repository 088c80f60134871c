"""What the pages of advice say and send, on answers made by hand: the wording is the product here."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.pages import grocery
from tests.pages.answers import Answers
from tests.pages.conftest import NewEmail
from tests.pages.desk import Desk

OAT_MILK, EGGS = (grocery.product_id(one[0]) for one in grocery.GOODS[:2])
PAGES = {
    "/today/": "Four orders go out today",
    "/forecasts/": "should bring the most",
    f"/forecasts/?id={OAT_MILK}&why=open": "Oat milk Barista 1 l",
    "/stock/": "Four orders go out today",
    f"/stock/?id={EGGS}": "Four orders go out today",
    "/stock/?tab=count": "Four orders go out today",
    "/stock/?tab=enough": "Four orders go out today",
    "/prices/": "Three prices are worth changing",
    "/prices/?tab=hold": "Three prices are worth changing",
    "/prices/?tab=refused": "Three prices are worth changing",
    "/customers/": "are 12% of your customers",
    "/customers/?segment=big_slipping&members=shown": "are 12% of your customers",
}
READS = {
    "/today/": "Today",
    "/forecasts/": "Forecast",
    "/stock/": "Stock",
    "/prices/": "Prices",
    "/customers/": "Customers",
}


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: str, new_email: NewEmail) -> Iterator[BrowserContext]:
    """A browser in which somebody is signed in; one for all tests, since sign-ups from one address are few an hour."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    Desk(page, site).sign_up(new_email(), shop_name="Hafenstraße")
    page.close()
    yield context
    context.close()


@pytest.fixture
def desk(signed_in: BrowserContext, site: str) -> Iterator[Desk]:
    """A new page of that browser; fails the test if anything went wrong in the console."""
    opened = Desk(signed_in.new_page(), site)
    yield opened
    opened.page.close()
    assert opened.faults == []


@pytest.fixture
def answers(desk: Desk) -> Iterator[Answers]:
    """From here on reads of advice tell of the grocery."""
    found = Answers()
    found.install(desk.page)
    yield found
    assert found.missing == [], "answers nobody prepared"


@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (390, "dark"), (1440, "light"), (1440, "dark")])
def test_every_page_says_its_finding_and_is_sound(desk: Desk, answers: Answers, width: int, theme: str) -> None:
    """320 px is also what 1,280 px become at 400 % zoom."""
    desk.page.set_viewport_size({"width": width, "height": 844})
    desk.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    for path, finding in PAGES.items():
        desk.go(path)
        expect(desk.page.get_by_role("heading", level=1)).to_contain_text(finding)
        desk.page.wait_for_load_state("networkidle")
        assert desk.serious_findings() == [], path
        assert desk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path


@pytest.mark.parametrize("path", READS)
def test_too_little_history_says_what_is_known_and_what_to_do(desk: Desk, answers: Answers, path: str) -> None:
    answers.nothing_yet("not_enough_history", "Sales cover 3 days so far. A first forecast needs 7.")
    desk.go(path)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(READS[path])
    expect(desk.page.get_by_text("Sales cover 3 days so far. A first forecast needs 7.")).to_be_visible()
    expect(desk.page.get_by_role("link", name="Upload sales")).to_be_visible()


@pytest.mark.parametrize("path", READS)
def test_a_fit_under_way_shows_how_far_it_is(desk: Desk, answers: Answers, path: str) -> None:
    answers.nothing_yet("fitting", "The first forecast is being worked out; it is ready within minutes.")
    answers.runs = [grocery.run(state="running", stage="Fitting 412 products", progress=0.42)]
    desk.go(path)
    expect(desk.page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "42")
    expect(desk.page.get_by_text("Fitting 412 products")).to_be_visible()
    answers.changes, answers.is_empty = {}, False
    desk.page.reload()
    expect(desk.page.get_by_role("heading", level=1)).not_to_have_text(READS[path])
    expect(desk.page.get_by_role("progressbar")).to_have_count(0)


@pytest.mark.parametrize("path", READS)
def test_a_failed_read_says_so_with_its_trace_and_can_be_tried_again(desk: Desk, answers: Answers, path: str) -> None:
    answers.refusal = (400, grocery.problem("trace-4711"))
    desk.go(path)
    alert = desk.page.get_by_role("alert").filter(has_text="could not be read").first
    expect(alert).to_contain_text("trace-4711")
    answers.refusal = None
    alert.get_by_role("button", name="Try again").click()
    expect(desk.page.get_by_role("heading", level=1)).not_to_have_text(READS[path])
    desk.expect_fault("400")


def test_old_figures_say_when_they_were_true(desk: Desk, answers: Answers) -> None:
    answers.changes = {"state": "stale", "notes": ["These figures are older than a day and a half."]}
    desk.go("/stock/")
    expect(desk.page.get_by_role("status").filter(has_text="from sales up to Wed 2 Dec")).to_be_visible()
    expect(desk.page.get_by_role("table", name="Orders")).to_be_visible()


def test_an_order_goes_at_once_and_comes_back_on_undo(desk: Desk, answers: Answers) -> None:
    desk.go("/stock/")
    desk.page.get_by_role("button", name="Ordered: Butter, unsalted 250 g").click()
    expect(desk.page.get_by_role("row").filter(has_text="Butter")).to_have_count(0)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Three orders go out today")
    desk.page.get_by_role("button", name="Undo").click()
    expect(desk.page.get_by_role("row").filter(has_text="Butter")).to_be_visible()
    assert answers.sent == []


def test_a_decision_is_sent_when_the_page_is_left(desk: Desk, answers: Answers) -> None:
    """Ten seconds of undo must not become ten seconds in which a closed tab loses the decision."""
    desk.go("/stock/")
    desk.page.get_by_role("button", name="Later or dismiss: Butter, unsalted 250 g").click()
    desk.page.get_by_role("menuitem", name="Already ordered").click()
    expect(desk.page.get_by_role("row").filter(has_text="Butter")).to_have_count(0)
    # What the browser tells a page that goes away; a real navigation would end the page before it can be asked.
    with desk.page.expect_response("**/decision"):
        desk.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    advice = grocery.product_id(f"advice {grocery.GOODS[2][0]}")
    body = {"decision": "dismiss", "reason": "already-ordered"}
    assert answers.sent == [("POST", f"/v1/recommendations/{advice}/decision", body)]


def test_the_order_is_a_sum_that_ends_in_the_number_on_the_button(desk: Desk, answers: Answers) -> None:
    desk.go(f"/stock/?id={EGGS}")
    drawer = desk.page.get_by_role("complementary", name="Why")
    expect(drawer.locator("dd")).to_have_count(6)
    values = [int(re.sub(r"\D", "", text)) for text in drawer.locator("dd").all_inner_texts()]
    expected, spare, shelf, on_order, needed, ordered = values
    assert expected + spare - shelf - on_order == needed <= ordered
    expect(drawer.get_by_role("button", name=f"Ordered {ordered}")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    assert "id=" not in desk.page.url


def test_the_table_is_used_by_keyboard_alone(desk: Desk, answers: Answers) -> None:
    desk.go("/stock/")
    desk.page.get_by_role("row").filter(has_text="Free-range eggs").focus()
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Space")
    expect(desk.page.get_by_role("region", name="Chosen orders")).to_contain_text("1 selected")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("complementary", name="Why")).to_contain_text("Clementines")


def test_a_shelf_is_counted_with_a_number_and_enter(desk: Desk, answers: Answers) -> None:
    desk.go("/stock/?tab=count")
    first = desk.page.get_by_role("textbox", name="On the shelf: Sourdough rye 750 g")
    first.fill("a dozen")
    first.press("Enter")
    expect(desk.page.get_by_text("A whole number, such as 12")).to_be_visible()
    assert answers.sent == []
    first.fill("12")
    first.press("Enter")
    expect(desk.page.get_by_text("12 counted")).to_be_visible()
    expect(desk.page.get_by_role("textbox", name="On the shelf: Hazelnut spread 400 g")).to_be_focused()
    method, path, body = answers.sent[0]
    assert (method, path.rsplit("/", 1)[0]) == ("PUT", "/v1/counts")
    assert body["lines"] == [{"item_id": grocery.product_id("Sourdough rye 750 g"), "counted": 12}]


def test_a_price_changes_only_after_it_was_confirmed(desk: Desk, answers: Answers) -> None:
    desk.go("/prices/")
    desk.page.get_by_role("button", name="Change to €2.09: Oat milk Barista 1 l").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("costs €2.09 instead of €1.99")
    assert answers.sent == []
    dialog.get_by_role("button", name="Change the price").click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Two prices are worth changing")
    advice = grocery.product_id(f"price {grocery.GOODS[0][0]}")
    assert answers.sent == [("POST", f"/v1/pricing-suggestions/{advice}/accept", {})]


def test_a_rule_that_could_not_be_checked_is_shown_and_not_ticked(desk: Desk, answers: Answers) -> None:
    desk.go("/prices/")
    rule = desk.page.get_by_role("listitem").filter(has_text="No rise while the shop is open").first
    expect(rule).to_contain_text("not checked")
    desk.go("/prices/?tab=hold")
    reason = desk.page.get_by_role(
        "cell", name=re.compile("Not soon after another change: no other change within 7 days")
    )
    expect(reason.first).to_be_visible()


def test_names_of_customers_are_read_only_when_asked_for(desk: Desk, answers: Answers) -> None:
    desk.go("/customers/")
    expect(desk.page.get_by_role("heading", name="The typical member")).to_be_visible()
    assert answers.sent == []
    desk.page.get_by_role("button", name="Show the 148 customers").click()
    expect(desk.page.get_by_role("cell", name="Jana Petersen-Waldheidel 0")).to_be_visible()
    desk.page.get_by_role("button", name=re.compile("Gone quiet")).last.click()
    expect(desk.page.get_by_role("cell", name="Jana Petersen-Waldheidel 0")).to_have_count(0)
    assert [path for _, path, _ in answers.sent] == ["/v1/customer-segments/loyal_big/customers"]


def test_a_link_shows_another_person_the_same_product(desk: Desk, answers: Answers) -> None:
    desk.go("/forecasts/")
    desk.page.get_by_role("row").filter(has_text="Oat milk").click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Oat milk Barista 1 l")
    address = desk.page.url
    desk.page.go_back()
    expect(desk.page.get_by_role("table", name="Products by money at stake")).to_be_visible()
    desk.page.goto(address)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Oat milk Barista 1 l")


def test_a_forecast_is_read_by_arrow_keys_and_as_a_table(desk: Desk, answers: Answers) -> None:
    desk.go(f"/forecasts/?id={OAT_MILK}")
    chart = desk.page.get_by_role("slider")
    chart.focus()
    expect(chart).to_have_attribute("aria-valuetext", re.compile("Thu 3 Dec: expected 6.8, 8 of 10 days"))
    desk.page.keyboard.press("ArrowLeft")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("Wed 2 Dec: sold"))
    desk.page.get_by_role("button", name="as table").first.click()
    table = desk.page.get_by_role("region", name=re.compile("as table"))
    expect(table.get_by_role("row").filter(has_text="Sun 6 Dec")).to_contain_text("–")


def test_today_lists_what_is_due_in_the_order_of_its_deadline(desk: Desk, answers: Answers) -> None:
    desk.go("/today/")
    todo = desk.page.get_by_role("region", name="Do today")
    expect(todo.get_by_role("heading", name="Look at three prices")).to_be_visible()
    titles = todo.get_by_role("heading", level=3).all_inner_texts()
    assert titles[:2] == ["Order 54 × Free-range eggs, 10", "Order 48 × Clementines 1 kg"]
    assert titles[-1].startswith("Win back 42 big spenders")
    expect(desk.page.get_by_text("8 of 10 days like this end between")).to_be_visible()
