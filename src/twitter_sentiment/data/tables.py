"""Labelled tables: CSV, TSV, Parquet and JSON Lines."""

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from ..errors import InputError
from ..labels import label_key, mapping_for
from ..table_files import codec_of, delimiter_of, require_column, require_file, wrong_encoding

TABLE_ENDINGS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")


def read_table(path: Path, encoding: str = "utf-8") -> pd.DataFrame:
    """Reads a table with all its columns; the ending of the name says what it is.

    Raises:
        InputError: the file is missing, unreadable, empty, or of another kind.
    """
    require_file(path)
    try:
        match path.suffix.lower():
            case ".parquet":
                return pd.read_parquet(path)
            case ".jsonl" | ".ndjson":
                return pd.read_json(path, lines=True, dtype=False, encoding=encoding)
            case ".csv" | ".tsv":
                separator, codec = delimiter_of(path), codec_of(encoding)
                with warnings.catch_warnings():
                    warnings.simplefilter("error", pd.errors.ParserWarning)  # it would cut cells off
                    return pd.read_csv(
                        path, sep=separator, dtype=str, keep_default_na=False, encoding=codec, index_col=False
                    )
    except (UnicodeDecodeError, LookupError):
        raise wrong_encoding(path, encoding) from None
    except pd.errors.EmptyDataError:
        raise InputError(f"{path} is empty: it needs a header line and rows.") from None
    except pd.errors.ParserWarning:
        raise InputError(f"{path} has rows with more cells than its header: put texts with commas in quotes.") from None
    except (ValueError, OSError) as error:
        raise InputError(f"{path} can't be read as {path.suffix[1:].upper()}: {error}") from None
    raise InputError(f"{path} is no table we can read: use {', '.join(TABLE_ENDINGS)}.")


def read_labelled(
    paths: Sequence[Path],
    text_column: str = "text",
    label_column: str = "label",
    labels: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> list[pd.DataFrame]:
    """Reads tables as rows of `text` and `label`, the labels as our class names.

    What a label value means is decided once, from all the tables: 1 is neutral where another table has a 2.

    Raises:
        InputError: as `read_table`; or a column is missing, or a label has no class.
    """
    tables = []
    for path in paths:
        table = read_table(path, encoding)
        for column, flag in ((text_column, "--text-column"), (label_column, "--label-column")):
            require_column(path, column, table.columns, flag)
        table = table[table[label_column].notna()].reset_index(drop=True)
        texts = table[text_column].fillna("").astype(str)
        tables.append(pd.DataFrame({"text": texts, "key": table[label_column].map(label_key)}))
    classes = mapping_for({key for table in tables for key in table["key"]}, labels)
    return [pd.DataFrame({"text": table["text"], "label": table["key"].map(classes)}) for table in tables]


def read_texts(path: Path, text_column: str = "text") -> list[str]:
    """The texts of a table, labelled or not.

    Raises:
        InputError: as `read_table`; or the column is missing.
    """
    table = read_table(path)
    require_column(path, text_column, table.columns, "--text-column")
    return table[text_column].dropna().astype(str).tolist()
