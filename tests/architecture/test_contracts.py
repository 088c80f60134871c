"""The import contracts hold, and each is shown to bite: a planted violation must break it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# (what is broken, file to change, line to plant, contract that must say so)
PLANTED = [
    ("upwards", "kit/money.py", "import aisle.ledger", "Six levels"),
    ("between siblings of a level", "sites/queries.py", "import aisle.catalogue.rules", "Six levels"),
    ("door to insights", "intake/limits.py", "import aisle.insights.rules", "Doors do not know insights"),
    ("rules to database", "ledger/rules.py", "import aisle.kit.db", "Rules are pure"),
    ("rules to web", "stock/rules.py", "import fastapi", "Rules are pure"),
    ("a cycle", "kit/ids.py", "import aisle.sites.rules", "No import cycle"),
    *(
        (f"tables of {module}", file, f"import aisle.{module}.models", f"The tables of {module} are private")
        for module, file in [
            ("sites", "stock/queries.py"),
            ("catalogue", "stock/queries.py"),
            ("customers", "stock/queries.py"),
            ("identity", "stock/queries.py"),
            ("stock", "ledger/problems.py"),
            ("ledger", "insights/problems.py"),
            ("insights", "live/problems.py"),
            ("intake", "live/problems.py"),
        ]
    ),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts over a copy of the package."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its contracts, to plant violations in."""
    folder = tmp_path_factory.mktemp("contracts")
    ignore = shutil.ignore_patterns("pages", "__pycache__", "*.csv.*", "*.parquet")
    shutil.copytree(ROOT / "src" / "aisle", folder / "aisle", ignore=ignore)
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def test_the_contracts_hold(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("what", "file", "line", "contract"), PLANTED, ids=[row[0] for row in PLANTED])
def test_a_planted_violation_is_caught(copy: Path, what: str, file: str, line: str, contract: str) -> None:
    path = copy / "aisle" / file
    before = path.read_text()
    path.write_text(f"{line}\n{before}")
    try:
        done = lint(copy)
    finally:
        path.write_text(before)
    broken = [row for row in done.stdout.splitlines() if "BROKEN" in row and contract in row]
    assert broken, f"{what} was not caught:\n{done.stdout}"


def test_an_undeclared_package_is_caught(copy: Path) -> None:
    package = copy / "aisle" / "newcomer"
    package.mkdir()
    (package / "__init__.py").touch()
    try:
        done = lint(copy)
    finally:
        shutil.rmtree(package)
    assert done.returncode != 0
    assert "newcomer" in done.stdout


def test_every_module_with_tables_or_rules_has_its_contract() -> None:
    contracts = (ROOT / ".importlinter").read_text()
    package = ROOT / "src" / "aisle"
    for name in ("models", "rules"):
        for path in sorted(package.glob(f"*/{name}.py")):
            assert f"aisle.{path.parent.name}.{name}\n" in contracts, f"{path} stands under no contract"
