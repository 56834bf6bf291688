"""Training rows: from processed tables to tokenized examples."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

import numpy as np
import pandas as pd

from ..data.labeled import read_labeled, read_texts
from ..data.mixing import SourceReport, mix
from ..data.mixture import Mixture, VocabularyCut
from ..errors import InputError
from ..files.options import count_of
from ..labels import BINARY_LABELS, has_both_poles, in_order
from ..model.tokenization import TextTokenizer
from .config import TrainingConfig

UNLABELED = -100
"""The label id of a row that has no label: PyTorch's mark for "leave out of the loss"."""

_MIN_VALIDATION_ROWS = 10
"""A further file that would have fewer validation rows has none: each file counts the same in the calibration."""

logger = logging.getLogger(__name__)


class Example(TypedDict):
    """One row as the Trainer takes it.

    Attributes:
        input_ids: the tokens of the text.
        labels: index of its class, or UNLABELED.
        class_mask: True for the classes of the row's data set.
        weight: weight of the row in the loss.
        pull: 1 for a row whose text leans to neither side, as a trusted source says; else 0.
        teacher: logits of the teacher, -inf for a class that it lacks.
        twin_ids: the tokens of its twin: about another group of people, or with another surface.
    """

    input_ids: list[int]
    labels: int
    class_mask: list[bool]
    weight: float
    pull: float
    teacher: NotRequired[list[float]]
    twin_ids: NotRequired[list[int]]


@dataclass(frozen=True)
class VocabularyTexts:
    """What the vocabulary of the encoder is cut to.

    Attributes:
        cut: which pieces are kept.
        texts: the texts whose pieces count.
    """

    cut: VocabularyCut
    texts: list[str]


@dataclass(frozen=True)
class TrainingData:
    """The rows of one training, as tables; the label of an unlabeled row is None, and only `train` contains such rows.

    Columns: `text`, `label`, `classes`, the tuple of all classes of the row's data set, `source`, its name, `language`,
    None where it is not stated, and `weight` and `pull` as in `Example`.

    Attributes:
        train: the training rows.
        validation: rows for choosing the best epoch and for calibration.
        test: the rows of metrics.json.
        labels: all classes, in the order of the logits.
        sources: what became of the sources of the mixture; empty without one.
        vocabulary: what the vocabulary of the encoder is cut to; None keeps it whole.
    """

    train: pd.DataFrame
    validation: pd.DataFrame
    test: pd.DataFrame
    labels: tuple[str, ...]
    sources: tuple[SourceReport, ...] = ()
    vocabulary: VocabularyTexts | None = None


def load_data(config: TrainingConfig) -> TrainingData:
    """Read the sources of the mixture, or train.csv, test.csv and the further files, and set validation rows aside.

    Raises:
        InputError: a file is missing or unusable, or there are too few rows.
    """
    return _load_mixture(config, config.mixture) if config.mixture else _load_files(config)


def _load_mixture(config: TrainingConfig, recipe: Path) -> TrainingData:
    mixture = Mixture.read(recipe)
    rows = mix(
        mixture,
        config.mixture_dir,
        config.seed,
        skip_missing=config.skip_missing,
        unlabeled=config.distillation is not None,
    )
    labels = in_order(rows.train["label"].dropna())
    if not has_both_poles(labels):
        raise InputError(f"The sources of {recipe} must have negative and positive texts.")
    if rows.validation.empty:
        raise InputError(f"{recipe} sets no rows aside for validation: give a source a held_out share.")
    vocabulary = None
    if cut := mixture.vocabulary:  # of all rows, so that a smaller training has the same vocabulary
        further = cut.texts(config.mixture_dir, config.skip_missing)
        vocabulary = VocabularyTexts(cut, [*rows.train["text"].unique(), *further])
    if config.sample_size is not None and config.sample_size < len(rows.train):
        rows = rows.sample(config.sample_size, config.seed)
    train = rows.train
    return TrainingData(
        train=train.assign(classes=train["classes"].map(lambda classes: labels if classes is None else classes)),
        validation=rows.validation,
        test=_with_classes(rows.test, in_order(rows.test["label"]), "test"),
        labels=labels,
        sources=rows.reports,
        vocabulary=vocabulary,
    )


