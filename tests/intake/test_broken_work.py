"""Work that breaks each time ends the upload with words, not with a bar that stands still."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from aisle.intake import jobs
from aisle.intake.limits import UPLOAD_ATTEMPTS_MAX
from aisle.intake.post_job import post_upload
from tests.intake.door import Door

SALES = b"date,receipt,sku,name,quantity,unit price\n2026-11-01,1,a,Apple,2,0.50\n"


@pytest.mark.parametrize("step", ["stage_upload", "post_upload"])
def test_an_upload_whose_work_always_breaks_says_so(door: Door, step: str) -> None:
    tries = []

    def breaks(*_given: object) -> None:
        tries.append(step)
        raise RuntimeError("the disk is full")

    with patch.object(jobs, step, breaks):
        upload_id = door.hand_in(SALES)
        for _ in range(UPLOAD_ATTEMPTS_MAX + 1):
            door.work()
            door.shop.clock.at += timedelta(hours=1)
    upload = door.read(upload_id)
    assert len(tries) == UPLOAD_ATTEMPTS_MAX
    assert upload.state == "failed"
    assert upload.problem is not None
    assert "disk" not in upload.problem.detail


def test_an_upload_whose_work_breaks_once_is_finished(door: Door) -> None:
    broken = iter([True])

    def breaks_once(*given: object) -> None:
        if next(broken, False):
            raise RuntimeError("the disk is full")
        post_upload(*given)  # type: ignore[arg-type]

    with patch.object(jobs, "post_upload", breaks_once):
        upload_id = door.hand_in(SALES)
        door.work()
        door.shop.clock.at += timedelta(hours=1)
        door.work()
    assert (door.read(upload_id).state, door.read(upload_id).rows_posted) == ("done", 1)
