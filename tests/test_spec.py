"""The specification that users rely on: files, variables, flags, fields, and status codes keep their names.

The table of variables is also checked against docker-compose.yml, in tests/deploy.
"""

import re
import runpy
import sys
from typing import Any

import pytest

from twitter_sentiment.metrics import ClassificationMetrics
from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import CommonSettings, DashboardSettings, ServingSettings, TrainingSettings

from .conftest import REPOSITORY

FILES = [
    "data/unseen",
    "results",
    "scripts/preprocess.py",
    "scripts/train.py",
    "scripts/batch_predict.py",
    "src/api.py",
    "src/ui.py",
    "tests/test_api.py",
    "Dockerfile.api",
    "Dockerfile.ui",
    "docker-compose.yml",
    "requirements.txt",
    "requirements.api.txt",
    "requirements.ui.txt",
    ".env.example",
    "README.md",
]
IGNORED_FOLDERS = ["data/raw/", "model_output/"]
CONTAINER_MODEL_PATH = "/app/model_output"

VARIABLES = {
    "API_PORT": "8000",
    "UI_PORT": "8501",
    "MAX_LEN": "256",
    "API_URL": "http://api:8000",
    "MODEL_NAME": "distilbert-base-uncased",
    "LEARNING_RATE": "2e-5",
    "BATCH_SIZE": "10",
    "NUM_EPOCHS": "2",
    "PROCESSED_DATA_DIR": "data/processed",
    "MODEL_OUTPUT": "model_output",
    "RESULTS_DIR": "results",
}
# BATCH_SIZE and MAX_LEN are variables of both training and serving.
SETTINGS: dict[str, type[CommonSettings]] = {
    name.upper(): kind for kind in (ServingSettings, DashboardSettings, TrainingSettings) for name in kind.model_fields
}
FLAGS = {
    "preprocess.py": ["--sample-size"],
    "train.py": ["--sample-size"],
    "batch_predict.py": ["--input-file", "--output-file"],
}
HEALTH_FIELDS = ["status", "uptime_secs", "model_loaded"]
PREDICTION_FIELDS = ["sentiment", "confidence", "text"]
PREDICT_STATUS_CODES = {"200", "422", "503"}
MAX_CHARACTERS = 10_000
METRICS = {"accuracy", "precision", "recall", "f1_score"}


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    return create_app(ServingSettings(_env_file=None)).openapi()


def schema_of(openapi: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    name = content["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schema: dict[str, Any] = openapi["components"]["schemas"][name]
    return schema


@pytest.mark.parametrize("path", FILES)
def test_file_exists(path: str) -> None:
    assert (REPOSITORY / path).exists()


@pytest.mark.parametrize("folder", IGNORED_FOLDERS)
def test_folder_is_ignored_by_git(folder: str) -> None:
    assert folder in (REPOSITORY / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize(("name", "default"), VARIABLES.items())
def test_variable_has_its_default(name: str, default: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_default = SETTINGS[name]().model_dump()
    monkeypatch.setenv(name, default)
    assert SETTINGS[name]().model_dump() == by_default


@pytest.mark.parametrize(("name", "default"), VARIABLES.items())
def test_example_file_has_the_default(name: str, default: str) -> None:
    assert f"{name}={default}" in (REPOSITORY / ".env.example").read_text().splitlines()


def test_container_serves_model_output() -> None:
    assert f"MODEL_PATH={CONTAINER_MODEL_PATH}" in (REPOSITORY / "Dockerfile.api").read_text()
    assert re.search("cp -r .*model_output /app", (REPOSITORY / "Dockerfile.api").read_text())


@pytest.mark.parametrize(("script", "flags"), FLAGS.items())
def test_script_has_its_flags(
    script: str, flags: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [script, "--help"])
    monkeypatch.setattr(sys, "path", list(sys.path))  # the scripts add the sources to it
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(REPOSITORY / "scripts" / script), run_name="__main__")
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    assert [flag for flag in flags if f"{flag} " not in text] == []


def test_health_has_its_fields(openapi: dict[str, Any]) -> None:
    schema = schema_of(openapi, openapi["paths"]["/health"]["get"]["responses"]["200"])
    assert schema["required"] == list(schema["properties"]) == HEALTH_FIELDS


def test_predict_takes_a_text(openapi: dict[str, Any]) -> None:
    schema = schema_of(openapi, openapi["paths"]["/predict"]["post"]["requestBody"])
    assert schema["required"] == ["text"]
    assert schema["properties"]["text"]["minLength"] == 1
    assert schema["properties"]["text"]["maxLength"] == MAX_CHARACTERS


def test_predict_returns_its_fields(openapi: dict[str, Any]) -> None:
    schema = schema_of(openapi, openapi["paths"]["/predict"]["post"]["responses"]["200"])
    assert schema["required"] == PREDICTION_FIELDS


def test_predict_has_its_status_codes(openapi: dict[str, Any]) -> None:
    assert set(openapi["paths"]["/predict"]["post"]["responses"]) >= PREDICT_STATUS_CODES


def test_metrics_file_has_its_fields() -> None:
    assert set(ClassificationMetrics.model_fields) >= METRICS
