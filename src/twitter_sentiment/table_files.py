"""What reading and writing a table has in common, with pandas for training or row by row in bulk."""

from collections.abc import Iterable
from itertools import count
from pathlib import Path

from .errors import InputError

ANSWER_COLUMNS = ("text", "sentiment", "confidence")
"""The columns of a table of predictions; what else was in the input stands behind them."""

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def name_beside_answers(column: str) -> str:
    """The name of an input column in a table of predictions; one that is called like an answer is marked."""
    return f"input_{column}" if column in ANSWER_COLUMNS else column


def require_file(path: Path) -> None:
    """Raises `InputError` where there is no such file."""
    if not path.is_file():
        raise InputError(f"There is no file {path}.")


def require_column(path: Path, column: str, found: Iterable[object], flag: str) -> None:
    """Raises `InputError` for a missing column: it names the columns there are and the flag that chooses one."""
    columns = list(found)
    if column not in columns:
        names = ", ".join(str(name) for name in columns)
        raise InputError(f"{path} has no column {column!r}; it has: {names}. Choose one with {flag}.")


def wrong_encoding(path: Path, encoding: str) -> InputError:
    """The error for a file that is not text in this encoding."""
    return InputError(f"{path} is not {encoding} text: name its encoding, for example --encoding cp1252.")


def codec_of(encoding: str) -> str:
    """The codec that reads an encoding; for UTF-8, one that reads files with or without a byte order mark."""
    return "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding


def delimiter_of(path: Path) -> str:
    """A tab for a name that ends in .tsv, otherwise a comma."""
    return "\t" if path.suffix.lower() == ".tsv" else ","


def unique_names(names: Iterable[object]) -> list[str]:
    """The names as text, repeated ones numbered: a, a.1, a.2."""
    unique: list[str] = []
    for name in map(str, names):
        numbered = (f"{name}.{number}" if number else name for number in count())
        unique.append(next(candidate for candidate in numbered if candidate not in unique))
    return unique


def without_formula(cell: object) -> object:
    """A cell that a spreadsheet shows as text: one it would take for a formula gets an apostrophe in front.

    OWASP, "CSV Injection".
    """
    dangerous = isinstance(cell, str) and (
        cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS)
    )
    return f"'{cell}" if dangerous else cell
