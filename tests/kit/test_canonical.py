"""One spelling per value: equal content has equal bytes, and no float gets in anywhere."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aisle.kit.canonical import canonical_json, digest_of

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
leaves = st.none() | st.booleans() | st.integers() | text
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4))


def shuffled(value: Any) -> Any:
    """The same content with every object's keys the other way round."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [shuffled(entry) for entry in value]
    return value


def with_a_float(value: Any, where: int) -> Any:
    """The value with a float hidden somewhere inside."""
    if isinstance(value, dict) and value:
        key = list(value)[where % len(value)]
        return {**value, key: with_a_float(value[key], where)}
    if isinstance(value, list) and value:
        place = where % len(value)
        return [*value[:place], with_a_float(value[place], where), *value[place + 1 :]]
    return 0.5


@given(values)
def test_equal_content_has_equal_bytes_and_reads_back(value: Any) -> None:
    written = canonical_json(value)
    assert canonical_json(shuffled(value)) == written
    assert json.loads(written) == value
    assert digest_of(shuffled(value)) == digest_of(value)
    assert canonical_json(json.loads(written)) == written


@given(first=values, second=values)
def test_other_content_has_other_bytes(first: Any, second: Any) -> None:
    # Python holds True and 1 for equal; JSON does not, and neither do we.
    assert (canonical_json(first) == canonical_json(second)) == (json.dumps(shuffled(first), sort_keys=True)
                                                                 == json.dumps(second, sort_keys=True))  # fmt: skip


@given(value=values, where=st.integers(0, 100))
def test_a_float_is_refused_wherever_it_hides(value: Any, where: int) -> None:
    with pytest.raises(TypeError):
        canonical_json(with_a_float(value, where))


@pytest.mark.parametrize("value", [float("nan"), {"a": (1, 2.0)}, {1.5: "a"}, [{"a": {2.0: 1}}], {"a": {1, 2}}])
def test_what_has_no_single_spelling_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_the_spelling_by_hand() -> None:
    assert canonical_json({"b": [1, None, True], "a": "é\n"}) == '{"a":"é\\n","b":[1,null,true]}'
    assert digest_of({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
