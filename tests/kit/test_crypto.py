"""Sealed values open in their own place, with their own key, whole; and nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.kit import crypto
from aisle.kit.crypto import CannotOpen, SealingKey

KEY = SealingKey(7, crypto.new_secret())
PLACE = crypto.place_of(tenant_id="t1", table="users", row_id="u1", field="email")


@given(content=st.binary(max_size=300))
def test_what_is_sealed_opens_again(content: bytes) -> None:
    assert crypto.open_sealed(KEY, crypto.seal(KEY, content, PLACE), PLACE) == content


@pytest.mark.parametrize(
    "moved",
    [
        {"tenant_id": "t2"},
        {"table": "customer"},
        {"row_id": "u2"},
        {"field": "name"},
    ],
)
def test_a_value_moved_elsewhere_does_not_open(moved: dict[str, str]) -> None:
    here = {"tenant_id": "t1", "table": "users", "row_id": "u1", "field": "email"}
    with pytest.raises(CannotOpen):
        crypto.open_sealed(KEY, crypto.seal(KEY, b"secret", PLACE), crypto.place_of(**{**here, **moved}))


def test_a_place_reads_one_way_only() -> None:
    with pytest.raises(AssertionError):
        crypto.place_of(tenant_id="t1|users", table="x", row_id="y", field="z")
    with pytest.raises(AssertionError):
        crypto.place_of(tenant_id="", table="x", row_id="y", field="z")


def test_no_cut_or_flipped_envelope_opens() -> None:
    raw = base64.b64decode(crypto.seal(KEY, b"a telephone number", PLACE))
    cut = [raw[:length] for length in range(len(raw))] + [raw[1:], raw + b"\0"]
    flipped = [raw[:at] + bytes((raw[at] ^ 1 << bit,)) + raw[at + 1 :] for at in range(len(raw)) for bit in range(8)]
    for damaged in cut + flipped:
        with pytest.raises(CannotOpen):
            crypto.open_sealed(KEY, base64.b64encode(damaged).decode(), PLACE)


@pytest.mark.parametrize("text", ["", "not base64!", "AAAA", "é" * 60, "=" * 60])
def test_what_is_no_envelope_does_not_open(text: str) -> None:
    with pytest.raises(CannotOpen):
        crypto.open_sealed(KEY, text, PLACE)


def test_another_key_of_the_same_number_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        crypto.open_sealed(SealingKey(7, crypto.new_secret()), crypto.seal(KEY, b"secret", PLACE), PLACE)


def test_the_same_key_under_another_number_does_not_open() -> None:
    envelope = crypto.seal(KEY, b"secret", PLACE)
    assert crypto.key_number_of(envelope) == 7
    with pytest.raises(CannotOpen):
        crypto.open_sealed(SealingKey(8, KEY.secret), envelope, PLACE)
    raw = bytearray(base64.b64decode(envelope))
    raw[2] = 8
    with pytest.raises(CannotOpen):
        crypto.open_sealed(SealingKey(8, KEY.secret), base64.b64encode(raw).decode(), PLACE)


def test_equal_contents_do_not_look_equal() -> None:
    assert len({crypto.seal(KEY, b"same", PLACE) for _ in range(50)}) == 50


def test_a_blind_index_is_64_bits_and_depends_on_its_key() -> None:
    one, other = crypto.new_secret(), crypto.new_secret()
    assert crypto.blind_index(one, "ann@shop.example") == crypto.blind_index(one, "ann@shop.example")
    assert crypto.blind_index(one, "ann@shop.example") != crypto.blind_index(other, "ann@shop.example")
    assert len(bytes.fromhex(crypto.blind_index(one, "x"))) * 8 == 64


def test_secrets_for_different_purposes_differ() -> None:
    secret = crypto.new_secret()
    assert crypto.derived_secret(secret, "a") != crypto.derived_secret(secret, "b") != secret


def test_a_key_does_not_show_itself() -> None:
    assert repr(KEY) == "SealingKey(number=7)"
