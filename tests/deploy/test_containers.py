"""What the containers are made of: Dockerfiles, and a compose file that keeps to the documented variables."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from twitter_sentiment.settings import Settings

from ..conftest import REPOSITORY

# The variables and defaults of the specification's table.
DOCUMENTED = {
    "API_PORT": "8000",
    "UI_PORT": "8501",
    "MODEL_PATH": "/app/model_output",
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
TEXT = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILES = ("Dockerfile.api", "Dockerfile.ui")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(TEXT)
    return loaded


def test_every_documented_variable_can_be_set_and_has_its_default() -> None:
    defaults = dict(re.findall(r"\$\{(\w+):?-([^}]*)\}", TEXT))
    fixed = dict(re.findall(r"^ +(MODEL_PATH): (\S+)$", TEXT, re.MULTILINE))
    found = defaults | fixed
    assert {name: found.get(name) for name in DOCUMENTED} == DOCUMENTED


def test_every_setting_of_the_services_reaches_them(compose: dict[str, Any]) -> None:
    passed = set(compose["services"]["api"]["environment"]) | set(compose["services"]["ui"]["environment"])
    in_files = {"API_KEYS_FILE", "API_KEY_FILE"}  # for secrets that are mounted
    ports = {"API_PORT", "UI_PORT"}  # of the host; inside, they are fixed
    assert {name.upper() for name in Settings.model_fields} - in_files - ports == passed


def test_defaults_are_those_of_the_settings() -> None:
    defaults = {name.lower(): value for name, value in re.findall(r"\$\{(\w+):?-([^}]*)\}", TEXT)}
    given = {name: value for name, value in defaults.items() if name in Settings.model_fields}
    assert Settings(**given).model_dump() == Settings().model_dump()


def test_the_page_waits_for_a_healthy_api_and_ports_are_the_documented_ones(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["ui"]["depends_on"] == {"api": {"condition": "service_healthy"}}
    assert services["api"]["ports"] == ["${API_PORT:-8000}:8000"]
    assert services["ui"]["ports"] == ["${UI_PORT:-8501}:8501"]


@pytest.mark.parametrize("name", ["api", "ui"])
def test_the_services_are_held_tight(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}


def test_other_services_start_only_when_asked_for(compose: dict[str, Any]) -> None:
    always = {name for name, service in compose["services"].items() if "profiles" not in service}
    assert always == {"api", "ui"}


@pytest.mark.parametrize("name", DOCKERFILES)
def test_hadolint_finds_nothing(name: str) -> None:
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([program, REPOSITORY / name], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


@pytest.mark.parametrize("name", DOCKERFILES)
def test_images_run_as_an_ordinary_user_and_tell_how_they_are(name: str) -> None:
    final = (REPOSITORY / name).read_text(encoding="utf-8").rpartition("FROM ")[2]
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
    assert "HEALTHCHECK" in final
    assert "curl" not in final


@pytest.mark.parametrize("name", ["requirements.api.txt", "requirements.ui.txt"])
def test_the_images_hold_no_training(name: str) -> None:
    packages = set(re.findall(r"^([\w-]+)==", (REPOSITORY / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert packages.isdisjoint({"torch", "transformers", "datasets", "scikit-learn", "scipy", "onnx"})
    assert "fastapi" in packages or "onnxruntime" not in packages
