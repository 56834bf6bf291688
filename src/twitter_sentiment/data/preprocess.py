"""From a source to data/processed/train.csv and test.csv, with a report of what was dropped and why."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from ..errors import InputError
from ..labels import has_both_poles, in_order
from ..text import clean, normalise
from .sources import Source

REPORT_FILE = "data_report.json"


@dataclass
class PartReport:
    """What happened to one part (train or test); all figures are rows."""

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
    """What `preprocess` did; written to results/data_report.json."""

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
    """Writes train.csv and test.csv (`text,label`) to `output_dir` and the report to `results_dir`.

    Args:
        sample_size: rows to keep for training, as evenly over the classes as they go; at most as many for testing.
        test_size: share of rows set aside, stratified, where the source has no test part of its own.

    Raises:
        InputError: the source can't be used, or fewer than two classes are left.
    """
    report = DataReport(source=source.name, seed=seed)
    loaded = source.load()
    train = _tidy(loaded.train, report.train, "train")
    test: pd.DataFrame
    if loaded.test is None:
        train, test = _split(train, test_size, seed)
        report.test.read = report.train.set_aside = len(test)
    else:
        test = _tidy(loaded.test, report.test, "test")
        leaked = train["key"].isin(set(test["key"]))
        report.train.also_in_test = int(leaked.sum())
        train = train[~leaked]
    if sample_size is not None:
        train = _sample(train, sample_size, seed, report.train)
        test = _sample(test, sample_size, seed, report.test)
    _check_classes(train, test, source.name)

    output_dir.mkdir(parents=True, exist_ok=True)
    results_dir.mkdir(parents=True, exist_ok=True)
    for name, table, part in (("train", train, report.train), ("test", test, report.test)):
        part.kept = len(table)
        part.labels = {label: int((table["label"] == label).sum()) for label in in_order(table["label"])}
        part.mean_words = round(float(np.mean([len(text.split()) for text in table["text"]])), 1)
        table[["text", "label"]].to_csv(output_dir / f"{name}.csv", index=False)
    (results_dir / REPORT_FILE).write_text(json.dumps(asdict(report), indent=2) + "\n", encoding="utf-8")
    return report


def _tidy(table: pd.DataFrame, report: PartReport, name: str) -> pd.DataFrame:
    """Cleans the texts; drops the empty and the repeated ones.

    Two texts count as the same when a model would read the same: after normalisation, whatever their case. The column
    `key` holds that form.
    """
    report.read = len(table)
    texts = tqdm(table["text"], desc=f"Cleaning {name}", unit=" texts", disable=None)
    table = table.assign(text=[clean(text) for text in texts])
    table = table.assign(key=[normalise(text).casefold() for text in table["text"]])
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
    """Draws `size` rows, the same number of each class as far as the classes last."""
    if size >= len(table):
        return table
    shuffled = table.sample(frac=1, random_state=seed)
    turn = shuffled.groupby("label").cumcount()  # first one row of each class, then the second of each, …
    sampled = shuffled.loc[turn.sort_values(kind="stable").index[:size]]
    report.not_sampled = len(table) - len(sampled)
    return sampled


def _check_classes(train: pd.DataFrame, test: pd.DataFrame, source: str) -> None:
    for table, part in ((train, "training"), (test, "test")):
        if not has_both_poles(table["label"]):
            found = f"only {', '.join(in_order(table['label']))}" if len(table) else "no rows"
            raise InputError(f"The {part} data of {source} has {found}: it needs negative and positive texts.")
    if unseen := sorted(set(test["label"]) - set(train["label"])):
        raise InputError(f"The test data has a class that the training data lacks: {', '.join(unseen)}.")
