"""The Dockerfiles, and a compose file that keeps to the documented variables."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from pydantic_settings import BaseSettings

from twitter_sentiment.settings import DashboardSettings, ServingSettings, TrainingSettings

from ..conftest import REPOSITORY, VARIABLES
from ..running import Running, free_port, running_api

# Documented variables with their defaults: those that docker-compose.yml passes on, and those that training reads.
FIXED = {
    "API_PORT": "a port of the host",
    "UI_PORT": "a port of the host",
    "RESULTS_DIR": "a volume of the page; the API writes no results",
    "UPLOAD_DIR": "a folder of the page's volume",
}
COMPOSE_DEFAULTS = {
    "API_PORT": "8000",
    "UI_PORT": "8501",
    "MODEL_PATH": "/app/model_output",
    "MAX_LEN": "256",
    "API_URL": "http://api:8000",
    "BATCH_SIZE": "10",
}
TRAINING_DEFAULTS = {
    "MODEL_NAME": "distilbert-base-uncased",
    "LEARNING_RATE": "2e-5",
    "NUM_EPOCHS": "2",
    "MIXTURE_DIR": "data",
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


def test_compose_sets_every_documented_default() -> None:
    values = dict(re.findall(r"\$\{(\w+):?-([^}]*)\}", TEXT))
    assert {name: values.get(name) for name in COMPOSE_DEFAULTS} == COMPOSE_DEFAULTS


def test_env_example_lists_every_variable() -> None:
    lines = (REPOSITORY / ".env.example").read_text(encoding="utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines if re.match("[A-Z]", line))
    assert set(values) == set(VARIABLES)
    documented = COMPOSE_DEFAULTS | TRAINING_DEFAULTS | {"MODEL_PATH": "model_output"}
    assert {name: values[name] for name in documented} == documented


def documented_variables(section: str) -> set[str]:
    """Return the variables of a table of docs/configuration.md."""
    text = (REPOSITORY / "docs" / "configuration.md").read_text(encoding="utf-8")
    (part,) = re.findall(rf"^## {section}\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    cells = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return set(re.findall(r"`([A-Z_]+)`", " ".join(cells)))


@pytest.mark.parametrize(
    ("name", "section", "kind"), [("api", "Serving", ServingSettings), ("ui", "Web interface", DashboardSettings)]
)
def test_compose_passes_every_documented_variable(
    compose: dict[str, Any], name: str, section: str, kind: type[BaseSettings]
) -> None:
    service = compose["services"][name]
    documented = documented_variables(section)
    assert {field.upper() for field in kind.model_fields} <= documented
    environment = service["environment"]
    assert documented - FIXED.keys() == set(environment) - FIXED.keys()
    for variable in documented - FIXED.keys():
        value = environment[variable]
        if variable.endswith("_FILE"):
            secret = value.removeprefix("/run/secrets/")
            assert secret in service["secrets"]
            value = compose["secrets"][secret]["file"]
        assert value.startswith(f"${{{variable}")


def test_compose_defaults_equal_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MODEL_PATH")
    monkeypatch.delenv("LANGUAGES")
    defaults = {name.lower(): value for name, value in re.findall(r"\$\{(\w+):?-([^}]*)\}", TEXT)}
    defaults["model_path"] = defaults["model_path"].removeprefix("/app/")
    secrets = {name: defaults.pop(name) for name in ("api_keys_file", "api_key_file", "session_secret_file")}
    assert {(REPOSITORY / file).read_text() for file in secrets.values()} == {"none\n"}
    for kind in (ServingSettings, DashboardSettings, TrainingSettings):
        given = {name: value for name, value in defaults.items() if name in kind.model_fields}
        expected = kind().model_dump() | ({"max_len": 256} if "max_len" in given else {})
        assert kind(**given).model_dump() == expected


def test_compose_ui_waits_for_healthy_api(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["ui"]["depends_on"] == {"api": {"condition": "service_healthy"}}
    assert services["api"]["ports"] == ["${API_PORT:-8000}:8000"]
    assert services["ui"]["ports"] == ["${UI_PORT:-8501}:8501"]


@pytest.mark.parametrize("name", ["api", "ui"])
def test_compose_services_are_hardened(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert service["pids_limit"] == 512


def test_jobs_have_a_volume_that_the_user_may_write(compose: dict[str, Any]) -> None:
    folder = f"/app/{ServingSettings().jobs_dir}"
    assert compose["services"]["api"]["volumes"] == [f"jobs:{folder}"]
    assert "jobs" in compose["volumes"]
    dockerfile = (REPOSITORY / "Dockerfile.api").read_text(encoding="utf-8")
    assert f"mkdir -p {folder} " in dockerfile
    assert "COPY --from=build --chown=10001:10001 /app/data /app/data\n" in dockerfile


def test_grafana_has_nobody_to_sign_in_as(compose: dict[str, Any]) -> None:
    environment = compose["services"]["grafana"]["environment"]
    assert environment["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
    assert environment["GF_AUTH_DISABLE_LOGIN_FORM"] == "true"
    assert environment["GF_AUTH_BASIC_ENABLED"] == "false"


def compose_environment(compose: dict[str, Any], name: str, **variables: str) -> dict[str, str]:
    """Return what a service gets in its environment, with its secrets at their places on this machine."""

    def interpolate(value: str) -> str:
        return re.sub(r"\$\{(\w+):?-([^}]*)\}", lambda match: variables.get(match[1]) or match[2], value)

    environment = {key: interpolate(value) for key, value in compose["services"][name]["environment"].items()}
    for key, value in environment.items():
        if value.startswith("/run/secrets/"):
            file = interpolate(compose["secrets"][Path(value).name]["file"])
            environment[key] = str(REPOSITORY / file)
    return environment


@pytest.mark.e2e
@pytest.mark.slow
def test_example_environment_starts_an_open_api_that_says_so(compose: dict[str, Any]) -> None:
    lines = (REPOSITORY / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if re.match("[A-Z]", line))
    port = str(free_port())
    command = ("twitter_sentiment", "serve", "--host", "0.0.0.0", "--port", port)  # noqa: S104 - as in the image
    environment = compose_environment(compose, "api", **example)
    with Running(*command, ready=f"http://127.0.0.1:{port}/ready", **environment) as api:
        assert httpx2.post(f"{api.url}/predict", json={"text": "good"}).status_code == 200
        assert httpx2.get(f"{api.url}/metrics", headers={"Authorization": "Bearer none"}).status_code == 200
        assert f"Open to everyone who can reach 0.0.0.0:{port}" in api.log


@pytest.mark.e2e
@pytest.mark.slow
def test_secret_files_protect_the_api_and_open_it_to_page_and_prometheus(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "api_keys").write_text("key-of-somebody\nkey-of-the-page\n")
    (tmp_path / "api_key").write_text("key-of-the-page\n")
    files = {"API_KEYS_FILE": str(tmp_path / "api_keys"), "API_KEY_FILE": str(tmp_path / "api_key")}
    environment = compose_environment(compose, "ui", **files)
    page = DashboardSettings.model_validate({name.lower(): value for name, value in environment.items() if value})
    prometheus = yaml.safe_load((REPOSITORY / "deploy" / "prometheus.yml").read_text(encoding="utf-8"))
    (scraping,) = prometheus["scrape_configs"]
    assert scraping["authorization"] == {"credentials_file": "/run/secrets/api_key"}
    assert compose["services"]["prometheus"]["secrets"] == ["api_key"]
    with running_api(free_port(), **compose_environment(compose, "api", **files)) as api:
        assert httpx2.get(f"{api.url}/metrics").status_code == 401
        bearer = {"Authorization": f"Bearer {Path(files['API_KEY_FILE']).read_text().strip()}"}
        assert httpx2.get(f"{api.url}/metrics", headers=bearer).status_code == 200
        assert httpx2.get(f"{api.url}/model", headers={"X-API-Key": page.own_key or ""}).status_code == 200
        assert "Open to everyone" not in api.log


def test_compose_profiles_are_off_by_default(compose: dict[str, Any]) -> None:
    always = {name for name, service in compose["services"].items() if "profiles" not in service}
    assert always == {"api", "ui"}


@pytest.mark.parametrize("name", DOCKERFILES)
def test_dockerfile_passes_hadolint(name: str) -> None:
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([program, REPOSITORY / name], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


@pytest.mark.parametrize("name", DOCKERFILES)
def test_dockerfile_sets_user_and_health_check(name: str) -> None:
    final = (REPOSITORY / name).read_text(encoding="utf-8").rpartition("FROM ")[2]
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
    assert "HEALTHCHECK" in final
    assert "curl" not in final


@pytest.mark.parametrize("name", DOCKERFILES)
def test_dockerfile_sets_version_label(name: str) -> None:
    final = (REPOSITORY / name).read_text(encoding="utf-8").rpartition("FROM ")[2]
    assert 'ARG VERSION=development\nLABEL org.opencontainers.image.version="$VERSION"' in final


@pytest.mark.parametrize("name", ["requirements.api.txt", "requirements.ui.txt"])
def test_image_requirements_have_hashes(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    pins = re.split(r"\n(?=\S)", text[text.index("\n", text.index("make lock")) + 1 :].strip())
    assert pins
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in text
    assert f"--require-hashes -r {name}" in (REPOSITORY / f"Dockerfile.{name.split('.')[1]}").read_text()


@pytest.mark.parametrize("name", ["requirements.api.txt", "requirements.ui.txt"])
def test_image_requirements_hold_no_training(name: str) -> None:
    packages = set(re.findall(r"^([\w-]+)==", (REPOSITORY / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert packages.isdisjoint({"torch", "transformers", "datasets", "scikit-learn", "scipy", "onnx"})
    assert "fastapi" in packages or "onnxruntime" not in packages


def run_copy_steps(name: str, app: Path) -> Path:
    """Run the RUN instruction of a Dockerfile that selects the sources, below `app` instead of /app."""
    text = (REPOSITORY / name).read_text(encoding="utf-8").replace("\\\n", " ")
    (script,) = (line[4:] for line in text.splitlines() if line.startswith("RUN") and "compileall" in line)
    work = app.parent
    if "cp -r context" in script:
        (work / "context").symlink_to(REPOSITORY)
    else:
        work = app / "src"
        shutil.copytree(REPOSITORY / "src", work, ignore=shutil.ignore_patterns("__pycache__"))
    script = script.replace("/app", shlex.quote(str(app))).replace("python -m", f"{shlex.quote(sys.executable)} -m")
    subprocess.run(["bash", "-ec", script], cwd=work, check=True, capture_output=True)
    return app / "src"


def import_all(src: Path, *packages: str) -> list[str]:
    """Import every module of the packages from `src` alone, and list the project's modules that were loaded."""
    program = (
        "import importlib, pkgutil, sys\n"
        "for name in sys.argv[1:]:\n"
        "    package = importlib.import_module(name)\n"
        "    for module in pkgutil.walk_packages(getattr(package, '__path__', []), name + '.'):\n"
        "        importlib.import_module(module.name)\n"
        "print(*(name for name in sys.modules if name.startswith('twitter_sentiment.')), sep='\\n')\n"
    )
    environment = os.environ | {"PYTHONPATH": str(src)}
    line = [sys.executable, "-c", program, *packages]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.slow
def test_api_image_holds_what_serving_imports(tmp_path: Path) -> None:
    src = run_copy_steps("Dockerfile.api", tmp_path / "app")
    package = src / "twitter_sentiment"
    removed = ("client", "dashboard", "evaluation", "export", "training")
    assert not [room for room in removed if (package / room).exists()]
    rooms = ("service", "inference", "bulk", "model", "cli.serve", "cli.predict", "cli.batch")
    assert import_all(src, "api", *(f"twitter_sentiment.{room}" for room in rooms))
    assert (tmp_path / "app/models/fast/model.int8.onnx").is_file()


@pytest.mark.slow
def test_ui_image_holds_what_the_page_imports(tmp_path: Path) -> None:
    src = run_copy_steps("Dockerfile.ui", tmp_path / "app")
    package = src / "twitter_sentiment"
    removed = {"inference", "model", "service", "bulk", "evaluation", "training", "export"}
    assert not [room for room in removed if (package / room).exists()]
    assert import_all(src, "twitter_sentiment.dashboard.page", "twitter_sentiment.dashboard.tabs")
