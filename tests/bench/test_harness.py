"""The table, the options and the command line."""

import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from bench import __main__ as command
from bench.harness import Meter, Options, Row, Skipped, default_data_dir, format_table

ROWS = [
    Row(model="ours", data="shop", metrics={"WQL": 0.5}, rows=1200, series=3, ours=True),
    Row(model="rule", data="shop", metrics={"WQL": 0.75, "WAPE": 1.0}, rows=1200, series=3),
]


def test_the_table_has_one_line_a_model_and_stars_the_shipped_one() -> None:
    header, _, ours, rule = format_table(ROWS).splitlines()
    assert [cell.strip() for cell in header.split("|")] == [
        "model", "data", "WQL", "WAPE", "rows", "series", "windows", "seconds", "peak_mb",
    ]  # fmt: skip
    assert ours.startswith("ours *")
    assert [cell.strip() for cell in rule.split("|")][:5] == ["rule", "shop", "0.750", "1.000", "1,200"]


def test_the_meter_sees_memory_that_is_gone_again() -> None:
    with Meter() as meter:
        before = meter.peak_mb
        block = bytearray(200 * 1024 * 1024)
        while meter.peak_mb < before + 150:  # until the sampling thread has looked
            block[0] = 1
        del block
    assert meter.peak_mb >= before + 150


def test_need_skips_when_a_file_is_absent(tmp_path: Path) -> None:
    with pytest.raises(Skipped, match=r"m5/sales\.parquet"):
        Options(data_dir=tmp_path).need("m5", "sales.parquet")


def test_the_data_folder_follows_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISLE_DATA_DIR", "/somewhere")
    assert default_data_dir() == Path("/somewhere")


@pytest.fixture
def bench_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """Stands in for every bench module."""
    module = SimpleNamespace(run=lambda options: ROWS)
    monkeypatch.setattr(importlib, "import_module", lambda name: module)
    monkeypatch.setattr(command, "RESULTS_FOLDER", tmp_path)
    return module


def test_a_missed_number_leaves_with_1(bench_module: SimpleNamespace) -> None:
    assert command.main(["forecast", "--gate"]) == 1
    assert command.main(["forecast"]) == 0


def test_missing_data_is_said_and_leaves_with_0(
    bench_module: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(options: Options) -> list[Row]:
        raise Skipped("no data")

    bench_module.run = run
    assert command.main(["forecast", "--gate"]) == 0
    assert "forecast: skipped (no data)" in capsys.readouterr().out


def test_rows_are_written_as_table_and_json(bench_module: SimpleNamespace, tmp_path: Path) -> None:
    command.main(["forecast", "--json", str(tmp_path / "rows.json")])
    assert "ours *" in (tmp_path / "forecast.txt").read_text()
    assert '"model": "rule"' in (tmp_path / "rows.json").read_text()
