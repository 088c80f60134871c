"""Uploads from end to end on both databases."""

import datetime as dt
from unittest.mock import patch

from aisle.intake import exports, stage_job
from tests.intake.door import Door

SALES = b"""receipt,date,sku,name,quantity,price
1,2026-11-01 10:00,A,Apple,2,1.50
1,2026-11-01 10:00,B,Bread,1,2.25
2,2026-11-02 11:00,A,Apple,-1,1.50
3,2026-11-02 12:00,C,Cheese,1,0
4,2026-11-03 12:00,C,Cheese,1O,3
"""


def export(door: Door) -> bytes:
    """The shop's sales as the export writes them."""
    shop = door.shop
    return b"".join(exports.sale_lines(shop.database, shop.actor, store_id=shop.store_id, from_date=None, to_date=None))


def test_an_upload_posts_what_is_right_and_says_what_is_not(door: Door) -> None:
    """Two receipts post, a zero price is set aside, a bad number rejected with its column and value."""
    upload = door.upload(SALES)
    assert upload.state == "done", upload.problem
    assert (upload.rows_read, upload.rows_posted, upload.rows_set_aside, upload.rows_rejected) == (5, 3, 1, 1)
    assert upload.receipts_posted == 2
    assert upload.totals[0].model_dump() == {"currency": "GBP", "gross_sales_minor": 525, "returns_minor": -150}
    assert door.codes(upload.upload_id) == {5: "zero-price", 6: "bad-number"}


def test_the_same_file_again_is_all_duplicates(door: Door) -> None:
    """A repeat changes nothing in the book."""
    door.upload(SALES)
    before = door.book()
    again = door.upload(SALES)
    assert (again.rows_posted, again.rows_duplicate) == (0, 3)
    assert door.book() == before


def test_an_export_uploads_back_as_duplicates(door: Door) -> None:
    """The export of what was posted is known line by line; a line changed by hand is not."""
    door.upload(SALES)
    before = door.book()
    exported = export(door)
    back = door.upload(exported)
    assert back.state == "done", back.problem
    assert back.profile is not None
    assert back.profile.name == "aisle_export"
    assert (back.rows_read, back.rows_duplicate) == (3, 3), door.codes(back.upload_id)
    changed = door.upload(exported.replace(b",2,each,1.50,", b",3,each,1.50,"))
    assert door.codes(changed.upload_id)[2] in {"totals-disagree", "receipt-changed"}
    assert door.book() == before


def test_products_are_created_only_when_allowed(door: Door) -> None:
    """Without `create_products` a row of a new product is rejected, one of a known product posts."""
    door.upload(SALES)
    later = b"receipt,date,sku,name,quantity,price\n8,2026-11-05,A,Apple,1,1.50\n9,2026-11-05,Z,New,1,9\n"
    upload = door.upload(later, create_products=False)
    assert (upload.rows_posted, door.codes(upload.upload_id)) == (1, {3: "unknown-product"})


def test_overlapping_live_sales_are_a_question(door: Door) -> None:
    """Days on which the store's own registers sold are asked about; the answer posts what is staged."""
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 2)
    with patch.object(stage_job, "find_live_days", return_value=(first, last)):
        upload = door.upload(SALES)
    assert (upload.state, upload.questions[0].field, upload.rows_posted) == ("needs_answer", "overlap", 0)
    assert door.answer(upload.upload_id, overlap="post").rows_posted == 3
