"""Secrets are files of their owner alone, made once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from aisle.kit.secrets_directory import SecretsDirectory


def test_files_and_directory_belong_to_their_owner_alone(tmp_path: Path) -> None:
    SecretsDirectory(tmp_path / "secrets").read_or_create("master.key", lambda: "x")
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / "master.key").stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    numbers = count()
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(
            lambda _: SecretsDirectory(tmp_path).read_or_create("a.key", lambda: f"secret {next(numbers)}"), range(64)
        )
    assert len(set(answers)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.key"]


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    secrets = SecretsDirectory(tmp_path)
    assert secrets.read("a.key") is None
    secrets.read_or_create("a.key", lambda: "first")
    assert secrets.read_or_create("a.key", lambda: "second") == "first" == secrets.read("a.key")
