"""Settings: SPEC's names and defaults, and clear words for bad values."""

from pathlib import Path
from typing import Any

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.settings import Settings, settings

from .conftest import REPOSITORY

DEFAULTS = {
    "API_PORT": 8000,
    "UI_PORT": 8501,
    "MODEL_PATH": Path("model_output"),
    "MAX_LEN": 256,
    "API_URL": "http://api:8000",
    "HISTORY_URL": "sqlite:///data/history.sqlite3",
    "MODEL_NAME": "distilbert-base-uncased",
    "LEARNING_RATE": 2e-5,
    "BATCH_SIZE": 10,
    "NUM_EPOCHS": 2,
    "PROCESSED_DATA_DIR": Path("data/processed"),
    "MODEL_OUTPUT": Path("model_output"),
    "RESULTS_DIR": Path("results"),
    "NEUTRAL": False,
    "WORKERS": 1,
    "CACHE_SIZE": 10_000,
    "QUEUE_SIZE": 1024,
    "MAX_BODY_BYTES": 8_388_608,
    "MAX_CONNECTIONS": 1000,
    "REQUEST_TIMEOUT": 30,
    "STOP_TIMEOUT": 6,
    "RATE_LIMIT": None,
    "API_KEYS": None,
    "API_KEYS_FILE": None,
    "API_KEY": None,
    "API_KEY_FILE": None,
    "CORS_ORIGINS": None,
    "LOG_LEVEL": "info",
    "LOG_FORMAT": "text",
}


@pytest.mark.parametrize(("name", "value"), DEFAULTS.items())
def test_each_variable_has_its_documented_default(name: str, value: object) -> None:
    assert getattr(settings(), name.lower()) == value


def test_the_example_file_names_every_variable_with_its_default() -> None:
    Path(".env").write_text((REPOSITORY / ".env.example").read_text())
    set_or_empty = settings().model_fields_set | {name.lower() for name, value in DEFAULTS.items() if value is None}
    assert set_or_empty == set(Settings.model_fields)
    assert settings().model_dump() == {name.lower(): value for name, value in DEFAULTS.items()}


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("BATCH_SIZE=3\nNUM_EPOCHS=7\n")
    monkeypatch.setenv("BATCH_SIZE", "4")
    assert (settings().batch_size, settings().num_epochs) == (4, 7)


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_LEN", "")
    assert settings().max_len == 256
    assert settings().max_len_if_set is None


def test_an_empty_history_url_means_memory_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "")
    assert settings().history_url == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("MAX_LEN", "0"), ("BATCH_SIZE", "abc"), ("API_PORT", "70000"), ("LEARNING_RATE", "-1"), ("NUM_EPOCHS", "1.5"),
     ("NEUTRAL", "maybe"), ("API_URL", "localhost")],
)  # fmt: skip
def test_a_bad_value_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=f"{name}='{value}'"):
        settings()


def test_all_bad_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_LEN", "0")
    monkeypatch.setenv("BATCH_SIZE", "abc")
    with pytest.raises(InputError, match=r"MAX_LEN.*BATCH_SIZE"):
        settings()


def test_keys_come_from_a_variable_and_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("three\nfour\n")
    both = Settings(api_keys="one, two", api_keys_file=tmp_path / "keys")
    assert both.accepted_keys == ["one", "two", "three", "four"]
    assert Settings(api_key_file=tmp_path / "keys").own_key == "three"
    assert (Settings().accepted_keys, Settings().own_key) == ([], None)


@pytest.mark.parametrize("field", ["api_keys", "api_key"])
def test_keys_that_are_meant_but_missing_are_told(field: str, tmp_path: Path) -> None:
    name = field.upper()
    with pytest.raises(InputError, match=f"{name} is set, but holds no key"):
        _keys_of({field: ","}, field)
    with pytest.raises(InputError, match=f"{name}_FILE can't be read"):
        _keys_of({f"{field}_file": tmp_path}, field)


def _keys_of(values: dict[str, Any], field: str) -> object:
    chosen = Settings(**values)
    return chosen.accepted_keys if field == "api_keys" else chosen.own_key
