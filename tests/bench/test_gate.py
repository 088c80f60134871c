"""The gate opens only when the shipped row meets every number."""

from pathlib import Path

import pytest
from bench.gate import Number, find_misses, read_numbers, read_stored, store_figures
from bench.harness import Row

AT_MOST = Number(bench="forecast", data="m5", metric="WQL", at_most=0.5)


def row(value: float, *, ours: bool = True, data: str = "m5") -> Row:
    return Row(model="m", data=data, metrics={"WQL": value}, ours=ours)


def misses(rows: list[Row], number: Number = AT_MOST, **more: object) -> list[str]:
    arguments = {"numbers": [number], "stored": {}, **more}
    return find_misses("forecast", rows, **arguments)  # type: ignore[arg-type]


def test_a_met_number_opens_the_gate() -> None:
    assert misses([row(0.5), row(0.9, ours=False)]) == []


def test_a_miss_names_the_number() -> None:
    assert misses([row(0.51)]) == ["forecast on m5: WQL is 0.51, must be at most 0.5"]


def test_a_value_that_is_no_number_is_a_miss() -> None:
    assert len(misses([row(float("nan"))])) == 1


def test_a_good_baseline_does_not_stand_in_for_the_shipped_row() -> None:
    assert misses([row(0.1, ours=False)]) == ["forecast on m5: WQL has no row of the shipped model"]


def test_skipped_data_is_not_judged() -> None:
    assert misses([row(0.1, data="other")], skipped=("m5",)) == []


def test_a_range_is_judged_on_both_sides() -> None:
    number = Number(bench="forecast", data="m5", metric="WQL", at_least=0.2, at_most=0.3)
    assert [len(misses([row(value)], number)) for value in (0.19, 0.25, 0.31)] == [1, 0, 1]


@pytest.mark.parametrize(("value", "count"), [(0.405, 0), (0.42, 1)])
def test_more_than_two_per_cent_worse_than_stored_is_a_miss(value: float, count: int) -> None:
    stored = {"forecast": {"m5": {"WQL": 0.4}}}
    assert len(misses([row(value)], stored=stored)) == count


def test_stored_figures_are_those_of_the_shipped_rows(tmp_path: Path) -> None:
    file = tmp_path / "stored.json"
    store_figures({"forecast": [row(0.4), row(0.3, ours=False)]}, file)
    assert read_stored(file) == {"forecast": {"m5": {"WQL": 0.4}}}
    assert read_stored(tmp_path / "absent.json") == {}


def test_the_file_of_numbers_reads_and_states_a_limit_each() -> None:
    numbers = read_numbers()
    assert {"forecast", "replenish", "price", "segments", "clv", "intake"} <= {n.bench for n in numbers}
    assert all(number.limit for number in numbers)
