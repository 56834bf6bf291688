"""From a data set to data/processed/train.csv and test.csv, with a report of the dropped rows."""

from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from ..errors import InputError
from ..files.json_file import write_json
from ..labels import has_both_poles, in_order
from ..text import clean, normalize
from .sources import Source, Split

REPORT_FILE = "data_report.json"


@dataclass
class PartReport:
    """The row counts of one part, train or test.

    Attributes:
        read: rows of the source.
        empty: rows without text, dropped.
        duplicates: rows whose text occurs before, dropped.
        also_in_test: training rows whose text is in the test part, dropped.
        set_aside: training rows that became the test part.
        not_sampled: rows left out by `sample_size`.
        kept: rows written.
        labels: rows written of each class.
        mean_words: mean number of words of a text that was written.
    """

    read: int = 0
    empty: int = 0
    duplicates: int = 0
    also_in_test: int = 0
    set_aside: int = 0
    not_sampled: int = 0
    kept: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    mean_words: float = 0.0


@dataclass
class DataReport:
    """The content of results/data_report.json."""

    source: str
    seed: int
    train: PartReport = field(default_factory=PartReport)
    test: PartReport = field(default_factory=PartReport)


def preprocess(
    source: Source,
    output_dir: Path,
    results_dir: Path,
    sample_size: int | None = None,
    test_size: float = 0.2,
    seed: int = 42,
) -> DataReport:
    """Write train.csv and test.csv (`text,label`) to `output_dir` and the report to `results_dir`.

    Args:
        source: the data set.
        output_dir: folder of the two tables.
        results_dir: folder of the report.
        sample_size: rows to keep for training, as evenly over the classes as possible; at most as many for testing.
        test_size: share of rows set aside, stratified, where the source has no test part of its own.
        seed: seed of sampling and splitting.

    Raises:
        InputError: the source can't be used, or fewer than two classes are left.
    """
    report = DataReport(source=source.name, seed=seed)
    train, test = _clean_parts(source.load(), report, test_size)
    if sample_size is not None:
        train = _sample(train, sample_size, seed, report.train)
        test = _sample(test, sample_size, seed, report.test)
    _check_classes(train, test, source.name)

    output_dir.mkdir(parents=True, exist_ok=True)
    _write_part(train, output_dir / "train.csv", report.train)
    _write_part(test, output_dir / "test.csv", report.test)
    write_json(results_dir / REPORT_FILE, asdict(report))
    return report


def _clean_parts(loaded: Split, report: DataReport, test_size: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Clean the texts and make sure that no text is in both parts."""
    train = _drop_empty_and_repeated(loaded.train, report.train, "train")
    if loaded.test is None:
        train, test = _split(train, test_size, report.seed)
        report.test.read = len(test)
        report.train.set_aside = len(test)
        return train, test
    test = _drop_empty_and_repeated(loaded.test, report.test, "test")
    leaked = train["key"].isin(set(test["key"]))
    report.train.also_in_test = int(leaked.sum())
    return train[~leaked], test


def _write_part(table: pd.DataFrame, path: Path, report: PartReport) -> None:
    report.kept = len(table)
    report.labels = {label: int((table["label"] == label).sum()) for label in in_order(table["label"])}
    report.mean_words = round(float(np.mean([len(text.split()) for text in table["text"]])), 1)
    table[["text", "label"]].to_csv(path, index=False)


def _drop_empty_and_repeated(table: pd.DataFrame, report: PartReport, name: str) -> pd.DataFrame:
    """Clean the texts and drop the empty and the repeated ones.

    Two texts count as the same when they are the same to a model: after normalization, ignoring case. The column `key`
    holds that form.
    """
    report.read = len(table)
    texts = tqdm(table["text"], desc=f"Cleaning {name}", unit=" texts", disable=None)
    table = table.assign(text=[clean(text) for text in texts])
    table = table.assign(key=[normalize(text).casefold() for text in table["text"]])
    has_text = table["key"] != ""
    report.empty = int((~has_text).sum())
    repeated = table["key"].duplicated() & has_text
    report.duplicates = int(repeated.sum())
    return table[has_text & ~repeated]


def _split(table: pd.DataFrame, test_size: float, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    from sklearn.model_selection import train_test_split

    try:
        train, test = train_test_split(table, test_size=test_size, random_state=seed, stratify=table["label"])
    except ValueError:
        counts = ", ".join(f"{label}: {count}" for label, count in table["label"].value_counts().items())
        raise InputError(
            f"Too few rows to set a test part of {test_size:.0%} aside ({counts or 'no rows'}): add rows, "
            "change --test-size, or bring a --test-file."
        ) from None
    return train, test


def _sample(table: pd.DataFrame, size: int, seed: int, report: PartReport) -> pd.DataFrame:
    """Sample `size` rows, the same number of each class until a class is used up."""
    if size >= len(table):
        return table
    shuffled = table.sample(frac=1, random_state=seed)
    rank = shuffled.groupby("label").cumcount()  # first one row of each class, then the second of each, …
    sampled = shuffled.loc[rank.sort_values(kind="stable").index[:size]]
    report.not_sampled = len(table) - len(sampled)
    return sampled


def _check_classes(train: pd.DataFrame, test: pd.DataFrame, source: str) -> None:
    for table, part in ((train, "training"), (test, "test")):
        if not has_both_poles(table["label"]):
            content = f"only {', '.join(in_order(table['label']))}" if len(table) else "no rows"
            raise InputError(f"The {part} data of {source} has {content}: it needs negative and positive texts.")
    if unseen := sorted(set(test["label"]) - set(train["label"])):
        raise InputError(f"The test data has a class that the training data lacks: {', '.join(unseen)}.")
