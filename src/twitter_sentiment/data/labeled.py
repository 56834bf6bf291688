"""Labeled tables: texts and their classes."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from ..errors import InputError
from ..files.columns import find_label_column, find_named
from ..files.options import ReadOptions, count_of
from ..files.table import Table, open_table
from ..labels import LEFT_OUT, is_coding, label_key, mapping_for

logger = logging.getLogger(__name__)

_SAMPLE_ROWS = 1000


@dataclass(frozen=True)
class Columns:
    """How to read a labeled table.

    Attributes:
        text: name of the column of texts; None finds it.
        label: name of the column of labels; None finds it.
        labels: our class for each label value; None for the usual values, such as 0 or "pos".
        reading: everything else that the table reader wants to know.
        language: name of a column with the languages of the texts, to be read too; None for none.
    """

    text: str | None = None
    label: str | None = None
    labels: Mapping[str, str] | None = None
    reading: ReadOptions = field(default_factory=ReadOptions)
    language: str | None = None

    def check_reject_file(self, tables: int) -> None:
        """Raise `InputError` if the rejected rows of several tables would be written to the same file."""
        if tables > 1 and self.reading.reject_file:
            raise InputError("--bad-rows reject FILE goes with a single table: use --bad-rows repair.")

    def open(self, path: Path) -> Table:
        """Open a table, and log what must be said about it."""
        table = open_table(path, replace(self.reading, text_column=self.text))
        table.require_text_column()
        for note in table.notes:
            logger.info("%s", f"{path.name}: {note.message} {note.hint}".rstrip())
        return table


def read_labeled(paths: Sequence[Path], columns: Columns | None = None) -> list[pd.DataFrame]:
    """Read tables as rows of `text` and `label`, the labels as our class names, and `language` where it is wanted.

    The meaning of a label value is determined from all tables together: 1 is neutral where another table has a 2. Rows
    without a label, and those of a value that the user left out, are counted and logged.

    Raises:
        InputError: as `open_table`; or a column is missing, or a label has no class.
    """
    columns = columns or Columns()
    columns.check_reject_file(len(paths))
    tables = [_read_rows(path, columns) for path in paths]
    classes = mapping_for({key for table in tables for key in table["key"].unique()}, columns.labels)
    if is_coding(classes):
        meaning = ", ".join(f"{key} = {label or 'left out'}" for key, label in classes.items())
        logger.info("The labels mean: %s. Change it with --labels.", meaning)
    return [_with_classes(path, table, classes) for path, table in zip(paths, tables, strict=True)]


def read_texts(path: Path, text_column: str | None = None) -> list[str]:
    """Read the texts of a table, labeled or not; rows without text are left out.

    Raises:
        InputError: as `open_table`; or the column is missing.
    """
    table = Columns(text_column).open(path)
    return [text for batch in table.batches() for text in table.texts(batch) if text]


def _read_rows(path: Path, columns: Columns) -> pd.DataFrame:
    """Read the texts and the normalized label values of the rows that have a label."""
    table = columns.open(path)
    others = [name for name in table.columns if name != table.text_column]
    sample = next(table.batches(_SAMPLE_ROWS), None)
    values = {name: table.texts(sample, name) for name in others} if sample is not None else {}
    column, note = find_label_column(table.name, table.columns, values, columns.label)
    if note:
        logger.info("%s: %s %s", path.name, note.message, note.hint)
    read: dict[str, list[str]] = {"text": [], "key": []}
    if columns.language:
        read["language"] = []
        language_column = find_named(table.name, table.columns, columns.language, "--language-column")
    for batch in table.batches():
        read["text"] += table.texts(batch)
        read["key"] += map(label_key, table.texts(batch, column))
        if columns.language:
            read["language"] += table.texts(batch, language_column)
    rows = pd.DataFrame(read, dtype=object)
    labeled = rows[rows["key"] != ""].reset_index(drop=True)
    if left_out := len(rows) - len(labeled):
        logger.info("%s: %s without a label left out.", path.name, count_of(left_out, "row"))
    return labeled


def _with_classes(path: Path, table: pd.DataFrame, classes: Mapping[str, str]) -> pd.DataFrame:
    labels = table["key"].map(classes)
    left_out = labels == LEFT_OUT
    for key, count in Counter(table["key"][left_out]).items():
        logger.info("%s: %s with the label %r left out.", path.name, count_of(count, "row"), key)
    return table.drop(columns="key").assign(label=labels)[~left_out].reset_index(drop=True)
