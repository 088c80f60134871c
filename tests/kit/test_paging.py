"""Cursors come back as they were given out; everything else is `malformed`."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.kit.paging import decode_cursor, encode_cursor
from aisle.kit.problems import Malformed

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@given(name=storable, number=st.integers(-(2**63), 2**63 - 1))
def test_a_cursor_reads_back(name: str, number: int) -> None:
    position = {"name": name, "id": number}
    assert decode_cursor(encode_cursor(position), "name", "id") == position


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_anything_else_is_malformed(after: str) -> None:
    with pytest.raises(Malformed):
        decode_cursor(after, "id")


@given(
    position=st.dictionaries(st.sampled_from(["id", "name"]), st.integers(0, 9) | storable, min_size=2), data=st.data()
)
def test_a_damaged_cursor_is_malformed_or_another_position(position: dict[str, int | str], data: st.DataObject) -> None:
    """One letter changed never raises anything but `malformed`, and what is read has the right keys."""
    cursor = encode_cursor(position)
    place = data.draw(st.integers(0, len(cursor) - 1))
    damaged = cursor[:place] + data.draw(st.characters()) + cursor[place + 1 :]
    try:
        found = decode_cursor(damaged, "id", "name")
    except Malformed:
        return
    assert isinstance(found["id"], str | int)
    assert isinstance(found["name"], str | int)


@pytest.mark.parametrize(
    "json_text",
    [
        "[]", "1", "null", "{}", '{"id":null}', '{"id":1.5}', '{"id":[1]}', '{"id":NaN}', '{"id":true}',
        '{"id":"a\\u0000b"}', '{"id":"\\ud800"}', '{"id":9223372036854775808}', "[" * 300,
    ],
)  # fmt: skip
def test_positions_no_list_gives_out_are_malformed(json_text: str) -> None:
    after = base64.urlsafe_b64encode(json_text.encode()).decode().rstrip("=")
    with pytest.raises(Malformed):
        decode_cursor(after, "id")
