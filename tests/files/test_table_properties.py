"""The table reader on random tables that other programs write, and on files with a broken byte."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twitter_sentiment.errors import InputError
from twitter_sentiment.files.column_types import typed_batches, typed_schema
from twitter_sentiment.files.options import BadRowPolicy
from twitter_sentiment.files.table import Table, open_table
from twitter_sentiment.files.writing import table_writer

from .reading import read

pytestmark = pytest.mark.slow

Rows = list[list[str]]

HEADER = ["id", "text", "label"]
_CHARACTERS = st.one_of(
    st.sampled_from("ab,;\t|\"'\\\n\r \ufffdé😡x=0"),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
)
TEXTS = st.text(_CHARACTERS, max_size=12)
TABLES = st.lists(st.tuples(TEXTS, st.sampled_from(["positive", "negative", ""])), min_size=1, max_size=8).map(
    lambda rows: [[str(1000 + number), text, label] for number, (text, label) in enumerate(rows)]
)


def rows_of(table: Table) -> Rows:
    columns = ([table.texts(batch, name) for name in table.columns] for batch in table.batches(3))
    return [list(row) for cells in columns for row in zip(*cells, strict=True)]


def as_csv(rows: Rows, header: list[str] = HEADER, **dialect: object) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, **dialect)  # type: ignore[arg-type]
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue()


@given(
    TABLES,
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_table_of_csv_module_is_read_back(rows: Rows, delimiter: str, quoting: int, encoding: str) -> None:
    table = read(as_csv(rows, delimiter=delimiter, quoting=quoting).encode(encoding))
    assert (table.columns, rows_of(table)) == (HEADER, rows)
    assert table.text_column == "text"


@given(TABLES, st.sampled_from(",;\t"))
def test_table_of_pandas_is_read_back(rows: Rows, delimiter: str) -> None:
    content = pd.DataFrame(rows, columns=HEADER).to_csv(index=False, sep=delimiter, lineterminator="\r\n")
    assert rows_of(read(content.encode())) == rows


@given(st.lists(TEXTS, min_size=1, max_size=8))
@example(["a, b", ""])
def test_table_of_one_column_is_read_back(texts: list[str]) -> None:
    rows = [[text] for text in texts]
    table = read(as_csv(rows, ["text"], quoting=csv.QUOTE_ALL).encode())
    assert rows_of(table) == rows


@given(TABLES, st.sampled_from([1, 2, 4]))
def test_table_of_json_lines_is_read_back(rows: Rows, form: int) -> None:
    objects = [dict(zip(HEADER, row, strict=True)) for row in rows]
    match form:
        case 1:
            content, name = "\n".join(json.dumps(row, ensure_ascii=False) for row in objects), "in.jsonl"
        case 2:
            content, name = json.dumps(objects), "in.json"
        case _:
            content, name = json.dumps({"data": objects, "meta": {}}, indent=1), "in.json"
    assert rows_of(read(content.encode(), name)) == rows


@given(TABLES, st.sampled_from(["csv", "tsv", "jsonl", "json", "parquet", "csv.gz", "jsonl.zst"]))
def test_table_is_written_and_read_back(rows: Rows, ending: str) -> None:
    table = read(as_csv(rows, lineterminator="\r\n").encode())
    schema = typed_schema(table)
    buffer = io.BytesIO()
    with table_writer(buffer, Path(f"out.{ending}"), schema) as writer:
        for batch in typed_batches(table, schema, 2):
            writer.write(batch)
    assert rows_of(read(buffer.getvalue(), f"out.{ending}")) == rows


@given(TABLES)
def test_table_of_duckdb_is_read_back(rows: Rows) -> None:
    duckdb = pytest.importorskip("duckdb")
    frame = pd.DataFrame(rows, columns=HEADER)  # noqa: F841 - DuckDB finds it by its name
    for name in ("out.csv", "out.parquet", "out.json"):
        duckdb.execute(f"copy (from frame) to '{name}'")  # on one connection: a new one costs more than the copy
        assert rows_of(open_table(name)) == rows


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@given(
    rows=st.lists(st.text('ab c,"\n', max_size=8).map(lambda text: f"x{text}y"), min_size=2, max_size=6),
    place=st.integers(0, 10_000),
    flip=st.integers(1, 255),
)
def test_flipped_byte_loses_no_row_in_silence(quoting: int, rows: list[str], place: int, flip: int) -> None:
    table = [[str(1000 + number), text, "positive"] for number, text in enumerate(rows)]
    content = bytearray(as_csv(table, lineterminator="\n", quoting=quoting).encode())
    content[place % len(content)] ^= flip
    for policy in (BadRowPolicy.REFUSE, BadRowPolicy.REPAIR):
        try:
            opened = read(bytes(content), bad_rows=policy)
        except InputError:
            continue
        read_rows = rows_of(opened)
        assert len(read_rows) == opened.rows
        if not opened.notes:
            assert opened.rows >= len(table)
            assert sum(row in read_rows for row in table) >= len(table) - 1
