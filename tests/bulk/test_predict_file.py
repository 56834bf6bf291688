"""Bulk prediction with the embedded model."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from twitter_sentiment.bulk.csv_file import CsvTable
from twitter_sentiment.bulk.predict_file import BulkSummary, predict_file
from twitter_sentiment.errors import InputError
from twitter_sentiment.inference import SentimentClassifier

from ..conftest import REPOSITORY
from ..examples import mixed_lengths


def run(
    classifier: SentimentClassifier, content: str, neutral: bool = False, keep_columns: bool = False
) -> tuple[BulkSummary, list[list[str]]]:
    Path("in.csv").write_text(content, encoding="utf-8")
    summary = predict_file(
        classifier, CsvTable.open(Path("in.csv")), Path("out.csv"), neutral=neutral, keep_columns=keep_columns
    )
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        return summary, list(csv.reader(file))


def test_each_row_gets_sentiment_and_confidence_in_its_order(classifier: SentimentClassifier) -> None:
    summary, rows = run(classifier, 'text\n"I love it, really"\nThis is terrible\n')
    assert rows[0] == ["text", "sentiment", "confidence"]
    assert [row[:2] for row in rows[1:]] == [["I love it, really", "positive"], ["This is terrible", "negative"]]
    assert all(0.5 <= float(row[2]) <= 1 for row in rows[1:])
    assert (summary.rows, dict(summary.sentiments), summary.share("positive")) == (
        2,
        {"positive": 1, "negative": 1},
        0.5,
    )


def test_a_row_without_text_keeps_its_place_and_is_counted(classifier: SentimentClassifier) -> None:
    summary, rows = run(classifier, 'id,text\n1,good\n2,\n3,"  "\n4,bad\n')
    assert [row[1] for row in rows[1:]] == ["positive", "", "", "negative"]
    assert summary.without_text == 2


def test_more_rows_than_a_chunk_come_out_complete_and_as_the_classifier_answers(
    classifier: SentimentClassifier,
) -> None:
    texts = mixed_lengths(1100, seed=9)
    quoted = [text.replace('"', '""') for text in texts]
    summary, rows = run(classifier, "text\n" + "".join(f'"{text}"\n' for text in quoted))
    assert [row[0] for row in rows[1:]] == texts
    assert summary.rows == 1100
    for row in rows[1::50]:
        prediction = classifier.predict(row[0])
        assert row[1:] == [prediction.sentiment, f"{prediction.confidence:.4f}"]


def test_other_columns_are_kept_on_request(classifier: SentimentClassifier) -> None:
    _, rows = run(classifier, "id,text,who\n7,good,me\n", keep_columns=True)
    assert rows[0] == ["text", "sentiment", "confidence", "id", "who"]
    assert rows[1][3:] == ["7", "me"]


def test_a_kept_column_called_like_an_answer_is_marked_as_the_input_s(classifier: SentimentClassifier) -> None:
    _, rows = run(classifier, "text,sentiment\ngood,unknown\n", keep_columns=True)
    assert rows[0] == ["text", "sentiment", "confidence", "input_sentiment"]
    assert (rows[1][1], rows[1][3]) == ("positive", "unknown")


def test_neutral_is_shown_on_request(classifier: SentimentClassifier) -> None:
    _, rows = run(classifier, "text\nThe shop opens at nine on Monday.\n", neutral=True)
    assert rows[1][1] == "neutral"


def test_a_table_without_rows_gives_a_header(classifier: SentimentClassifier) -> None:
    summary, rows = run(classifier, "text\n")
    assert rows == [["text", "sentiment", "confidence"]]
    assert summary.share("positive") == 0


def test_the_input_is_never_overwritten(classifier: SentimentClassifier) -> None:
    Path("in.csv").write_text("text\ngood\n")
    with pytest.raises(InputError, match="is the input"):
        predict_file(classifier, CsvTable.open(Path("in.csv")), Path("in.csv"))
    assert Path("in.csv").read_text() == "text\ngood\n"


def test_memory_does_not_grow_with_the_file() -> None:
    """Reads and writes a file of 60 MB, its rows without text, in a process that is told how little memory to take."""
    with Path("in.csv").open("w") as file:
        file.write("text,filler\n")
        file.writelines(f",{'x' * 1000}\n" for _ in range(60_000))
    program = (
        "import resource, sys; from pathlib import Path;"
        "from twitter_sentiment.bulk.csv_file import CsvTable;"
        "from twitter_sentiment.bulk.predict_file import predict_file;"
        "from twitter_sentiment.inference import SentimentClassifier;"
        "model = SentimentClassifier.load(); model.predict('warm');"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "summary = predict_file(model, CsvTable.open(Path('in.csv')), Path('out.csv'), keep_columns=True);"
        "print(summary.rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    rows, grown_kib = map(int, done.stdout.split())
    assert rows == 60_000
    assert grown_kib < 30_000
