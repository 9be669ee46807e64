"""Everything that can be set, from the environment, told in Chinese where it cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.errors import SettingsError
from service.settings import Settings


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("JIXI_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def test_settings_come_from_the_environment(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {"JIXI_MODEL": str(tmp_path), "JIXI_MAX_MB": "0.5", "JIXI_EXTRACTIONS": "3", "JIXI_SOURCES_HTTP": "true"}
    for name, value in given.items():
        environment.setenv(name, value)
    settings = Settings.load()
    assert (settings.model, settings.max_bytes, settings.extractions) == (tmp_path, 512 * 1024, 3)
    assert settings.sources_http


def test_what_is_given_goes_before_the_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("JIXI_PORT", "9000")
    assert Settings.load().port == 9000
    assert Settings.load(port=9001).port == 9001


def test_an_empty_variable_is_none(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("JIXI_MODEL", "")
    environment.setenv("JIXI_PORT", "")
    assert (Settings.load().model, Settings.load().port) == (None, 8000)


def test_lists_are_written_with_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("JIXI_ALLOWED_ORIGINS", " https://a.example, https://b.example ,")
    assert Settings.load().allowed_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("JIXI_PORT", "http", "JIXI_PORT 应为整数，得到 http"),
        ("JIXI_PORT", "70000", "JIXI_PORT 应不大于 65535，得到 70000"),
        ("JIXI_MAX_MB", "0", "JIXI_MAX_MB 应大于 0，得到 0"),
        ("JIXI_MAX_MB", "多", "JIXI_MAX_MB 应为数，得到 多"),
        ("JIXI_LOOPBACK_OPEN", "maybe", "JIXI_LOOPBACK_OPEN 应为 true 或 false，得到 maybe"),
        ("JIXI_WORKERS", "-1", "JIXI_WORKERS 应不小于 0，得到 -1"),
    ],
)
def test_a_value_that_cannot_be_used_is_told(environment: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        Settings.load()
    assert error.value.message == f"{told}。"
    assert error.value.exit_code == 2


def test_secrets_show_in_no_message(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("JIXI_DATABASE_URL", "postgresql://jixi:geheim@host/jixi")
    environment.setenv("JIXI_WEBHOOK_SECRET", "geheim")
    assert "geheim" not in repr(Settings.load())
    assert Settings.load().database_address == "postgresql://jixi:geheim@host/jixi"
    environment.setenv("JIXI_PORT", "x")
    with pytest.raises(SettingsError) as error:
        Settings.load()
    assert "geheim" not in error.value.message


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
