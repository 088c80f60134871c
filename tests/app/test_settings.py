"""Settings are read from the environment, checked at the start, and listed in words."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from aisle.app.cli import main
from aisle.app.settings import Settings, UnknownSetting, load_settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the tests, and a home of our own."""
    for name in os.environ:
        if name.startswith("AISLE_") and not name.startswith("AISLE_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AISLE_HOME", str(tmp_path))


def test_a_slip_of_the_pen_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISLE_PROT", "8080")
    with pytest.raises(UnknownSetting, match="AISLE_PROT"):
        load_settings()


def test_the_command_says_so_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISLE_PROT", "8080")
    answer = CliRunner().invoke(main, ["settings"])
    assert answer.exit_code != 0
    assert "AISLE_PROT" in answer.output
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("name", ["AISLE_TEST_ANYTHING", "AISLE_DATA_DIR", "OTHER_PORT"])
def test_variables_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    load_settings()


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    found = load_settings()
    assert (found.host, found.port, found.demo, found.log_level) == ("127.0.0.1", 8000, True, "WARNING")
    assert found.book_url == f"sqlite:///{tmp_path / 'book.db'}"
    assert found.secrets_path == tmp_path / "secrets"
    assert found.uploads_path.parent == found.archive_path.parent == tmp_path


def test_what_is_set_is_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PORT": "9000",
        "DEMO": "no",
        "DATABASE_URL": "postgresql://book",
        "SECRETS_DIR": "/keys",
    }.items():
        monkeypatch.setenv(f"AISLE_{name}", value)
    found = load_settings()
    assert (found.port, found.demo, found.book_url) == (9000, False, "postgresql://book")
    assert found.secrets_path == Path("/keys")


@pytest.mark.parametrize(("name", "value"), [("PORT", "0"), ("PORT", "x"), ("LOG_LEVEL", "LOUD"), ("DEMO", "perhaps")])
def test_values_that_cannot_be_meant_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"AISLE_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        load_settings()


def test_every_setting_is_listed_with_its_value_and_purpose() -> None:
    answer = CliRunner().invoke(main, ["settings"])
    assert answer.exit_code == 0, answer.output
    for name, setting in Settings.model_fields.items():
        assert f"AISLE_{name.upper()}" in answer.output
        assert setting.description
        assert setting.description in answer.output
    assert "8000" in answer.output
