"""What users install: the wheel, in an empty folder, without the sources."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from twitter_sentiment import __version__
from twitter_sentiment.model.folder import MULTILINGUAL_PACKAGE, SHIPPED_MODELS
from twitter_sentiment.settings import MULTILINGUAL_MODEL

from .conftest import REPOSITORY

pytest.importorskip("hatchling")

PAGE = {
    "twitter_sentiment/dashboard/streamlit_app.py",
    "twitter_sentiment/dashboard/.streamlit/config.toml",
}


def build(kind: str, folder: Path, project: Path = REPOSITORY) -> Path:
    """Build the `wheel` or the `sdist` of a project into a folder, and return its path."""
    program = (
        f"from hatchling.builders.{kind} import {kind.capitalize()}Builder as Builder;"
        f"print(next(Builder('.').build(directory={str(folder)!r})))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


@pytest.mark.slow
def test_wheel_holds_page_and_model_and_predicts(tmp_path: Path) -> None:
    path = build("wheel", tmp_path / "dist")
    assert path.stat().st_size < 100_000_000  # what the package index takes
    with zipfile.ZipFile(path) as wheel:
        models = {f"twitter_sentiment/models/{name}/sentiment.json" for name in SHIPPED_MODELS}
        assert models | PAGE <= set(wheel.namelist())
        assert {name for name in wheel.namelist() if name.endswith("/sentiment.json")} == models
        wheel.extractall(tmp_path / "installed")  # noqa: S202 - our own wheel
    program = (
        "import twitter_sentiment.model.folder as f; from twitter_sentiment.inference import SentimentClassifier;"
        "print(f.default_model()); print(SentimentClassifier.load().predict('I love it').sentiment)"
    )
    line = [sys.executable, "-c", program]
    done = subprocess.run(line, cwd=tmp_path / "installed", capture_output=True, text=True, check=True)
    folder, sentiment = done.stdout.split()
    assert Path(folder).is_relative_to(tmp_path / "installed")
    assert sentiment == "positive"


@pytest.fixture
def multilingual_project(tmp_path: Path) -> Path:
    """The project of the multilingual wheel with its model, in a clone of nothing else."""
    clone = tmp_path / "clone"
    shutil.copytree(REPOSITORY / "packages", clone / "packages")
    shutil.copytree(REPOSITORY / "models" / MULTILINGUAL_MODEL, clone / "models" / MULTILINGUAL_MODEL)
    version_file = Path("src/twitter_sentiment/__init__.py")
    (clone / version_file).parent.mkdir(parents=True)
    shutil.copy(REPOSITORY / version_file, clone / version_file)
    return clone / "packages" / MULTILINGUAL_MODEL


@pytest.mark.slow
def test_multilingual_wheel_is_found_by_the_package(
    multilingual_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build("wheel", tmp_path / "dist", multilingual_project)
    assert path.name == f"twitter_sentiment_multilingual-{__version__}-py3-none-any.whl"
    assert path.stat().st_size < 100_000_000
    for wheel in (path, build("wheel", tmp_path / "dist")):
        zipfile.ZipFile(wheel).extractall(tmp_path / "installed")  # noqa: S202 - our own wheel
    program = (
        "from twitter_sentiment.inference.loading import load_classifiers;"
        "from twitter_sentiment.settings import ServingSettings;"
        "routed = load_classifiers(ServingSettings());"
        "print(routed.multilingual_path, routed.predict_rows(['das ist leider gar nicht gut'])[0] is not None)"
    )
    monkeypatch.delenv("LANGUAGES")
    line = [sys.executable, "-c", program]
    done = subprocess.run(line, cwd=tmp_path / "installed", capture_output=True, text=True, check=True)
    folder, predicted = done.stdout.split()
    assert Path(folder) == tmp_path / "installed" / MULTILINGUAL_PACKAGE / MULTILINGUAL_MODEL
    assert predicted == "True"


@pytest.mark.slow
def test_sdist_holds_the_page_with_its_config(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"src/{name}" for name in PAGE} | {"src/ui.py", "src/.streamlit/config.toml"} <= names
