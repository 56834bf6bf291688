"""`make model`: the recipe of the embedded model from end to end, with small data and a small encoder."""

import json
import os
import subprocess
import sys
from pathlib import Path

from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.manifest import Manifest

from ..conftest import REPOSITORY
from ..examples import labelled, write_csv
from ..tiny_encoder import write_tiny_encoder


def make_model(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHON": sys.executable, "OUTPUT": "mine", "REPORT": "report"} | variables
    line = ["bash", str(REPOSITORY / "scripts/make_model.sh")]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def test_one_command_makes_a_described_and_measured_model_and_goes_on_where_it_was() -> None:
    tweets, reviews = labelled(1500), labelled(500, ("negative", "positive"), seed=5)
    variables = {
        "TWEETS": str(write_csv("tweets.csv", tweets[:1300])),
        "TWEETS_TEST": str(write_csv("tweets_test.csv", tweets[1300:])),
        "REVIEWS": str(write_csv("reviews.csv", reviews[:400])),
        "REVIEWS_TEST": str(write_csv("reviews_test.csv", reviews[400:])),
        "TEACHER": str(write_tiny_encoder(Path("tiny"))),
        "STUDENT": "tiny",
        "TEACHER_EPOCHS": "1",
        "STUDENT_EPOCHS": "1",
        "GENERATED_ROWS": "300",
    }
    Path("mine").mkdir()
    Path("mine/README.md").write_text("# Ours\n")
    done = make_model(**variables)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Training the teacher" in done.stderr
    assert "Asking the teacher" in done.stderr
    summary = json.loads(Path("report/run_summary.json").read_text())
    assert summary["hyperparameters"]["distillation"]["teacher"] == "teacher"
    assert len(list(Path("model_work/student-results/teacher").glob("*.npy"))) == 1
    manifest = Manifest.read(Path("mine"))
    assert manifest.base_model == "tiny"
    assert [entry.data for entry in manifest.evaluations] == ["tweets", "reviews"]
    assert manifest.behaviour
    card = Path("mine/README.md").read_text(encoding="utf-8")
    assert card.startswith("# Ours\n")
    assert "| reviews | 100 | 2 |" in card
    report = json.loads(Path("report/evaluation.json").read_text())
    assert [one["name"] for one in report["contenders"]] == ["model", "VADER"]
    assert SentimentClassifier.load(Path("mine")).predict("This phone is wonderful").sentiment

    again = make_model(**variables)
    assert again.returncode == 0, again.stderr[-3000:]
    assert "Training" not in again.stderr
