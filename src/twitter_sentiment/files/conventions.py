"""Rules that all writers of tables share: the columns of predictions, and formulas."""

import re
from collections.abc import Collection
from pathlib import Path

from ..errors import InputError

PREDICTION_COLUMNS = ("text", "sentiment", "confidence")
"""The columns of a table of predictions; other columns of the input follow them."""

LANGUAGE_COLUMNS = ("language", "supported")
"""The columns of the language of a text, where they are wanted."""

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?", re.ASCII)
_HANDLE = re.compile(r"[@＠]\w+(?![^\s,.:;!?…'’\")\]])")
_CALL = re.compile(r"\w\(|\||^[@＠][\w.]*\s*(?:[-+*/^&=<>]\s*[\w.]*\s*)*\(")
"""What makes a formula of a cell that begins as a handle does: a call, or the bar of an outside program."""


def input_column_name(column: str, own: Collection[str] = PREDICTION_COLUMNS) -> str:
    """Name an input column in a table of predictions: `input_` in front if it has the name of a prediction column."""
    return f"input_{column}" if column in own else column


def require_file(path: Path) -> None:
    """Raise `InputError` if there is no such file."""
    if not path.is_file():
        raise InputError(f"There is no file {path}.")


def escape_formula(cell: object) -> object:
    """Put an apostrophe in front of a cell that a spreadsheet would run as a formula (OWASP, "CSV Injection").

    Numbers stay as they are, and so do texts that begin with the handle of an account, such as "@user thanks".
    """
    if not isinstance(cell, str):
        return cell
    if not (cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS)):
        return cell
    if _NUMBER.fullmatch(cell) or (_HANDLE.match(cell) and not _CALL.search(cell)):
        return cell
    return f"'{cell}"
