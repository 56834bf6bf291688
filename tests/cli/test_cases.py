"""The tables that people bring, through `batch`, `evaluate` and `preprocess`."""

import csv
import logging
from itertools import pairwise
from pathlib import Path

import pytest

from twitter_sentiment.data.labeled import read_labeled
from twitter_sentiment.evaluation.data_sets import read_data_sets

from ..files.cases import CASES, FOLDER, LABELED, Case
from .commands import invoke

pytestmark = pytest.mark.slow


def predicted(output: str = "out.csv") -> list[dict[str, str]]:
    with Path(output).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_batch_predicts_case(case: Case) -> None:
    column = ["--text-column", case.text_column] if case.text_column else []
    done = invoke("batch", "--input-file", str(case.path), "--output-file", "out.csv", *column)
    assert done.exit_code == 0, done.stderr
    rows = predicted()
    assert len(rows) == case.row_count
    for row in rows:
        assert bool(row["sentiment"]) == bool(row["text"].strip())
    if case.texts is not None:
        assert tuple(row["text"] for row in rows) == case.texts
    assert [part for part in case.said if part not in done.stderr] == []


@pytest.mark.parametrize("case", LABELED, ids=lambda case: case.file)
def test_labeled_case_is_read(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    (table,) = read_labeled([case.path])
    assert tuple(table["label"]) == case.labels
    if case.texts is not None:
        assert set(table["text"]) <= set(case.texts)
    assert [part for part in (*case.said, *case.labels_said) if part not in caplog.text] == []


@pytest.mark.parametrize("case", LABELED, ids=lambda case: case.file)
def test_evaluate_counts_rows_of_case(case: Case) -> None:
    (data,) = read_data_sets([case.path])
    assert tuple(data.targets) == case.labels


def test_batch_again_on_own_output_names_each_column_once() -> None:
    names = [str(FOLDER / "own_output_again.csv"), "1.csv", "2.csv"]
    for source, output in pairwise(names):
        done = invoke("batch", "--input-file", source, "--output-file", output, "--keep-columns")
        assert done.exit_code == 0, done.stderr
    with Path("2.csv").open(newline="") as file:
        header, first, *_ = csv.reader(file)
    assert len(set(header)) == len(header) == 7
    assert {"mine", "1"} <= set(first)


@pytest.mark.parametrize(
    ("file", "flag"),
    [
        ("labels_1_2.csv", "--labels 1=negative,2=positive "),
        ("labels_true_false.csv", "--labels false=negative,true=positive "),
        ("label_to_leave_out.csv", "--labels irrelevant= "),
    ],
)
def test_evaluate_refuses_unknown_labels_with_flag_to_copy(file: str, flag: str) -> None:
    done = invoke("evaluate", "--data", str(FOLDER / file))
    assert done.exit_code == 2
    assert flag in done.stderr
    name, value = flag.split()
    done = invoke("evaluate", "--data", str(FOLDER / file), name, value, "--output-dir", "report")
    assert done.exit_code == 0, done.stderr


def test_evaluate_counts_left_out_class(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    arguments = ["--data", str(FOLDER / "label_to_leave_out.csv"), "--labels", "irrelevant="]
    done = invoke("evaluate", *arguments, "--output-dir", "report")
    assert done.exit_code == 0, done.stderr
    assert "1 row with the label 'irrelevant' left out" in caplog.text


def test_torn_row_is_refused_repaired_or_rejected() -> None:
    arguments = ["batch", "--input-file", str(FOLDER / "unquoted_line_end.csv"), "--output-file", "out.csv"]
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert "(line 2)" in done.stderr
    assert "--bad-rows repair" in done.stderr
    assert invoke(*arguments, "--bad-rows", "repair").exit_code == 0
    assert [row["text"] for row in predicted()] == ["Great start but then awful end", "Fine"]
    done = invoke(*arguments, "--bad-rows", "reject", "bad.csv")
    assert done.exit_code == 0, done.stderr
    assert [row["text"] for row in predicted()] == ["Fine"]
    assert "1 bad row left out (line 2)" in done.stderr
    assert Path("bad.csv").read_text().count("\n") == 2


def test_preprocess_reads_quotes_as_text() -> None:
    rows = "".join(
        f'{number}\t{label}\t"{word} number {number} of the day\n'
        for number, (label, word) in enumerate([("positive", "Lovely"), ("negative", "Awful")] * 10)
    )
    Path("tweets.tsv").write_text("id\tlabel\ttext\n" + rows)
    done = invoke("preprocess", "--source", "tweets.tsv", "--output-dir", "processed")
    assert done.exit_code == 0, done.stderr
    kept = predicted("processed/train.csv") + predicted("processed/test.csv")
    assert len(kept) == 20
    assert all("\n" not in row["text"] for row in kept)
