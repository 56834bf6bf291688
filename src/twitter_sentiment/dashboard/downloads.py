"""Tables as files for download."""

import csv
from io import BytesIO

import pandas as pd
import pyarrow as pa

from ..files.conventions import escape_formula


def to_csv(table: pd.DataFrame) -> bytes:
    """Write a table as CSV that a spreadsheet opens as text, without formulas.

    Texts are quoted, so that a spreadsheet with another separator does not cut a formula out of one.
    The byte order mark makes Excel read it as UTF-8.
    """
    safe = table.copy(deep=False)
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]) and not pd.api.types.is_datetime64_any_dtype(safe[column]):
            safe[column] = safe[column].map(escape_formula)
    safe.columns = pd.Index([escape_formula(column) for column in safe.columns])
    return safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).encode("utf-8-sig")


def to_parquet(table: pd.DataFrame) -> bytes:
    """Write a table as Parquet, with the texts unchanged; a column of mixed types becomes text."""
    typed = table.copy(deep=False)
    for column in typed.columns:
        try:
            pa.array(typed[column], from_pandas=True)
        except pa.ArrowException:
            cells = zip(typed[column], typed[column].isna(), strict=True)
            typed[column] = [None if missing else str(cell) for cell, missing in cells]
    buffer = BytesIO()
    typed.to_parquet(buffer, index=False)
    return buffer.getvalue()
