"""What users install: the wheel, in an empty folder, without the sources."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from twitter_sentiment.model.folder import SHIPPED_MODELS

from .conftest import REPOSITORY

pytest.importorskip("hatchling")

PAGE = {
    "twitter_sentiment/dashboard/streamlit_app.py",
    "twitter_sentiment/dashboard/.streamlit/config.toml",
}


def build(kind: str, folder: Path) -> Path:
    """Build the `wheel` or the `sdist` into a folder, and return its path."""
    program = (
        f"from hatchling.builders.{kind} import {kind.capitalize()}Builder as Builder;"
        f"print(next(Builder('.').build(directory={str(folder)!r})))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


@pytest.mark.slow
def test_wheel_holds_page_and_model_and_predicts(tmp_path: Path) -> None:
    path = build("wheel", tmp_path / "dist")
    assert path.stat().st_size < 100_000_000  # what the package index takes
    with zipfile.ZipFile(path) as wheel:
        models = {f"twitter_sentiment/models/{name}/sentiment.json" for name in SHIPPED_MODELS}
        assert models | PAGE <= set(wheel.namelist())
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


@pytest.mark.slow
def test_sdist_holds_the_page_with_its_config(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"src/{name}" for name in PAGE} | {"src/ui.py", "src/.streamlit/config.toml"} <= names
