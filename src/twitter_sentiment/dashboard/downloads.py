"""Tables as files to download."""

import csv
from io import BytesIO

import pandas as pd
import pyarrow as pa

from ..table_files import without_formula


def to_csv(table: pd.DataFrame) -> bytes:
    """CSV that a spreadsheet opens as text, without formulas.

    Texts stand in quotes, lest a spreadsheet with another separator cuts a formula out of one.
    The byte order mark tells Excel that it is UTF-8.
    """
    safe = table.copy(deep=False)
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]) and not pd.api.types.is_datetime64_any_dtype(safe[column]):
            safe[column] = safe[column].map(without_formula)
    safe.columns = pd.Index([without_formula(column) for column in safe.columns])
    return safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).encode("utf-8-sig")


def to_parquet(table: pd.DataFrame) -> bytes:
    """Parquet, the texts exactly as they are; a column of several kinds of values becomes text."""
    kept = table.copy(deep=False)
    for column in kept.columns:
        try:
            pa.array(kept[column], from_pandas=True)
        except pa.ArrowException:
            kept[column] = [
                None if missing else str(cell) for cell, missing in zip(kept[column], kept[column].isna(), strict=True)
            ]
    buffer = BytesIO()
    kept.to_parquet(buffer, index=False)
    return buffer.getvalue()
