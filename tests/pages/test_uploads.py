"""The upload door as a shopkeeper uses it, with files whose outcome is known row by row."""

from pathlib import Path

from playwright.sync_api import expect

from tests.pages.conftest import NewEmail
from tests.pages.desk import Desk

HEADER = "Receipt,Date,SKU,Name,Quantity,Unit price"


def sales_file(folder: Path, name: str = "sales.csv", days: int = 20) -> Path:
    """Two receipts a day; one row is free, one has a letter for a digit: 2 of 42 rows are no sale."""
    rows = [HEADER]
    for day in range(1, days + 1):
        for till in (1, 2):
            rows.append(f"{day}-{till},2026-10-{day:02} 10:{till:02},000{till},Oat milk {till} l,{till},1.99")
    rows.append("90-1,2026-10-09 12:00,0003,Sample,1,0")
    rows.append("91-1,2026-10-09 12:00,0003,Crackers,1O,2.49")
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_file_is_checked_posted_and_known_again(desk: Desk, new_email: NewEmail, tmp_path: Path) -> None:
    desk.sign_up(new_email())
    file = sales_file(tmp_path)
    desk.drop(file)
    post = desk.page.get_by_role("button", name="Post 40 rows")
    expect(post).to_be_visible()
    assert desk.tally() == {"ready to post": 40, "set aside, no sale": 1, "rejected": 1, "rows in the file": 42}
    expect(desk.page.get_by_role("combobox", name="Unit price is")).to_have_text("Unit price")
    expect(desk.page.get_by_role("row", name="This is not a number")).to_contain_text("1O")
    post.click()
    expect(desk.page.get_by_text("See what it says")).to_be_visible()
    assert desk.tally() == {"posted": 40, "set aside, no sale": 1, "rejected": 1, "rows in the file": 42}

    desk.go("/uploads/")
    desk.drop(file)
    desk.page.get_by_role("button", name="Post 40 rows").click()
    expect(desk.page.get_by_text("Nothing in this file was new")).to_be_visible()
    assert desk.tally() == {
        "posted": 0,
        "duplicate, posted before": 40,
        "set aside, no sale": 1,
        "rejected": 1,
        "rows in the file": 42,
    }


def test_an_upload_can_be_voided_once_it_was_asked_for(desk: Desk, new_email: NewEmail, tmp_path: Path) -> None:
    desk.sign_up(new_email())
    desk.drop(sales_file(tmp_path))
    desk.page.get_by_role("button", name="Post 40 rows").click()
    desk.page.get_by_role("button", name="Void this upload").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Void 40 receipts?")
    dialog.get_by_role("button", name="Keep them").click()
    expect(dialog).to_be_hidden()
    desk.page.get_by_role("button", name="Void this upload").click()
    dialog.get_by_role("button", name="Void them").click()
    expect(desk.page.get_by_text("Voided", exact=True)).to_be_visible()
    desk.go("/uploads/")
    expect(desk.page.get_by_role("row", name="sales.csv")).to_contain_text("Voided")


def test_a_question_is_asked_instead_of_a_guess(desk: Desk, new_email: NewEmail, tmp_path: Path) -> None:
    desk.sign_up(new_email())
    file = tmp_path / "open.csv"
    rows = [f"{number},0{number}/04/2025 10:00,000{number},Oat milk,1,1.99" for number in (3, 5, 4)]
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    desk.drop(file)
    expect(desk.page.get_by_text("Is the day or the month first")).to_be_visible()
    go_on = desk.page.get_by_role("button", name="Answer and go on")
    expect(go_on).to_be_disabled()
    desk.page.get_by_role("radio").first.click()
    go_on.click()
    expect(desk.page.get_by_role("button", name="Post 3 rows")).to_be_visible()


def test_a_file_that_is_none_says_so_and_keeps_its_place(desk: Desk, new_email: NewEmail, tmp_path: Path) -> None:
    desk.sign_up(new_email())
    file = tmp_path / "sales.csv"
    file.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n")
    desk.page.get_by_test_id("file").set_input_files(file)
    expect(desk.page.get_by_text("This is no CSV, XLSX or Parquet file")).to_be_visible()
    desk.page.get_by_role("button", name="Dismiss").click()
    expect(desk.page.get_by_text("Drop a sales file here")).to_be_visible()
    desk.expect_fault("415")


def test_the_end_of_an_upload_is_told_on_whatever_page_one_is_by_then(
    desk: Desk, new_email: NewEmail, tmp_path: Path
) -> None:
    desk.sign_up(new_email())
    desk.drop(sales_file(tmp_path, days=30))
    desk.page.get_by_role("button", name="Post 60 rows").click()
    desk.page.get_by_role("link", name="Settings").first.click()
    toast = desk.page.get_by_role("status").filter(has_text="60 rows posted")
    expect(toast.first).to_be_visible()
