"""Training rows: processed tables to encoded examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

import numpy as np
import pandas as pd

from ..data.tables import read_labelled, read_texts
from ..errors import InputError
from ..labels import has_both_poles, in_order
from ..model.encoding import Encoder

UNLABELLED = -100
"""The label id of a row that has no label: PyTorch's mark for "leave out of the loss"."""


class Example(TypedDict):
    """One row as the Trainer takes it.

    `known` marks the classes its data set can tell apart; `teacher` holds a teacher's logits, -inf for a class that the
    teacher lacks.
    """

    input_ids: list[int]
    labels: int
    known: list[bool]
    teacher: NotRequired[list[float]]


@dataclass(frozen=True)
class TrainingData:
    """The rows of one training: `text`, `label`, and `known`, the tuple of classes of the row's data set.

    The label of an unlabelled row is None; there are some in `train` only.
    """

    train: pd.DataFrame
    validation: pd.DataFrame
    test: pd.DataFrame
    labels: tuple[str, ...]


def load(
    processed_dir: Path,
    extra: Sequence[Path],
    sample_size: int | None,
    validation_share: float,
    seed: int,
    generated: Sequence[Path] = (),
    unlabelled: Sequence[Path] = (),
) -> TrainingData:
    """Reads train.csv and test.csv, adds further files to the training part, sets a validation part aside.

    Args:
        extra: further labelled files; a file that lacks a class (reviews have no neutral) says nothing about it.
        generated: labelled files that join the training part alone. Texts made from templates are easier than collected
            ones: a model that was calibrated on them would be too sure of itself.
        unlabelled: further tables of which only the texts are read.
        sample_size: rows of train.csv to use, stratified; at most as many of test.csv.

    Raises:
        InputError: a file is missing or unusable, or there are too few rows.
    """
    tables = [_read(processed_dir / "train.csv"), *(_read(path) for path in extra)]
    made = [_read(path) for path in generated]
    test = _read(processed_dir / "test.csv")
    if sample_size is not None:
        tables[0], test = (_stratified(table, sample_size, seed) for table in (tables[0], test))
    labels = in_order(label for table in [*tables, *made] for label in table["label"].unique())
    if unseen := set(test["label"]) - set(labels):
        raise InputError(f"test.csv has a class that train.csv lacks: {', '.join(sorted(unseen))}.")
    parts = [_set_aside(table, validation_share, seed) for table in tables]
    train, validation = (pd.concat(part, ignore_index=True) for part in zip(*parts, strict=True))
    train = pd.concat([train, *made, *(_unlabelled(path, labels) for path in unlabelled)], ignore_index=True)
    return TrainingData(train, validation, test, labels)


def encode(table: pd.DataFrame, labels: Sequence[str], encoder: Encoder) -> list[Example]:
    """Turns rows into examples whose label ids follow the order of `labels`."""
    ids = {label: index for index, label in enumerate(labels)}
    masks = {known: [label in known for label in labels] for known in set(table["known"])}
    tokens = encoder.encode(table["text"].tolist())
    return [
        Example(input_ids=token.ids, labels=ids.get(label, UNLABELLED), known=masks[known])
        for token, label, known in zip(tokens, table["label"], table["known"], strict=True)
    ]


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(f"There is no {path}: make it with `twitter-sentiment preprocess`.")
    (table,) = read_labelled([path])
    if not has_both_poles(table["label"]):
        raise InputError(f"{path} must have negative and positive texts: there is nothing to tell apart.")
    return _knowing(table, in_order(table["label"]))


def _unlabelled(path: Path, labels: tuple[str, ...]) -> pd.DataFrame:
    texts = [text for text in read_texts(path) if text.strip()]
    if not texts:
        raise InputError(f"{path} has no text in its column text.")
    return _knowing(pd.DataFrame({"text": texts, "label": None}), labels)


def _knowing(table: pd.DataFrame, labels: tuple[str, ...]) -> pd.DataFrame:
    return table.assign(known=pd.Series([labels] * len(table), index=table.index, dtype=object))


def _stratified(table: pd.DataFrame, size: int, seed: int) -> pd.DataFrame:
    """About `size` rows in the table's own class proportions, at least one of each class."""
    if size >= len(table):
        return table
    rng = np.random.default_rng(seed)
    kept = [
        rng.choice(rows, max(1, round(size * len(rows) / len(table))), replace=False)
        for rows in table.groupby("label").indices.values()
    ]
    return table.iloc[np.sort(np.concatenate(kept))]


def _set_aside(table: pd.DataFrame, share: float, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    from sklearn.model_selection import train_test_split

    try:
        train, validation = train_test_split(table, test_size=share, random_state=seed, stratify=table["label"])
    except ValueError:
        raise InputError(
            f"{len(table)} rows are too few to set {share:.0%} aside for validation: add rows, raise --sample-size "
            "or raise --validation-share."
        ) from None
    return train, validation
