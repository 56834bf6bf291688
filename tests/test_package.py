"""What users install: the built wheel, in an empty folder, without the sources."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import REPOSITORY

pytest.importorskip("hatchling")


def test_the_wheel_carries_the_page_and_the_embedded_model_and_predicts_with_it(tmp_path: Path) -> None:
    build = "from hatchling.builders.wheel import WheelBuilder; print(next(WheelBuilder('.').build(directory={!r})))"
    line = [sys.executable, "-c", build.format(str(tmp_path / "dist"))]
    built = subprocess.run(line, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(built.stdout.strip()) as wheel:
        page = {"twitter_sentiment/web/ui.py", "twitter_sentiment/web/.streamlit/config.toml"}
        assert {"twitter_sentiment/embedded/sentiment.json", *page} <= set(wheel.namelist())
        wheel.extractall(tmp_path / "installed")
    program = (
        "import twitter_sentiment.model.folder as f; from twitter_sentiment.inference import SentimentClassifier;"
        "print(f.embedded_model()); print(SentimentClassifier.load().predict('I love it').sentiment)"
    )
    line = [sys.executable, "-c", program]
    done = subprocess.run(line, cwd=tmp_path / "installed", capture_output=True, text=True, check=True)
    folder, sentiment = done.stdout.split()
    assert Path(folder).is_relative_to(tmp_path / "installed")
    assert sentiment == "positive"
