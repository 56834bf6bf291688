"""Rules that all writers of tables share: the columns of predictions, and formulas."""

from collections.abc import Collection
from pathlib import Path

from ..errors import InputError

PREDICTION_COLUMNS = ("text", "sentiment", "confidence")
"""The columns of a table of predictions; other columns of the input follow them."""

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def input_column_name(column: str, own: Collection[str] = PREDICTION_COLUMNS) -> str:
    """Name an input column in a table of predictions: `input_` in front if it has the name of a prediction column."""
    return f"input_{column}" if column in own else column


def require_file(path: Path) -> None:
    """Raise `InputError` if there is no such file."""
    if not path.is_file():
        raise InputError(f"There is no file {path}.")


def escape_formula(cell: object) -> object:
    """Put an apostrophe in front of a cell that a spreadsheet would run as a formula (OWASP, "CSV Injection")."""
    dangerous = isinstance(cell, str) and (
        cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS)
    )
    return f"'{cell}" if dangerous else cell