def _load_files(config: TrainingConfig) -> TrainingData:
    """Read train.csv, test.csv and the further files, and set validation rows aside.

    A file of `extra_data` that lacks a class (reviews have no neutral) gives no evidence about that class. A small one,
    such as a few corrections, joins the training rows whole. So do the files of `synthetic`: texts made from templates
    are easier than collected ones, and a model that was calibrated on them would be overconfident.
    """
    own = _read(config.processed_data_dir / "train.csv")
    test = _read(config.processed_data_dir / "test.csv")
    if config.sample_size is not None:
        own = _stratified(own, config.sample_size, config.seed)
        test = _stratified(test, config.sample_size, config.seed)
    extra = [_read_extra(path) for path in config.extra_data]
    divided = [own, *(table for table in extra if _can_be_divided(table, config.validation_share))]
    small = [table for table in extra if not _can_be_divided(table, config.validation_share)]
    synthetic = [_read(path) for path in config.synthetic]
    labels = in_order(label for table in [*divided, *synthetic] for label in table["label"].unique())
    if unseen := set(test["label"]) - set(labels):
        raise InputError(f"test.csv has a class that train.csv lacks: {', '.join(sorted(unseen))}.")
    whole = synthetic + [_join_whole(table, labels) for table in small]
    parts = [_set_aside(table, config.validation_share, config.seed) for table in divided]
    unlabeled = config.distillation.unlabeled if config.distillation else ()
    train = [table for table, _ in parts] + whole + [_read_unlabeled(path, labels) for path in unlabeled]
    validation = [table for _, table in parts]
    return TrainingData(
        train=pd.concat(train, ignore_index=True),
        validation=pd.concat(validation, ignore_index=True),
        test=test,
        labels=labels,
    )


def encode(table: pd.DataFrame, labels: Sequence[str], tokenizer: TextTokenizer) -> list[Example]:
    """Turn rows into examples whose label ids follow the order of `labels`."""
    ids = {label: index for index, label in enumerate(labels)}
    masks = {classes: [label in classes for label in labels] for classes in set(table["classes"])}
    encoded = tokenizer.encode(table["text"].tolist())
    return [
        Example(
            input_ids=text.ids, labels=ids.get(label, UNLABELED), class_mask=masks[classes], weight=weight, pull=pull
        )
        for text, label, classes, weight, pull in zip(
            encoded, table["label"], table["classes"], table["weight"], table["pull"], strict=True
        )
    ]


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(f"There is no {path}: make it with `twitter-sentiment preprocess`.")
    (table,) = read_labeled([path])
    if not has_both_poles(table["label"]):
        raise InputError(f"{path} must have negative and positive texts: there is nothing to tell apart.")
    return _with_classes(table, in_order(table["label"]), str(path))


def _read_extra(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(f"There is no {path}: --extra-data names a labeled table.")
    (table,) = read_labeled([path])
    if table.empty:
        raise InputError(f"{path} has no labeled text: fill its columns text and label, or leave it out.")
    return _with_classes(table, in_order(table["label"]), str(path))


def _can_be_divided(table: pd.DataFrame, validation_share: float) -> bool:
    """Return whether a table has enough rows of each class, and both poles, to set validation rows aside."""
    enough = validation_share * len(table) >= _MIN_VALIDATION_ROWS and table["label"].value_counts().min() >= 2
    return bool(enough and has_both_poles(table["label"]))


def _join_whole(table: pd.DataFrame, labels: tuple[str, ...]) -> pd.DataFrame:
    """Prepare a table of which no row is set aside; rows of a class that has no validation rows are left out.

    Of a table with both poles alone, neutral may have been no option. Where one of the poles is missing, its few rows
    did not need it: they count against all other classes, without which a table of one class would teach nothing.
    """
    (path,) = table["source"].unique()
    known = table[table["label"].isin(labels)]
    if left_out := len(table) - len(known):
        logger.warning(
            "%s: %s of a class that train.csv lacks left out (%s). Add a data set that has this class.",
            path,
            count_of(left_out, "row"),
            ", ".join(sorted(set(table["label"]) - set(labels))),
        )
    logger.info("%s: too small to set rows aside for validation, so %s trained on.", path, count_of(len(known), "row"))
    classes = BINARY_LABELS if set(known["label"]) == set(BINARY_LABELS) else labels
    return _with_classes(known, classes, path)


def _read_unlabeled(path: Path, labels: tuple[str, ...]) -> pd.DataFrame:
    texts = [text for text in read_texts(path) if text.strip()]
    if not texts:
        raise InputError(f"{path} has no text in its column text.")
    return _with_classes(pd.DataFrame({"text": texts, "label": None}), labels, str(path))


def _with_classes(table: pd.DataFrame, classes: tuple[str, ...], source: str) -> pd.DataFrame:
    column = pd.Series([classes] * len(table), index=table.index, dtype=object)
    return table.assign(classes=column, source=source, language=None, weight=1.0, pull=0.0)


def _stratified(table: pd.DataFrame, size: int, seed: int) -> pd.DataFrame:
    """Sample about `size` rows in the table's own class proportions, at least one of each class."""
    if size >= len(table):
        return table
    rng = np.random.default_rng(seed)
    kept = [
        rng.choice(rows, max(1, round(size * len(rows) / len(table))), replace=False)
        for rows in table.groupby("label").indices.values()
    ]
    return table.iloc[np.sort(np.concatenate(kept))]


def _set_aside(table: pd.DataFrame, share: float, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split a table into training and validation rows."""
    from sklearn.model_selection import train_test_split

    try:
        train, validation = train_test_split(table, test_size=share, random_state=seed, stratify=table["label"])
    except ValueError:
        raise InputError(
            f"{len(table)} rows are too few to set {share:.0%} aside for validation: add rows, raise --sample-size "
            "or raise --validation-share."
        ) from None
    return train, validation
