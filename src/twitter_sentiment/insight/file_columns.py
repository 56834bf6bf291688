"""The columns of a file that an analysis needs: texts, dates, groups, and the scores of a predicted file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..files.columns import find_named
from ..files.conventions import PREDICTION_COLUMNS
from ..files.options import Note, count_of
from ..files.table import Table
from ..labels import BINARY_LABELS, LABELS
from ..text.language import are_language_codes, languages_of, not_english
from .answers import Answers, Mask
from .dates import Dates, find_date_column, parse_dates
from .groups import GroupColumn
from .trend import Period, Times, check_span

_SAMPLE_ROWS = 200
"""Rows by whose cells the columns of dates and of languages are found."""

_LANGUAGE_COLUMNS = ("lang", "language", "tweet_lang")

LANGUAGE_GROUP = "language"
"""The column to group by that every file has: where no column is named so, the texts tell their languages."""

Scores = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class ColumnChoice:
    """What the user has said about the columns.

    Attributes:
        date: column of dates; None finds it.
        group: column to group by; None for none.
        day_first: how to read 05/06/2024; None finds it.
        period: length of the periods; None chooses it.
    """

    date: str | None = None
    group: str | None = None
    day_first: bool | None = None
    period: Period | None = None


@dataclass(frozen=True, eq=False)
class FileColumns:
    """The columns of a file; they are held in memory.

    Attributes:
        texts: (rows,), the texts, empty where there is none.
        scores: for each class (rows,) the probabilities, NaN for none; None if the file has no scores.
        dates: (rows,), when each was written; None without a column of dates.
        groups: (rows,), the values of the group column; None without one.
        date_column, group_column: their names.
        notes: what must be said about the choice.
        languages: (rows,), codes of languages: those of a column `lang`, or those that the texts were grouped by; None
            where none was looked at.
    """

    texts: Sequence[str]
    scores: Scores | None
    dates: Dates | None
    groups: Sequence[str] | None
    date_column: str | None
    group_column: str | None
    notes: tuple[Note, ...]
    languages: Sequence[str] | None = None

    def times_of(self, answers: Answers) -> Times | None:
        """Return when each text was written, (texts,); None without dates."""
        return None if self.dates is None else self.dates.times[answers.rows]

    def not_english_of(self, answers: Answers) -> Mask:
        """Return which texts are probably not English, (texts,)."""
        if self.languages is None:
            return not_english(answers.texts)
        return not_english(answers.texts, [self.languages[row] for row in answers.rows.tolist()])

    def groups_of(self, answers: Answers) -> GroupColumn | None:
        """Return the groups of the texts; None without a group column."""
        if self.groups is None or self.group_column is None:
            return None
        return GroupColumn.of_values(self.group_column, [self.groups[row] for row in answers.rows.tolist()])


def read_columns(table: Table, choice: ColumnChoice, *, with_scores: bool, find_dates: bool = True) -> FileColumns:
    """Read the columns of a file.

    Args:
        table: the file.
        choice: which columns.
        with_scores: look for the scores of an earlier prediction.
        find_dates: look for a column of dates if none is chosen.

    Raises:
        InputError: a column is missing, its cells can't be read, or the file has predictions without scores.
    """
    text_column = table.require_text_column()
    group_column = choice.group and _find_group_column(table, choice.group)
    labels = score_labels(table) if with_scores else ()
    notes: list[Note] = []
    if labels == BINARY_LABELS:
        notes.append(
            Note("The scores are of two classes, without neutral.", "`batch --neutral --scores` writes three.")
        )
    if choice.date is not None:
        date_column: str | None = find_named(table.name, table.columns, choice.date, "--date-column")
    elif not find_dates:
        date_column = None
    else:
        date_column = _find_date_column(table, {text_column, group_column, *map(score_column, labels)})
        if date_column is not None:
            notes.append(Note(f"The dates are in the column {date_column!r}.", "Choose another with --date-column."))
    language_column = find_language_column(table)
    by_language = group_column == LANGUAGE_GROUP and LANGUAGE_GROUP not in table.columns
    named = [text_column, date_column, language_column, *map(score_column, labels)]
    columns = named if by_language else [*named, group_column]
    cells: dict[str, list[str]] = {name: [] for name in columns if name}
    for batch in table.batches():
        for name, column in cells.items():
            column += table.texts(batch, name)
    dates = parse_dates(cells[date_column], choice.day_first, date_column) if date_column and table.rows else None
    if dates is not None and choice.period is not None:
        check_span(dates.times, choice.period)
    if dates is not None and dates.unreadable:
        notes.append(Note(f"{count_of(dates.unreadable, 'date')} can't be read: their texts are in no period."))
    languages = cells[language_column] if language_column else None
    if by_language:
        languages = languages_of(cells[text_column], languages)
    groups = languages if by_language else group_column and cells[group_column]
    return FileColumns(
        texts=cells[text_column],
        scores={label: _numbers(score_column(label), cells[score_column(label)]) for label in labels} or None,
        dates=dates,
        groups=groups or None,
        date_column=date_column,
        group_column=group_column or None,
        notes=tuple(notes),
        languages=languages,
    )


def _find_group_column(table: Table, wanted: str) -> str:
    """Return the column to group by; `LANGUAGE_GROUP` also where there is no such column.

    Raises:
        InputError: there is no such column.
    """
    try:
        return find_named(table.name, table.columns, wanted, "--group-column")
    except InputError:
        if wanted.strip().lower() != LANGUAGE_GROUP:
            raise
        return LANGUAGE_GROUP


def score_column(label: str) -> str:
    """Name the column of the probabilities of a class, as `batch --scores` writes it."""
    return f"score_{label}"


def score_labels(table: Table) -> tuple[str, ...]:
    """Return the classes whose scores a file has; empty for a file that was not predicted.

    Raises:
        InputError: it was predicted, but has no scores.
    """
    found = tuple(label for label in LABELS if score_column(label) in table.columns)
    if set(BINARY_LABELS) <= set(found):
        return found
    _, *predicted = PREDICTION_COLUMNS
    if found or set(predicted) <= set(table.columns):
        raise InputError(
            f"{table.name} has predictions, but not the scores that an analysis needs: write them with "
            "`batch --neutral --scores`."
        )
    return ()


def find_language_column(table: Table) -> str | None:
    """Return the column with the codes of the texts' languages, as X writes it; None if there is none."""
    return choose_language_column(table.columns, lambda name: _sample(table, [name]).get(name, []))


