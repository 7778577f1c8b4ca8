"""The promise: every setting comes from the environment, has a default, and cannot be set to a
value that would switch a protection off or show a password.
"""

from pathlib import Path

import pytest
from pydantic import ValidationError

from sep_service.settings import Settings

LIMITS = {name: field for name, field in Settings.model_fields.items() if field.annotation is int}


def test_nothing_has_to_be_set() -> None:
    settings = Settings()
    assert settings.database_url is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8008)


def test_the_environment_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEP_LEDGER_PORT", "9000")
    monkeypatch.setenv("SEP_LEDGER_DATA_DIR", "elsewhere")
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", "")
    settings = Settings()
    assert settings.port == 9000
    assert settings.data_dir == Path("elsewhere")
    assert settings.database_url is None, "an empty variable is an unset one"


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("value", ["-1", "0", "1000000000", "many"])
def test_every_limit_is_bounded_and_the_refusal_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SEP_LEDGER_{name.upper()}", value)
    with pytest.raises(ValidationError, match=name):
        Settings()


def test_a_default_page_is_no_larger_than_the_largest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEP_LEDGER_MAX_PAGE_SIZE", "10")
    with pytest.raises(ValidationError, match="SEP_LEDGER_DEFAULT_PAGE_SIZE"):
        Settings()


def test_the_databases_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", "postgresql://user:secret@host/sep_ledger")
    assert "secret" not in repr(Settings())


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
