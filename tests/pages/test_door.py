"""Getting in and out: what a stranger, a forgetful owner and a person on a shared computer meet."""

from playwright.sync_api import expect

from tests.pages.conftest import NewEmail
from tests.pages.desk import PASSWORD, Desk


def test_a_stranger_opens_a_shop_and_stays_signed_in_after_a_reload(desk: Desk, new_email: NewEmail) -> None:
    desk.go("/")
    desk.page.get_by_role("link", name="Open a shop").click()
    desk.sign_up(new_email())
    desk.page.reload()
    expect(desk.page.get_by_role("heading", name="Corner shop is open")).to_be_visible()
    # Neither token is where a script of another page could find it.
    kept = desk.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
    assert "eyJ" not in kept
    assert desk.page.context.cookies()[0]["httpOnly"] is True


def test_signing_in_leads_back_to_where_one_wanted_to_be(desk: Desk, new_email: NewEmail) -> None:
    email = new_email()
    desk.sign_up(email)
    desk.sign_out()
    desk.go("/settings/?tab=appearance")
    desk.page.wait_for_url("**/login/?next=*")
    desk.sign_in(email)
    expect(desk.page.get_by_role("radio", name="Dark")).to_be_visible()


def test_a_link_cannot_send_a_person_to_another_site_after_signing_in(desk: Desk, new_email: NewEmail) -> None:
    email = new_email()
    desk.sign_up(email)
    desk.sign_out()
    for elsewhere in ("https://example.org/", "//example.org/", "/\\example.org/"):
        desk.page.goto(f"{desk.address}/login/?next={elsewhere}")
        desk.sign_in(email)
        desk.page.wait_for_url(f"{desk.address}/today/**")
        desk.sign_out()


def test_a_wrong_password_is_told_without_saying_whether_the_account_exists(desk: Desk, new_email: NewEmail) -> None:
    email = new_email()
    desk.sign_up(email)
    desk.sign_out()
    words = []
    for tried in (email, new_email()):
        desk.go("/login/")
        desk.sign_in(tried, "not the right password")
        words.append(desk.page.get_by_role("alert").filter(has_text="match").inner_text())
    assert words[0] == words[1]
    desk.expect_fault("401")


def test_each_field_says_what_is_missing(desk: Desk) -> None:
    desk.go("/signup/")
    desk.page.get_by_label("Password").fill("short")
    desk.page.get_by_role("button", name="Open the shop").click()
    expect(desk.page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    expect(desk.page.get_by_text("Use at least 12 characters.")).to_be_visible()
    expect(desk.page.get_by_text("Enter what the shop is called.")).to_be_visible()


def test_a_sign_in_that_was_ended_elsewhere_ends_here_too(desk: Desk, new_email: NewEmail) -> None:
    email = new_email()
    desk.sign_up(email)
    elsewhere = desk.another_browser()
    elsewhere.go("/login/?next=/settings/?tab=sign-ins")
    elsewhere.sign_in(email, PASSWORD)
    rows = elsewhere.page.get_by_role("listitem").filter(has_text="last used")
    expect(rows).to_have_count(2)
    rows.filter(has_not_text="this one").get_by_role("button", name="End").click()
    expect(rows).to_have_count(1)
    desk.page.reload()
    desk.page.wait_for_url("**/login/**")
    desk.expect_fault("401")
