"""Uploaded tables: what is in them, and which column is meant."""

from pathlib import Path

import pandas as pd

from ..data.tables import read_table
from ..errors import InputError
from ..table_files import unique_names

ENDINGS = ["csv", "tsv", "xlsx", "parquet", "jsonl"]

_TEXT_NAMES = ("text", "tweet", "review", "content", "comment", "message", "body", "sentence")
_LOOKED_AT = 1000
_LABEL_NAMES = ("label", "sentiment", "target", "class", "stars", "rating", "polarity")


def read_upload(name: str, content: bytes) -> pd.DataFrame:
    """An uploaded file as a table with at least one row and one column.

    Raises:
        InputError: it can't be read, or there is nothing in it.
    """
    if not content:
        raise InputError(f"{name} is empty.")
    table = read_table(Path(name), _encoding_of(content), content)
    if table.empty:
        raise InputError(f"{name} has a header, but no rows.")
    return table.set_axis(unique_names(table.columns), axis=1)


def texts_of(table: pd.DataFrame, column: str) -> list[str]:
    """The cells of a column as text; missing ones are empty."""
    return ["" if missing else str(cell) for cell, missing in zip(table[column], table[column].isna(), strict=True)]


def likely_text_column(table: pd.DataFrame) -> str:
    """The column a person most likely means: by its name, else the one with the longest cells."""
    named = _named(table, _TEXT_NAMES)
    head = table.head(_LOOKED_AT)
    return named or max(table.columns, key=lambda column: sum(map(len, texts_of(head, column))))


def likely_label_column(table: pd.DataFrame) -> str:
    """The column of labels a person most likely means: by its name, else the one with the fewest different values."""
    head = table.head(_LOOKED_AT)
    return _named(table, _LABEL_NAMES) or min(table.columns, key=lambda column: len(set(texts_of(head, column))))


def _named(table: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    by_name = {column.strip().lower(): column for column in table.columns}
    return next((by_name[name] for name in names if name in by_name), None)


def _encoding_of(content: bytes) -> str:
    """UTF-16 by its mark, UTF-8 where it is that, otherwise what older spreadsheets write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
