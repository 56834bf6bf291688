"""Tables: CSV, TSV, XLSX, Parquet and JSON Lines."""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError

from ..errors import InputError
from ..labels import label_key, mapping_for
from ..table_files import codec_of, delimiter_of, require_column, require_file, wrong_encoding

_IN_NO_TEXT = "\x1f"
"""The separator of a table of one column, in which a comma is part of a text, quoted or not (ASCII: unit separator)."""

TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", ".ndjson")


def read_table(path: Path, encoding: str = "utf-8", content: bytes | None = None) -> pd.DataFrame:
    """Reads a table with all its columns; the ending of the name says what it is.

    Args:
        content: the bytes of the file, where it is not on disk; `path` is then its name alone.

    Raises:
        InputError: the file is missing, unreadable, empty, or of another kind.
    """
    if content is None:
        require_file(path)
    source = path if content is None else BytesIO(content)
    try:
        match path.suffix.lower():
            case ".parquet":
                return pd.read_parquet(source)
            case ".jsonl" | ".ndjson":
                return _read_json_lines(path, source, codec_of(encoding))
            case ".xlsx":
                return pd.read_excel(source, dtype=str, keep_default_na=False, engine="calamine")
            case ".csv" | ".tsv":
                return _read_csv(path, source, codec_of(encoding))
    except (UnicodeDecodeError, LookupError):
        raise wrong_encoding(path, encoding) from None
    except pd.errors.EmptyDataError:
        raise InputError(f"{path} is empty: it needs a header line and rows.") from None
    except pd.errors.ParserWarning:
        raise InputError(f"{path} has rows with more cells than its header: put texts with commas in quotes.") from None
    except (ValueError, OSError, CalamineError) as error:
        reason = str(error).strip().rstrip(".") or "it is damaged"
        raise InputError(f"{path} can't be read as {path.suffix[1:].upper()}: {reason}.") from None
    raise InputError(f"{path} is no table we can read: use {', '.join(TABLE_ENDINGS)}.")


def _read_json_lines(path: Path, source: Path | BytesIO, codec: str) -> pd.DataFrame:
    """Values stay as they are written: pandas would turn long numbers, such as ids, into others."""
    content = source.read_bytes() if isinstance(source, Path) else source.getvalue()
    rows = []
    for number, line in enumerate(content.decode(codec).split("\n"), start=1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except ValueError:
                rows.append(None)
            if not isinstance(rows[-1], dict):
                raise InputError(f"{path} can't be read as JSON Lines: line {number} is not one JSON object.")
    return pd.DataFrame(rows, dtype=object)


def _read_csv(path: Path, source: Path | BytesIO, codec: str) -> pd.DataFrame:
    with path.open("rb") if isinstance(source, Path) else BytesIO(source.getvalue()) as file:
        header = file.readline().decode(codec, errors="replace")
    # The separator of the file's name, or else one that spreadsheets write instead.
    usual = delimiter_of(path)
    separator = next((mark for mark in (usual, ";", "\t") if mark in header), _IN_NO_TEXT)
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # it would cut cells off
        return pd.read_csv(
            source,
            sep=separator,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=separator != _IN_NO_TEXT,  # in one column, an empty line is an empty text
            encoding=codec,
            index_col=False,
        )


@dataclass(frozen=True)
class Columns:
    """How a table the user brings is to be read."""

    text: str = "text"
    label: str = "label"
    labels: Mapping[str, str] | None = None
    encoding: str = "utf-8"


def read_labelled(paths: Sequence[Path], columns: Columns | None = None) -> list[pd.DataFrame]:
    """Reads tables as rows of `text` and `label`, the labels as our class names.

    What a label value means is decided once, from all the tables: 1 is neutral where another table has a 2.

    Raises:
        InputError: as `read_table`; or a column is missing, or a label has no class.
    """
    columns = columns or Columns()
    tables = []
    for path in paths:
        table = read_table(path, columns.encoding)
        for column, flag in ((columns.text, "--text-column"), (columns.label, "--label-column")):
            require_column(path, column, table.columns, flag)
        table = table[table[columns.label].notna()].reset_index(drop=True)
        texts = table[columns.text].fillna("").astype(str)
        tables.append(pd.DataFrame({"text": texts, "key": table[columns.label].map(label_key)}))
    classes = mapping_for({key for table in tables for key in table["key"]}, columns.labels)
    return [pd.DataFrame({"text": table["text"], "label": table["key"].map(classes)}) for table in tables]


def read_texts(path: Path, text_column: str = "text") -> list[str]:
    """The texts of a table, labelled or not.

    Raises:
        InputError: as `read_table`; or the column is missing.
    """
    table = read_table(path)
    require_column(path, text_column, table.columns, "--text-column")
    return table[text_column].dropna().astype(str).tolist()
