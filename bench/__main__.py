"""Command line of the benches: ``python -m bench NAME [NAME …]|all [--quick] [--gate] …``."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from bench.gate import find_misses, read_numbers, read_stored, store_figures
from bench.harness import RESULTS_FOLDER, Options, Row, Skipped, format_table, rows_as_json

NAMES = ("forecast", "replenish", "price", "segments", "clv", "intake", "reads")


def main(arguments: list[str] | None = None) -> int:
    """Run the named benches; 1 when the gate stays shut, else 0."""
    asked = _parse(arguments)
    names = NAMES if "all" in asked.names else tuple(asked.names)
    rows: dict[str, list[Row]] = {}
    misses: list[str] = []
    for name in names:
        options = Options(quick=asked.quick, seeds=asked.seeds, windows=asked.windows)
        found = _run(name, options)
        if found is None:
            continue
        rows[name] = found
        if asked.gate and not asked.quick:
            misses += find_misses(
                name,
                found,
                numbers=read_numbers(),
                stored=read_stored(),
                skipped=tuple(options.skipped),
            )
    _keep(rows, asked)
    return _judge(misses, asked)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="+", choices=[*NAMES, "all"], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="small samples, a minute in all")
    parser.add_argument("--seeds", type=_parse_seeds, default=(0, 1, 2), help="like 0,1,2")
    parser.add_argument("--windows", type=int, default=3, help="evaluation windows")
    parser.add_argument("--gate", action="store_true", help="leave with 1 on a missed number")
    parser.add_argument("--store", action="store_true", help="remember the shipped figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows as JSON")
    return parser.parse_args(arguments)


def _parse_seeds(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _run(name: str, options: Options) -> list[Row] | None:
    """Rows of one bench, printed and written; None when it was skipped."""
    try:
        rows: list[Row] = importlib.import_module(f"bench.{name}").run(options)
    except Skipped as reason:
        print(f"{name}: skipped ({reason})", flush=True)
        return None
    table = format_table(rows)
    notes = [f"{name} on {data}: skipped ({why})" for data, why in options.skipped.items()]
    text = "\n".join([table, *notes])
    print(text + "\n", flush=True)
    RESULTS_FOLDER.mkdir(parents=True, exist_ok=True)
    suffix = "-quick" if options.quick else ""
    (RESULTS_FOLDER / f"{name}{suffix}.txt").write_text(text + "\n")
    return rows


def _keep(rows: dict[str, list[Row]], asked: argparse.Namespace) -> None:
    if asked.json is not None:
        asked.json.write_text(rows_as_json(rows) + "\n")
    if asked.store and not asked.quick:
        store_figures(rows)


def _judge(misses: list[str], asked: argparse.Namespace) -> int:
    if asked.gate and asked.quick:
        print("gate: numbers to beat are not judged on samples")
    for miss in misses:
        print(f"gate: {miss}", file=sys.stderr)
    if asked.gate and not asked.quick and not misses:
        print("gate: every number to beat is met")
    return 1 if misses else 0


if __name__ == "__main__":
    raise SystemExit(main())