def choose_language_column(columns: Iterable[str], sample: Callable[[str], Sequence[str]]) -> str | None:
    """Return the first column that is named like one of languages and holds their codes; None if there is none.

    Args:
        columns: the names.
        sample: returns some cells of a column.
    """
    named = (name for name in columns if name.strip().lower() in _LANGUAGE_COLUMNS)
    return next((name for name in named if are_language_codes(sample(name))), None)


def count_not_english(table: Table, rows: int, language_column: str | None) -> int:
    """Return how many of the first rows of a file have a text that is probably not English; read batch by batch.

    Args:
        table: the file.
        rows: number of rows.
        language_column: its column with the codes of languages; None for none.
    """
    count = 0
    batches = table.batches()
    while rows and (batch := next(batches, None)) is not None:
        part = batch.slice(0, rows)
        codes = table.texts(part, language_column) if language_column else None
        count += int(np.count_nonzero(not_english(table.texts(part), codes)))
        rows -= part.num_rows
    return count


def _find_date_column(table: Table, others: Iterable[str | None]) -> str | None:
    return find_date_column(_sample(table, [name for name in table.columns if name not in {*others}]))


def _sample(table: Table, names: Sequence[str]) -> dict[str, list[str]]:
    batch = next(iter(table.batches(_SAMPLE_ROWS)), None) if names else None
    return {} if batch is None else {name: table.texts(batch, name) for name in names}


def _numbers(column: str, cells: Sequence[str]) -> NDArray[np.float64]:
    numbers = np.array([_number(cell) for cell in cells], dtype=np.float64)
    wrong = np.flatnonzero(~np.isnan(numbers) & ~((numbers >= 0) & (numbers <= 1)))
    if len(wrong):
        row = int(wrong[0])
        raise InputError(
            f"The column {column!r} has {cells[row][:40]!r} in row {row + 1:,}, which is no probability between 0 and "
            "1: write the scores again with `batch --neutral --scores`."
        )
    return numbers


def _number(cell: str) -> float:
    """Read a probability: NaN for an empty cell, an infinite one for what is no number."""
    try:
        return float(cell) if cell.strip() else np.nan
    except ValueError:
        return np.inf
