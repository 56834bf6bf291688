"""`twitter-sentiment batch`: the predictions of a table."""

import csv
import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from .commands import command, invoke

DOCUMENTED_TWEETS = """text
"I absolutely love the new update!"
"This is the worst experience ever."
"Pretty average, nothing special."
"""


def test_batch_script_predicts_documented_file() -> None:
    Path("data/unseen").mkdir(parents=True)
    Path("data/unseen/tweets.csv").write_text(DOCUMENTED_TWEETS)
    done = command(
        "batch_predict.py",
        "--input-file",
        "data/unseen/tweets.csv",
        "--output-file",
        "results/predictions.csv",
        MODEL_PATH="model_output",
    )
    assert done.returncode == 0, done.stderr
    with Path("results/predictions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["text", "sentiment", "confidence"]
    assert [row["sentiment"] for row in rows] == ["positive", "negative", "negative"]
    assert float(rows[2]["confidence"]) < min(float(row["confidence"]) for row in rows[:2])
    assert "3 rows" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--input-file", "nowhere.csv"], "There is no file nowhere.csv."),
        (["--input-file", "in.csv", "--text-column", "tweet"], "it has: text, id. Choose one with --text-column."),
        (["--input-file", "in.csv", "--bad-rows", "reject"], "write refuse, repair, or reject FILE"),
        (["--input-file", "in.csv", "--delimiter", "ab"], "--delimiter must be one character"),
        (["--input-file", "in.csv", "--encoding", "klingon"], "no encoding 'klingon'"),
        (["--input-file", "in.csv", "--output-file", "."], "can't be written"),
        (["--input-file", "in.csv", "--output-file", "/proc/nowhere/out.csv"], "can't be written"),
        (["--input-file", "in.csv", "--output-file", "in.csv"], "is the input"),
        (["--input-file", "in.csv", "--output-file", "/dev/null"], "can't be written"),
        (["--input-file", "in.csv", "--encoding", "ascii"], "not ascii text"),
        (["--input-file", "in.csv", "--output-file", "s3://bucket/out.csv"], "add --engine ray"),
        (["--input-file", "in.csv", "--ray-address", "auto"], "add --engine ray"),
        (["--input-file", "nowhere://bucket/in.csv"], "nowhere://bucket/in.csv can't be used"),
        ([], "Missing option '--input-file'"),
    ],
)
def test_batch_bad_input_is_one_sentence(arguments: list[str], words: str) -> None:
    Path("in.csv").write_text("text,id\ncafé,1\n", encoding="utf-8")
    done = invoke("batch", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_batch_reads_standard_input_and_writes_standard_output() -> None:
    done = invoke("batch", "--input-file", "-", "--output-file", "-", stdin='{"tweet": "I love it"}\n')
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("text,sentiment,confidence\nI love it,positive,0.")
    assert done.stdout.count("\n") == 2
    assert "Note: The texts are in the column 'tweet'. Choose another with --text-column." in done.stderr


def test_batch_writes_what_its_flags_say() -> None:
    Path("in.csv").write_text("tweet,key,count\nI love it,a,1\n,b,2\n")
    done = invoke(
        *[
            "batch",
            "--input-file",
            "in.csv",
            "--output-file",
            "out.jsonl",
            "--text-column",
            "Tweet",
            "--id-column",
            "key",
        ],
        *["--scores", "--neutral", "--keep-columns"],
    )
    assert done.exit_code == 0, done.stderr
    first, second = map(json.loads, Path("out.jsonl").read_text().splitlines())
    scores = ["score_negative", "score_neutral", "score_positive"]
    assert list(first) == ["key", "text", "sentiment", "confidence", *scores, "count"]
    assert (first["key"], first["sentiment"], first["count"]) == ("a", "positive", 1)
    assert second["score_neutral"] is None
    assert "2 rows in " in done.stdout
    assert "1 positive.\nShare positive: 100.0%. Rows without text: 1.\nWritten: out.jsonl" in done.stdout


@pytest.mark.parametrize(("ending", "values"), [("csv", ("true", "false", "")), ("jsonl", (True, False, None))])
def test_batch_writes_languages(ending: str, values: tuple[object, ...]) -> None:
    texts = ["I love this phone so much", "das ist leider nicht so gut wie das alte", "ok", ""]
    Path("in.csv").write_text("text,language\n" + "".join(f"{text},x\n" for text in texts))
    done = invoke(
        *["batch", "--input-file", "in.csv", "--output-file", f"out.{ending}", "--language", "--keep-columns"]
    )
    assert done.exit_code == 0, done.stderr
    assert "Texts probably not English: 1." in done.stdout
    content = Path(f"out.{ending}").read_text()
    rows = list(csv.DictReader(content.splitlines())) if ending == "csv" else [*map(json.loads, content.splitlines())]
    assert list(rows[0]) == ["text", "sentiment", "confidence", "language", "supported", "input_language"]
    assert [(row["language"], row["supported"]) for row in rows[:3]] == [*zip(("en", "de", "und"), values, strict=True)]
    assert not rows[3]["language"]


def test_batch_dry_run_writes_nothing() -> None:
    Path("in.csv").write_text("id,text\n1,I love it\n2,It broke\n3,\n")
    done = invoke("batch", "--input-file", "in.csv", "--dry-run", "--bad-rows", "reject", "bad.csv", "--scores")
    assert done.exit_code == 0, done.stderr
    assert re.match(r"in\.csv: 3 rows, read in \d\.\d s\. Columns: id, text; the texts are in text\.\n", done.stdout)
    assert re.search(r"\n  positive  0\.\d{4}  I love it\n  negative  0\.\d{4}  It broke\n  no text\n", done.stdout)
    columns = "text, sentiment, confidence, score_negative, score_positive"
    assert f"Would be written: results/predictions.csv, with the columns {columns}." in done.stdout
    assert re.search(r"Expected time: 0:00:0\d \([\d,]+ rows/s\)\.", done.stdout)
    assert {path.name for path in Path().iterdir()} == {"in.csv"}


def test_batch_dry_run_of_table_without_rows() -> None:
    Path("in.csv").write_text("text\n")
    done = invoke("batch", "--input-file", "in.csv", "--dry-run")
    assert (done.exit_code, "0 rows" in done.stdout) == (0, True)


def test_batch_from_standard_input_to_standard_output() -> None:
    done = invoke("batch", "--input-file", "-", "--output-file", "-", stdin="text\nI love it\n")
    assert done.exit_code == 0
    assert re.fullmatch(r"text,sentiment,confidence\nI love it,positive,0\.\d{4}\n", done.stdout)
    assert "Note: standard output can't be resumed" in done.stderr


def test_batch_says_that_standard_input_can_not_be_resumed() -> None:
    done = invoke("batch", "--input-file", "-", "--output-file", "out.csv", stdin="text\nI love it\n")
    assert done.exit_code == 0
    assert "Note: standard input can't be resumed: if the run is stopped, it must begin again." in done.stderr
    assert {path.name for path in Path().iterdir()} == {"out.csv"}


def test_batch_repeated_id_is_refused() -> None:
    Path("in.csv").write_text("id,text\n1,good\n1,bad\n")
    done = invoke("batch", "--input-file", "in.csv", "--id-column", "id")
    assert done.exit_code == 2
    assert "in its rows 1 and 2 ('1'): ids must differ. Choose another column with --id-column." in done.stderr


def test_batch_dry_run_checks_ids() -> None:
    Path("in.csv").write_text("id,text\n1,good\n1,bad\n")
    done = invoke("batch", "--input-file", "in.csv", "--id-column", "id", "--dry-run")
    assert done.exit_code == 2
    assert "in its rows 1 and 2 ('1'): ids must differ" in done.stderr


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed")
def test_batch_without_ray_says_how_to_install_it() -> None:
    Path("in.csv").write_text("text\ngood\n")
    done = invoke("batch", "--input-file", "in.csv", "--engine", "ray")
    assert done.exit_code == 2
    assert done.stderr == "Error: --engine ray needs a package: run pip install 'twitter-sentiment[ray]'.\n"
