"""`twitter-sentiment evaluate` and `card` as a person types them."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from twitter_sentiment.model.folder import embedded_model
from twitter_sentiment.model.manifest import Manifest

from ..examples import labelled, write_csv
from .test_commands import command

PNG = b"\x89PNG\r\n"


def test_models_and_vader_are_compared_in_one_report() -> None:
    write_csv("tweets.csv", [*labelled(60), ('=cmd|" /C calc"! I love it', "negative")])
    write_csv("reviews.csv", [*labelled(40, ("negative", "positive"))])
    done = command("evaluate.py", "--data", "tweets.csv", "--data", "reviews.csv", "--vader")
    assert done.returncode == 0, done.stderr
    assert "VADER" in done.stdout
    folder = Path("results/evaluation")
    report = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    assert [data["name"] for data in report["data"]] == ["tweets", "reviews"]
    for data in report["data"]:
        assert [one["model"] for one in data["measurements"]] == ["embedded", "VADER"]
        for one in data["measurements"]:
            for name in one["files"]:
                assert name.endswith(".mistakes.csv") or (folder / name).read_bytes().startswith(PNG)
    with (folder / "tweets.embedded.mistakes.csv").open(encoding="utf-8-sig", newline="") as file:
        mistakes = list(csv.DictReader(file))
    assert '\'=cmd|" /C calc"! I love it' in [row["text"] for row in mistakes]
    told = (folder / "evaluation.md").read_text(encoding="utf-8")
    assert "| model | rows | accuracy | macro recall | macro F1 | ECE | rows/s |" in told
    assert "| VADER | 61 |" in told


def test_a_second_report_takes_the_place_of_the_first_and_leaves_other_files() -> None:
    write_csv("a.csv", labelled(30))
    write_csv("b.csv", labelled(30))
    assert command("evaluate", "--data", "a.csv", "--output-dir", "report").returncode == 0
    Path("report/notes.txt").write_text("mine")
    assert command("evaluate", "--data", "b.csv", "--output-dir", "report").returncode == 0
    names = sorted(path.name for path in Path("report").iterdir())
    assert [name for name in names if name.startswith("a.")] == []
    assert "notes.txt" in names
    assert not [path for path in Path().iterdir() if path.name.endswith(".partial")]


def test_what_is_recorded_stands_in_manifest_and_card() -> None:
    shutil.copytree(embedded_model(), "mine")
    write_csv("tweets.csv", labelled(60))
    done = command(
        "evaluate", "--model", "mine", "--data", "tweets.csv", "--name", "our tweets", "--behaviour", "--record"
    )
    assert done.returncode == 0, done.stderr
    assert "Behaviour of mine: " in done.stdout
    manifest = Manifest.read(Path("mine"))
    assert "our tweets" in [entry.data for entry in manifest.evaluations]
    assert len(manifest.behaviour) >= 20
    assert command("card.py", "--model", "mine").stdout == "Written: mine/README.md\n"
    assert "| our tweets | 60 |" in Path("mine/README.md").read_text(encoding="utf-8")
    assert command("predict", "I love it", MODEL_PATH="mine").stdout.startswith("positive")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give a labelled table with --data, or --behaviour"),
        (["--data", "nowhere.csv"], "There is no file nowhere.csv."),
        (["--data", "tweets.csv", "--label-column", "stars"], "Choose one with --label-column"),
        (["--data", "tweets.csv", "--output-dir", "tweets.csv"], "can't be the folder of the report"),
        (["--data", "tweets.csv", "--model", "nowhere"], "nowhere"),
        (["--data", "tweets.csv", "--labels", "positive=good"], "good"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_nothing(arguments: list[str], words: str) -> None:
    write_csv("tweets.csv", labelled(30))
    done = command("evaluate", *arguments)
    assert done.returncode in (1, 2)
    assert words in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert [path.name for path in Path().iterdir()] == ["tweets.csv"]
