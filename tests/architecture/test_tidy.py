"""Tidy: files and functions stay small, nothing large or private slips in."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES_MAX = 300
# Tests may hold a long table of cases.
TEST_FILE_LINES_MAX = 420
PAGE_FILE_LINES_MAX = 250
FUNCTION_LINES_MAX = 70
BLOB_BYTES_MAX = 1_000_000
# Wanted although large; each has its reason in the folder it lies in.
LARGE_AND_WANTED = {"uv.lock", "online_retail_sample.parquet"}
# Written elsewhere: paths of a machine, hosts of a registry.
PRIVATE = re.compile(r"/(?:root|home/[a-z]+|work|tmp)/[a-z]|files\.pythonhosted|registry\.npmjs|pypi\.org/simple")


def tracked(*patterns: str) -> list[Path]:
    """Return the files the repository holds."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout: nothing says which files belong to the project")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function with its length in lines."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_python_files_stay_small() -> None:
    # The history of tables is written once and never edited, so its length is nobody's burden.
    files = [path for path in tracked("*.py") if "migrations" not in path.parts]
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    limits = {name: TEST_FILE_LINES_MAX if name.startswith("tests/") else FILE_LINES_MAX for name in long}
    assert {name: lines for name, lines in long.items() if lines > limits[name]} == {}


def test_functions_stay_small() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {name} has {lines} lines"
        for path in tracked("src/*.py", "bench/*.py", "scripts/*.py")
        for name, lines in functions(path)
        if lines > FUNCTION_LINES_MAX
    ]
    assert long == []


def test_page_files_stay_small() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in tracked("web/*.tsx")}
    assert {name: lines for name, lines in long.items() if lines > PAGE_FILE_LINES_MAX} == {}


def test_no_large_file_slips_in() -> None:
    large = {
        str(path.relative_to(ROOT)): path.stat().st_size
        for path in tracked()
        if path.stat().st_size > BLOB_BYTES_MAX and path.name not in LARGE_AND_WANTED
    }
    assert large == {}


def test_no_machine_path_or_registry_host_slips_in() -> None:
    texts = tracked("*.py", "*.md", "*.ts", "*.tsx", "*.toml", "*.json", "Makefile", "*.mjs", "*.css")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in texts
        if path != Path(__file__)
        for match in PRIVATE.finditer(path.read_text())
    ]
    assert found == []


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in tracked("src/*.py", "scripts/*.py")
        for node in definitions(ast.parse(path.read_text()))
        if not node.name.startswith("_") and ast.get_docstring(node) is None and not is_problem(node)
    ]
    assert silent == []


def definitions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield what a module offers: its functions, its classes, their methods; not what stands inside functions."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node
        if isinstance(node, ast.ClassDef):
            yield from (method for method in node.body if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef))


def is_problem(node: ast.AST) -> bool:
    """A problem says what it is in its title."""
    if not isinstance(node, ast.ClassDef):
        return False
    assigned = [name.id for line in ast.walk(node) if isinstance(line, ast.Assign) for name in _names(line)]
    return "code" in assigned


def _names(line: ast.Assign) -> list[ast.Name]:
    flat = [part for target in line.targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return [part for part in flat if isinstance(part, ast.Name)]
