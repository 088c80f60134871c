"""Bring uv into `.tools/`, with nothing but a Python of version 3.11 or newer.

With pip at hand a virtual environment is made. Debian's bare Python has neither pip nor ensurepip, so there the
wheel is fetched from PyPI, checked against the digest PyPI states, and unpacked.
"""

import hashlib
import io
import json
import platform
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

UV_VERSION = "0.13.8"
TOOLS = Path(__file__).resolve().parent.parent / ".tools"
PYTHON_MIN = (3, 11)


def bring_with_pip() -> bool:
    """Install uv into an environment of its own; say whether that worked."""
    made = subprocess.run([sys.executable, "-m", "venv", str(TOOLS)], capture_output=True, check=False)
    if made.returncode:
        return False
    pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}"]
    return subprocess.run(pip, check=False).returncode == 0


def wheel_platform() -> str:
    """Return the part of the wheel's name that says which machine it is for."""
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        return "macosx" + ("_11_0_arm64" if machine == "arm64" else "_10_12_x86_64")
    libc = "musllinux" if platform.libc_ver()[0] == "" else "manylinux"
    return f"{libc}:{'aarch64' if machine in {'arm64', 'aarch64'} else 'x86_64'}"


def bring_with_download() -> None:
    """Fetch the wheel, prove its digest, unpack the program."""
    with urllib.request.urlopen(f"https://pypi.org/pypi/uv/{UV_VERSION}/json") as answer:
        files = json.load(answer)["urls"]
    wanted = wheel_platform().split(":")
    found = next(file for file in files if all(part in file["filename"] for part in wanted))
    with urllib.request.urlopen(found["url"]) as answer:
        wheel = answer.read()
    if hashlib.sha256(wheel).hexdigest() != found["digests"]["sha256"]:
        sys.exit("The download of uv is damaged: please try again.")
    program = TOOLS / "bin" / "uv"
    program.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(("/bin/uv", "scripts/uv")))
        program.write_bytes(archive.read(name))
    program.chmod(0o755)


if __name__ == "__main__":
    if sys.version_info < PYTHON_MIN:
        sys.exit(
            f"Aisle needs Python 3.11 or newer; this is {platform.python_version()}. Try: make run PYTHON=python3.12"
        )
    print("Setting up: this takes a few minutes the first time.", flush=True)
    if not bring_with_pip():
        bring_with_download()
