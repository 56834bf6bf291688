"""Tables as files to download."""

from io import BytesIO

import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: pd.DataFrame) -> bytes:
    """CSV that a spreadsheet opens as text: a cell it would take for a formula gets an apostrophe in front.

    OWASP, "CSV Injection". The byte order mark tells Excel that it is UTF-8.
    """
    safe = table.copy(deep=False)
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]) and not pd.api.types.is_datetime64_any_dtype(safe[column]):
            safe[column] = safe[column].map(_neutralised)
    safe.columns = pd.Index([_neutralised(column) for column in safe.columns])
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def to_parquet(table: pd.DataFrame) -> bytes:
    """Parquet, the texts exactly as they are."""
    buffer = BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def _neutralised(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
