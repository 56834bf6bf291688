"""The columns of the output."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from twitter_sentiment.bulk.options import BulkOptions
from twitter_sentiment.bulk.predict_file import predict_file
from twitter_sentiment.errors import InputError
from twitter_sentiment.files.table import open_table
from twitter_sentiment.inference import SentimentClassifier

CONTENT = "text,id,count,when\nI love it,007,1,2024-01-02\n,008,2,2024-01-03\n"


def predict(classifier: SentimentClassifier, content: str, options: BulkOptions, output: str = "out.csv") -> Path:
    Path("in.csv").write_text(content, encoding="utf-8")
    predict_file(classifier, open_table("in.csv"), Path(output), options)
    return Path(output)


def header(path: Path) -> list[str]:
    return next(csv.reader([path.read_text(encoding="utf-8").splitlines()[0]]))


@pytest.mark.parametrize(
    ("options", "columns"),
    [
        (BulkOptions(), "text sentiment confidence"),
        (BulkOptions(keep_columns=True), "text sentiment confidence id count when"),
        (BulkOptions(id_column="ID"), "id text sentiment confidence"),
        (BulkOptions(scores=True), "text sentiment confidence score_negative score_positive"),
        (
            BulkOptions(scores=True, neutral=True, keep_columns=True, id_column="id"),
            "id text sentiment confidence score_negative score_neutral score_positive count when",
        ),
    ],
)
def test_output_columns(classifier: SentimentClassifier, options: BulkOptions, columns: str) -> None:
    assert header(predict(classifier, CONTENT, options)) == columns.split()


@pytest.mark.parametrize("neutral", [False, True])
def test_output_scores_sum_to_one(classifier: SentimentClassifier, neutral: bool) -> None:
    path = predict(classifier, "text\nI love it\nThe bus leaves at nine\n\n", BulkOptions(scores=True, neutral=neutral))
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows[:2]:
        scores = {name.removeprefix("score_"): float(cell) for name, cell in row.items() if name.startswith("score_")}
        assert len(scores) == 2 + neutral
        assert sum(scores.values()) == pytest.approx(1, abs=2e-4)
        assert max(scores, key=scores.__getitem__) == row["sentiment"]
        assert scores[row["sentiment"]] == float(row["confidence"])
    assert set(rows[2].values()) == {""}


def test_output_csv_copies_cells_to_the_letter(classifier: SentimentClassifier) -> None:
    path = predict(classifier, CONTENT, BulkOptions(keep_columns=True, id_column="id"))
    assert path.read_text().splitlines()[2] == "008,,,,2,2024-01-03"


def test_output_parquet_is_typed(classifier: SentimentClassifier) -> None:
    options = BulkOptions(keep_columns=True, id_column="id", scores=True)
    table = pq.read_table(predict(classifier, CONTENT, options, "out.parquet"))
    types = [pa.string(), pa.string(), pa.string(), *[pa.float64()] * 3, pa.int64(), pa.date32()]
    assert table.schema.types == types
    assert table.column("id").to_pylist() == ["007", "008"]
    assert table.column("sentiment").to_pylist() == ["positive", None]
    assert table.column("confidence").to_pylist()[1] is None


def test_output_json_has_numbers_and_nulls(classifier: SentimentClassifier) -> None:
    rows = json.loads(predict(classifier, CONTENT, BulkOptions(), "out.json").read_text())
    assert rows[0]["text"] == "I love it"
    assert 0.5 < rows[0]["confidence"] <= 1
    assert rows[1] == {"text": "", "sentiment": None, "confidence": None}


def test_output_renames_columns_with_names_of_its_own(classifier: SentimentClassifier) -> None:
    content = "text,sentiment,score_negative,input_sentiment\ngood,unknown,1,2\n"
    kept = header(predict(classifier, content, BulkOptions(keep_columns=True)))
    assert kept[3:] == ["input_sentiment", "score_negative", "input_sentiment.1"]
    scored = header(predict(classifier, content, BulkOptions(keep_columns=True, scores=True)))
    assert scored[5:] == ["input_sentiment", "input_score_negative", "input_sentiment.1"]


@pytest.mark.parametrize(("column", "words"), [("nothing", "no column 'nothing'"), ("text", "holds the texts")])
def test_output_refuses_id_column(classifier: SentimentClassifier, column: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        predict(classifier, CONTENT, BulkOptions(id_column=column))
    assert not Path("out.csv").exists()


def test_output_refuses_repeated_id(classifier: SentimentClassifier) -> None:
    with pytest.raises(InputError, match=r"the same 'id' in its rows 1 and 3 \('7'\)"):
        predict(classifier, "id,text\n7,a\n8,b\n7,c\n", BulkOptions(id_column="id"))
    assert {path.name for path in Path().iterdir()} == {"in.csv"}


def test_output_safe_csv_has_no_formulas(classifier: SentimentClassifier) -> None:
    content = "text,=id,n\n=HYPERLINK(1),@SUM|calc,1\nfine,-2,2\n"
    for safe, mark in ((False, ""), (True, "'")):
        path = predict(classifier, content, BulkOptions(keep_columns=True, safe_csv=safe))
        with path.open(newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == ["text", "sentiment", "confidence", f"{mark}=id", "n"]
        assert [rows[1][0], *rows[1][3:]] == [f"{mark}=HYPERLINK(1)", f"{mark}@SUM|calc", "1"]
        assert rows[2][3] == "-2"
