"""`make model`: the recipe of the default model from end to end, with few data and a tiny encoder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.manifest import Manifest

from ..conftest import REPOSITORY
from ..examples import labeled, write_csv
from ..tiny_encoder import write_tiny_encoder

pytestmark = pytest.mark.stress  # trains three models


RECIPE = """
[[sources]]
name = "tweets"
files = ["tweets/train.csv"]
origin = "the examples of the tests"
held_out = 0.1

[[sources]]
name = "reviews"
files = ["reviews/train.csv"]
origin = "the examples of the tests"

[[sources]]
name = "talk"
files = ["talk.csv"]
origin = "the examples of the tests"
labeled = false

[[sources]]
name = "absent"
files = ["absent.csv"]
origin = "nowhere"

[test]
name = "tweets"
files = ["tweets/validation.csv"]
"""


def make_model(**variables: str) -> subprocess.CompletedProcess[str]:
    # For models this small, threads cost more time than they save.
    fixed = {"PYTHON": sys.executable, "OUTPUT": "mine", "REPORT": "report", "OMP_NUM_THREADS": "1"}
    environment = os.environ | fixed | variables
    line = ["bash", str(REPOSITORY / "scripts/make_model.sh")]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def test_make_model_writes_both_models_and_resumes() -> None:
    tweets = labeled(1500)
    write_csv("sources/tweets/train.csv", tweets[:1300])
    write_csv("sources/tweets/validation.csv", tweets[1300:])
    write_csv("sources/reviews/train.csv", labeled(400, ("negative", "positive"), seed=5))
    write_csv("sources/talk.csv", [row._replace(label="") for row in labeled(50, seed=6)])
    Path("recipe.toml").write_text(RECIPE)
    variables = {
        "RECIPE": "recipe.toml",
        "MIXTURE_DIR": "sources",
        "SKIP_MISSING": "1",
        "TEACHER": str(write_tiny_encoder(Path("tiny"))),
        "LAYERS": "1",
        "FAST": "tiny",
        "TEACHER_EPOCHS": "1",
        "STUDENT_EPOCHS": "1",
    }
    done = make_model(**variables)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Training teacher" in done.stderr
    assert done.stderr.count("Computing the logits of the teacher") == 1
    assert len(list(Path("model_work/logits").glob("*.bin"))) == 1
    for name in ("accurate", "fast"):
        summary = json.loads(Path(f"report/{name}/run_summary.json").read_text())
        assert summary["hyperparameters"]["distillation"]["teachers"] == ["teacher"]
        assert [source["name"] for source in summary["data"]["sources"] if source["skipped"]] == ["absent"]
        manifest = Manifest.read(Path("mine") / name)
        assert manifest.base_model == "tiny"
        assert [entry.data for entry in manifest.evaluations] == ["validation", "validation"]
        assert manifest.behavior
        assert "| validation | 200 | 3 |" in Path(f"mine/{name}/README.md").read_text(encoding="utf-8")
        assert SentimentClassifier.load(Path("mine") / name).predict("This phone is wonderful").sentiment
    again = make_model(**variables)
    assert again.returncode == 0, again.stderr[-3000:]
    assert "==" not in again.stderr
