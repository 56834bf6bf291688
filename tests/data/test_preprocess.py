"""From a data set to train.csv and test.csv."""

import csv
import json
from pathlib import Path

import pytest

from twitter_sentiment.data.preprocess import DataReport, preprocess
from twitter_sentiment.data.sources import Source
from twitter_sentiment.errors import InputError

from ..examples import Labeled, labeled, write_csv


def write(name: str, rows: list[Labeled] | list[tuple[str, str]]) -> str:
    return str(write_csv(name, rows))


def read(name: str) -> list[tuple[str, str]]:
    with (Path("out") / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(set(row) == {"text", "label"} for row in rows)
    return [(row["text"], row["label"]) for row in rows]


def run(source: Source, sample_size: int | None = None, test_size: float = 0.2, seed: int = 42) -> DataReport:
    return preprocess(source, Path("out"), Path("results"), sample_size, test_size, seed)


def test_preprocess_cleans_and_drops_texts() -> None:
    rows = [
        ("Good<br />one &amp; all", "pos"),
        ("", "pos"),
        (" \u200b", "neg"),
        ("Bad ’un", "neg"),
        ("bad 'un", "neg"),
        ("GOOD ONE & ALL", "pos"),
    ]
    train = write("a.csv", rows)
    test = write("b.csv", [("Other", "pos"), ("Another", "neg")])
    report = run(Source(train, Path(test)))
    assert read("train.csv") == [("Good one & all", "positive"), ("Bad ’un", "negative")]
    assert (report.train.read, report.train.empty, report.train.duplicates, report.train.kept) == (6, 2, 2, 2)


def test_preprocess_removes_test_texts_from_train() -> None:
    train = write("a.csv", [("Same text @anna", "pos"), ("Only here", "neg"), ("Also here", "pos")])
    test = write("b.csv", [("same TEXT @bert", "pos"), ("x", "neg")])
    report = run(Source(train, Path(test)))
    assert [text for text, _ in read("train.csv")] == ["Only here", "Also here"]
    assert report.train.also_in_test == 1


def test_split_keeps_class_proportions() -> None:
    rows = labeled(300)
    run(Source(write("a.csv", rows)), test_size=0.1)
    train = read("train.csv")
    test = read("test.csv")
    assert (len(train), len(test)) == (270, 30)
    assert sorted(label for _, label in test) == ["negative"] * 10 + ["neutral"] * 10 + ["positive"] * 10
    assert not set(train) & set(test)


def test_sample_is_balanced_and_seeded() -> None:
    rows = labeled(400, ("negative", "positive"))
    source = Source(write("a.csv", rows[:300] + [row for row in rows[300:] if row.label == "positive"]))
    run(source, sample_size=100)
    first = read("train.csv")
    assert [label for _, label in first].count("negative") == 50
    assert len(read("test.csv")) <= 100
    run(source, sample_size=100)
    assert read("train.csv") == first
    run(source, sample_size=100, seed=1)
    assert read("train.csv") != first


def test_sample_takes_all_of_a_rare_class() -> None:
    rows = labeled(90, ("positive",)) + [
        Labeled(f"{row.text}, sadly", "negative") for row in labeled(20, ("negative",))
    ]
    run(Source(write("a.csv", rows)), sample_size=60, test_size=0.5)
    assert [label for _, label in read("train.csv")].count("negative") == 10


def test_report_is_written() -> None:
    returned = run(Source(write("a.csv", labeled(60))))
    written = json.loads(Path("results/data_report.json").read_text())
    assert written["source"] == "a.csv"
    assert written["train"]["labels"] == {"negative": 16, "neutral": 16, "positive": 16}
    assert written["train"]["kept"] == returned.train.kept == 48
    assert written["test"]["mean_words"] > 2


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(f"text {number}", "pos") for number in range(20)], "training data of a.csv has only positive"),
        ([("a", "pos"), ("b", "neg")], "Too few rows"),
        ([], "Too few rows"),
    ],
)
def test_too_little_data_is_refused(rows: list[tuple[str, str]], words: str) -> None:
    with pytest.raises(InputError, match=words):
        run(Source(write("a.csv", rows)))
    assert not Path("out").exists()


def test_label_numbers_mean_the_same_in_both_files() -> None:
    train = write("a.csv", [("a", "0"), ("b", "1"), ("c", "2"), ("d", "2")])
    run(Source(train, Path(write("b.csv", [("e", "0"), ("f", "1"), ("g", "2")]))))
    assert ("f", "neutral") in read("test.csv")
    run(Source(train, Path(write("b.csv", [("e", "0"), ("f", "2")]))))
    assert read("test.csv") == [("e", "negative"), ("f", "positive")]


@pytest.mark.parametrize("rows", [[], [("c", "pos")]])
def test_test_part_without_both_poles_is_refused(rows: list[tuple[str, str]]) -> None:
    train = write("a.csv", [("a", "pos"), ("b", "neg")])
    with pytest.raises(InputError, match="The test data of a.csv has"):
        run(Source(train, Path(write("b.csv", rows))))


def test_report_adds_up_after_a_split() -> None:
    rows = labeled(60)
    report = run(Source(write("a.csv", rows + rows[:20])))
    train = report.train
    test = report.test
    assert train.read == 80
    assert train.kept == train.read - train.empty - train.duplicates - train.set_aside
    assert test.kept == test.read == train.set_aside == 12


def test_class_only_in_test_is_refused() -> None:
    train = write("a.csv", [("a", "pos"), ("b", "neg")])
    with pytest.raises(InputError, match="class that the training data lacks: neutral"):
        run(Source(train, Path(write("b.csv", [("c", "neutral"), ("d", "pos"), ("e", "neg")]))))
