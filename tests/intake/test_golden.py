"""The golden file: UCI Online Retail, counted by hand once and never allowed to change."""

import gzip
import os
from pathlib import Path

import pytest

from tests.intake.door import Door

DATA = Path(os.environ.get("AISLE_DATA_DIR", Path(__file__).parents[2] / ".." / "shared" / "data"))
FILE = DATA / "online_retail" / "online_retail.csv.gz"


@pytest.mark.slow
@pytest.mark.skipif(not FILE.exists(), reason=f"the data folder is absent: {FILE}")
def test_online_retail_counts(door: Door) -> None:
    """541,909 rows give the counts of the specification; the same file again is all duplicates."""
    content = FILE.read_bytes()
    first = door.upload(content)
    assert first.state == "done", first.problem
    assert first.profile is not None
    assert first.profile.name == "online_retail"
    assert first.rows_read == 541_909
    assert first.rows_posted == 530_104 + 9_288
    assert first.code_counts == {"zero-price": 2_515, "negative-price": 2}
    assert (first.rows_set_aside, first.rows_rejected, first.rows_duplicate) == (2_517, 0, 0)
    assert first.receipts_posted == 23_796
    (total,) = first.totals
    assert total.gross_sales_minor + total.returns_minor == 976_987_205
    assert str(first.first_date) == "2010-12-01"
    assert str(first.last_date) == "2011-12-09"
    second = door.upload(gzip.compress(gzip.decompress(content)[:-1] + b"\n", 1))
    assert second.rows_duplicate == 539_392
    assert (second.rows_posted, second.rows_rejected, second.rows_set_aside) == (0, 0, 2_517)
