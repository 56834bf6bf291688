"""Prediction of files with the default model."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from twitter_sentiment.bulk.dry_run import dry_run
from twitter_sentiment.bulk.engine import LocalEngine
from twitter_sentiment.bulk.options import BulkOptions
from twitter_sentiment.bulk.predict_file import predict_file
from twitter_sentiment.bulk.summary import BulkSummary
from twitter_sentiment.errors import InputError
from twitter_sentiment.files.table import open_table
from twitter_sentiment.inference import SentimentClassifier

from ..conftest import REPOSITORY
from ..examples import mixed_lengths


def predict(
    classifier: SentimentClassifier, content: str, options: BulkOptions | None = None
) -> tuple[BulkSummary, list[list[str]]]:
    Path("in.csv").write_text(content, encoding="utf-8")
    summary = predict_file(classifier, open_table("in.csv"), Path("out.csv"), options)
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        return summary, list(csv.reader(file))


def test_predict_file_keeps_order_of_rows(classifier: SentimentClassifier) -> None:
    summary, rows = predict(classifier, 'text\n"I love it, really"\nThis is terrible\n')
    assert rows[0] == ["text", "sentiment", "confidence"]
    assert [row[:2] for row in rows[1:]] == [["I love it, really", "positive"], ["This is terrible", "negative"]]
    assert all(0.5 <= float(row[2]) <= 1 for row in rows[1:])
    assert summary.counts == {"positive": 1, "negative": 1}
    assert (summary.rows, summary.share("positive")) == (2, 0.5)


def test_predict_file_keeps_rows_without_text(classifier: SentimentClassifier) -> None:
    summary, rows = predict(classifier, 'id,text\n1,good\n2,\n3,"  "\n4,bad\n')
    assert [row[1] for row in rows[1:]] == ["positive", "", "", "negative"]
    assert summary.without_text == 2


def test_predict_file_keeps_a_link(classifier: SentimentClassifier) -> None:
    Path("target.csv").write_text("old")
    Path("out.csv").symlink_to("target.csv")
    predict(classifier, "text\nI love it\n")
    assert Path("out.csv").is_symlink()
    assert Path("target.csv").read_text().startswith("text,")


@pytest.mark.slow
def test_predict_file_of_several_windows(classifier: SentimentClassifier) -> None:
    texts = mixed_lengths(1100, seed=9)
    quoted = [text.replace('"', '""') for text in texts]
    summary, rows = predict(classifier, "text\n" + "".join(f'"{text}"\n' for text in quoted))
    assert [row[0] for row in rows[1:]] == texts
    assert summary.rows == 1100
    for row in rows[1::50]:
        prediction = classifier.predict(row[0])
        assert row[1:] == [prediction.sentiment, f"{prediction.confidence:.4f}"]


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl", "out.json.gz"])
def test_predict_file_writes_types(classifier: SentimentClassifier, name: str) -> None:
    Path("in.csv").write_text("id,text,zip,day\n1234567890123456789,good,00123,2024-05-01\n2,,1,\n")
    predict_file(classifier, open_table("in.csv"), Path(name), BulkOptions(keep_columns=True))
    table = open_table(name)
    assert table.columns == ["text", "sentiment", "confidence", "id", "zip", "day"]
    first, second = (row for batch in table.batches() for row in batch.to_pylist())
    assert (first["sentiment"], first["id"], first["zip"]) == ("positive", 1234567890123456789, "00123")
    assert 0.5 < first["confidence"] <= 1
    assert (second["text"], second["sentiment"], second["confidence"]) == ("", None, None)


def test_predict_file_keeps_cells_to_the_letter(classifier: SentimentClassifier) -> None:
    _, rows = predict(classifier, 'text;a;b\r\ngood; 1.10;"x;""y"""\r\n', BulkOptions(keep_columns=True))
    assert rows[1][3:] == [" 1.10", 'x;"y"']


def test_predict_file_with_neutral(classifier: SentimentClassifier) -> None:
    _, rows = predict(classifier, "text\nThe shop opens at nine on Monday.\n", BulkOptions(neutral=True))
    assert rows[1][1] == "neutral"


def test_predict_file_without_rows(classifier: SentimentClassifier) -> None:
    summary, rows = predict(classifier, "text\n")
    assert rows == [["text", "sentiment", "confidence"]]
    assert summary.share("positive") == 0
    assert {path.name for path in Path().iterdir()} == {"in.csv", "out.csv"}


def test_predict_file_replaces_older_output(classifier: SentimentClassifier) -> None:
    predict(classifier, "text\ngood\nbad\n")
    _, rows = predict(classifier, "text\nawful\n")
    assert [row[0] for row in rows] == ["text", "awful"]


def test_predict_file_refuses_to_overwrite_input(classifier: SentimentClassifier) -> None:
    Path("in.csv").write_text("text\ngood\n")
    with pytest.raises(InputError, match="is the input"):
        predict_file(classifier, open_table("in.csv"), Path("in.csv"))
    assert Path("in.csv").read_text() == "text\ngood\n"


def test_dry_run_predicts_first_rows(classifier: SentimentClassifier) -> None:
    Path("in.csv").write_text("text\nI love it\n\nIt broke\n" + "fine\n" * 7)
    result = dry_run(LocalEngine(classifier, neutral=False), open_table("in.csv"), sample_rows=3)
    assert result.texts == ["I love it", "", "It broke"]
    sentiments = [prediction and prediction.sentiment for prediction in result.predictions]
    assert sentiments == ["positive", None, "negative"]
    assert result.expected_secs == pytest.approx(10 / result.rows_per_sec)


@pytest.mark.slow
def test_predict_file_has_bounded_memory() -> None:
    """Predict a file of 60 MB, its rows without text, in a process that reports how much its memory grows."""
    with Path("in.csv").open("w") as file:
        file.write("text,filler\n")
        file.writelines(f",{'x' * 1000}\n" for _ in range(60_000))
    program = (
        "import resource, sys; from pathlib import Path;"
        "from twitter_sentiment.files.table import open_table;"
        "from twitter_sentiment.bulk.options import BulkOptions;"
        "from twitter_sentiment.bulk.predict_file import predict_file;"
        "from twitter_sentiment.inference import SentimentClassifier;"
        "model = SentimentClassifier.load('fast'); model.predict('warm'); table = open_table('in.csv');"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "summary = predict_file(model, table, Path('out.csv'), BulkOptions(keep_columns=True));"
        "print(summary.rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    rows, grown_kib = map(int, done.stdout.split())
    assert rows == 60_000
    assert grown_kib < 150_000  # GROUP_ROWS of such rows are 16 MB, and some copies of them are in flight
