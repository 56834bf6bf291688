"""Guesses which columns of an upload hold the dates and the groups."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from ...files.conventions import PREDICTION_COLUMNS
from ...insight.dates import find_date_column
from ...insight.file_columns import LANGUAGE_GROUP, ColumnChoice, score_column
from ...insight.groups import GroupColumn
from ...labels import LABELS
from ..uploads import ColumnTexts

_SAMPLE_ROWS = 1_000
_MOST_CANDIDATES = 100
"""Columns that are looked at, from the left."""

_MAX_NAME_CHARACTERS = 40
_NAMES = ("product", "brand", "company", "airline", "topic", "category", "source", "language", "lang", "country")
"""Names of columns that are grouped by rather than others."""

_ANSWERS = frozenset({*PREDICTION_COLUMNS, *map(score_column, LABELS), "label", "polarity", "score"})
"""Names of columns with answers about the texts: they are no groups to propose."""


def group_options(columns: Sequence[str]) -> list[str]:
    """Return the columns to group by: those of a file, and the language of the texts."""
    return [*columns] if LANGUAGE_GROUP in columns else [*columns, LANGUAGE_GROUP]


def guess_columns(table: pa.Table, text_column: str) -> ColumnChoice:
    """Guess the columns of dates and of groups; None where there is none.

    Args:
        table: the upload.
        text_column: the column of texts.
    """
    rows = np.linspace(0, table.num_rows - 1, min(table.num_rows, _SAMPLE_ROWS)).astype(np.int64)
    others = [name for name in table.column_names if name != text_column][:_MOST_CANDIDATES]
    sample = table.select(others).take(pa.array(rows))
    cells = {name: ColumnTexts(sample, name)[:] for name in others}
    date_column = find_date_column(cells)
    candidates = {
        name: cells[name]
        for name in others
        if name != date_column and name.strip().lower() not in _ANSWERS and pa.types.is_string(table[name].type)
    }
    return ColumnChoice(date_column, _guess_group_column(candidates))


def _guess_group_column(candidates: dict[str, list[str]]) -> str | None:
    useful = [name for name, cells in candidates.items() if _is_useful(name, cells)]
    return min(useful, key=lambda name: name.strip().lower() not in _NAMES, default=None)


def _is_useful(name: str, cells: Sequence[str]) -> bool:
    groups = GroupColumn.of_values(name, cells)
    return groups.useful and max(map(len, groups.values)) <= _MAX_NAME_CHARACTERS
