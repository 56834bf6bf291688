"""Settings: SPEC's names and defaults, and clear words for bad values."""

import re
from pathlib import Path
from typing import Any

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.settings import CommonSettings, DashboardSettings, Languages, ServingSettings, TrainingSettings

from .conftest import REPOSITORY

COMMON = {"RESULTS_DIR": Path("results")}
SERVING = {
    "API_PORT": 8000,
    "MODEL_PATH": Path("model_output"),
    "LANGUAGES": Languages.AUTO,
    "MULTILINGUAL_PATH": Path("multilingual"),
    "MAX_LEN": None,  # what the model was trained with
    "BATCH_SIZE": 10,
    "NEUTRAL": False,
    "WORKERS": 1,
    "CACHE_SIZE": 10_000,
    "SERVED_MODEL_NAME": "default",
    "QUEUE_SIZE": 1024,
    "MAX_BODY_BYTES": 8_388_608,
    "MAX_CONNECTIONS": 1000,
    "REQUEST_TIMEOUT": 30,
    "STOP_TIMEOUT": 6,
    "RATE_LIMIT": None,
    "JOBS_DIR": Path("data/jobs"),
    "JOB_RETENTION": 24,
    "JOB_MAX_BYTES": 1_073_741_824,
    "JOB_QUEUE_SIZE": 100,
    "JOB_QUEUE_PER_KEY": 10,
    "API_KEYS": None,
    "API_KEYS_FILE": None,
    "CORS_ORIGINS": None,
    "LOG_LEVEL": "info",
    "LOG_FORMAT": "text",
}
DASHBOARD = {
    "UI_PORT": 8501,
    "API_URL": "http://api:8000",
    "HISTORY_URL": "sqlite:///data/history.sqlite3",
    "HISTORY_RETENTION_DAYS": 0,
    "SESSION_SECRET": None,
    "SESSION_SECRET_FILE": None,
    "UPLOAD_DIR": Path("data/uploads"),
    "NEUTRAL": False,
    "API_KEY": None,
    "API_KEY_FILE": None,
}
TRAINING = {
    "MODEL_NAME": "distilbert-base-uncased",
    "MAX_LEN": 256,
    "LEARNING_RATE": 2e-5,
    "BATCH_SIZE": 10,
    "NUM_EPOCHS": 2,
    "MIXTURE_DIR": Path("data"),
    "PROCESSED_DATA_DIR": Path("data/processed"),
    "MODEL_OUTPUT": Path("model_output"),
}
PROGRAMS: list[tuple[type[CommonSettings], dict[str, Any]]] = [
    (ServingSettings, SERVING),
    (DashboardSettings, DASHBOARD),
    (TrainingSettings, TRAINING),
]


@pytest.fixture(autouse=True)
def _no_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MODEL_PATH")
    monkeypatch.delenv("LANGUAGES")


@pytest.mark.parametrize(("kind", "defaults"), PROGRAMS)
def test_defaults_are_the_documented_ones(kind: type[CommonSettings], defaults: dict[str, Any]) -> None:
    assert kind.load().model_dump() == {name.lower(): value for name, value in (defaults | COMMON).items()}


def test_example_file_names_every_variable() -> None:
    example = (REPOSITORY / ".env.example").read_text()
    assert {name for _, defaults in PROGRAMS for name in defaults} <= set(re.findall(r"^([A-Z_]+)=", example, re.M))
    Path(".env").write_text(example)
    for kind, defaults in PROGRAMS:
        values = defaults | COMMON | ({"MAX_LEN": 256} if "MAX_LEN" in defaults else {})
        assert kind.load().model_dump() == {name.lower(): value for name, value in values.items()}


def test_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("BATCH_SIZE=3\nNUM_EPOCHS=7\n")
    monkeypatch.setenv("BATCH_SIZE", "4")
    assert (TrainingSettings.load().batch_size, TrainingSettings.load().num_epochs) == (4, 7)


def test_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_LEN", "")
    assert TrainingSettings.load().max_len == 256
    assert ServingSettings.load().max_len is None


def test_empty_history_url_means_memory_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "")
    assert DashboardSettings.load().history_url == ""


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (ServingSettings, "MAX_LEN", "0"),
        (TrainingSettings, "MAX_LEN", "0"),
        (ServingSettings, "BATCH_SIZE", "abc"),
        (ServingSettings, "API_PORT", "70000"),
        (TrainingSettings, "LEARNING_RATE", "-1"),
        (TrainingSettings, "NUM_EPOCHS", "1.5"),
        (ServingSettings, "NEUTRAL", "maybe"),
        (DashboardSettings, "API_URL", "localhost"),
    ],
)
def test_bad_value_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, kind: type[CommonSettings], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=f"{name}='{value}'"):
        kind.load()


def test_all_bad_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_LEN", "0")
    monkeypatch.setenv("BATCH_SIZE", "abc")
    with pytest.raises(InputError, match=r"MAX_LEN.*BATCH_SIZE"):
        ServingSettings.load()


def test_bad_value_of_another_program_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEARNING_RATE", "fast")
    monkeypatch.setenv("NUM_EPOCHS", "many")
    ServingSettings.load()
    DashboardSettings.load()


def test_keys_come_from_a_variable_and_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("third-key\nfourth-key\n")
    both = ServingSettings(api_keys="first-key, second-key", api_keys_file=tmp_path / "keys")
    assert both.accepted_keys == ["first-key", "second-key", "third-key", "fourth-key"]
    assert DashboardSettings(api_key_file=tmp_path / "keys").own_key == "third-key"
    assert (ServingSettings().accepted_keys, DashboardSettings().own_key) == ([], None)


@pytest.mark.parametrize("field", ["api_keys", "api_key"])
def test_missing_keys_are_named(field: str, tmp_path: Path) -> None:
    name = field.upper()
    with pytest.raises(InputError, match=f"{name} is set, but holds no key"):
        _keys_of({field: ","}, field)
    with pytest.raises(InputError, match=f"{name}_FILE can't be read"):
        _keys_of({f"{field}_file": tmp_path}, field)


def _keys_of(values: dict[str, Any], field: str) -> object:
    return ServingSettings(**values).accepted_keys if field == "api_keys" else DashboardSettings(**values).own_key
