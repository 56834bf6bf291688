"""`twitter-sentiment evaluate` and `card`: their options and what they print."""

import shutil
from pathlib import Path

import pytest

from ..examples import labeled, write_csv
from ..models import FAST
from .commands import invoke


@pytest.mark.slow
def test_evaluate_prints_and_writes_a_report() -> None:
    write_csv("tweets.csv", [*labeled(60), ("", "positive")])
    done = invoke("evaluate", "--data", "tweets.csv", "--vader")
    assert done.exit_code == 0, done.stderr
    assert "VADER" in done.stdout
    assert "…" not in done.stdout  # in 80 columns no number is cut
    assert "fast minus VADER: accuracy " in done.stdout
    assert "Rows without text, left out: 1." in done.stdout
    assert "Written: results/evaluation/evaluation.md" in done.stdout
    assert Path("results/evaluation/evaluation.json").is_file()


@pytest.mark.slow
def test_evaluate_record_then_card() -> None:
    shutil.copytree(FAST, "mine")
    write_csv("tweets.csv", labeled(60))
    done = invoke(
        "evaluate", "--model", "mine", "--data", "tweets.csv", "--name", "our tweets", "--behavior", "--record"
    )
    assert done.exit_code == 0, done.stderr
    assert "Challenge set, mine: " in done.stdout
    assert "Behavior of mine: " in done.stdout
    assert "Recorded in mine" in done.stdout
    assert invoke("card", "--model", "mine", "--license", "mit").stdout == "Written: mine/README.md\n"
    card = Path("mine/README.md").read_text(encoding="utf-8")
    assert "| our tweets | 60 |" in card
    assert card.startswith("---\nlanguage: en\nlicense: mit\n")
    assert invoke("predict", "I love it", MODEL_PATH="mine").stdout.startswith("positive")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give a labeled table with --data, or --behavior"),
        (["--data", "nowhere.csv"], "There is no file nowhere.csv."),
        (["--data", "tweets.csv", "--label-column", "stars"], "Choose one with --label-column"),
        (["--data", "tweets.csv", "--output-dir", "tweets.csv"], "can't be the folder of the report"),
        (["--data", "tweets.csv", "--model", "nowhere"], "nowhere"),
        (["--data", "tweets.csv", "--labels", "positive=good"], "good"),
    ],
)
def test_evaluate_bad_input_leaves_nothing(arguments: list[str], words: str) -> None:
    write_csv("tweets.csv", labeled(30))
    done = invoke("evaluate", *arguments)
    assert done.exit_code in (1, 2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in Path().iterdir()] == ["tweets.csv"]
