"""Tables in the formats that are written."""

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.files.writing import output_format, table_writer

from .reading import read, rows_of

SCHEMA = pa.schema(
    [("text", pa.string()), ("id", pa.int64()), ("score", pa.float64()), ("day", pa.date32()), ("on", pa.bool_())]
)
ROWS: list[list[Any]] = [
    ['a, "b"\n\r c', 1234567890123456789, 0.25, datetime.date(2024, 5, 1), True],
    [None, None, None, None, None],
    ["=1+1", 1, 1.0, datetime.date(2024, 5, 2), False],
]


def written(name: str, rows: list[list[Any]] = ROWS, schema: pa.Schema = SCHEMA) -> bytes:
    buffer = io.BytesIO()
    with table_writer(buffer, Path(name), schema) as writer:
        for row in rows:
            arrays = [pa.array([cell], field.type) for cell, field in zip(row, schema, strict=True)]
            writer.write(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return buffer.getvalue()


def test_csv_is_written_to_the_letter() -> None:
    assert written("out.csv") == (
        b"text,id,score,day,on\n"
        b'"a, ""b""\n\r c","1234567890123456789","0.25","2024-05-01","True"\n'
        b",,,,\n"
        b"=1+1,1,1.0,2024-05-02,False\n"
    )


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.csv.gz", "out.tsv.zst"])
def test_text_formats_are_read_back(name: str) -> None:
    rows = rows_of(read(written(name), name))
    assert rows[0] == [ROWS[0][0], "1234567890123456789", "0.25", "2024-05-01", "True"]
    assert rows[1] == [""] * 5
    assert len(rows) == 3


@pytest.mark.parametrize("name", ["out.parquet", "out.json", "out.jsonl", "out.jsonl.gz"])
def test_typed_formats_are_read_back(name: str) -> None:
    rows = rows_of(read(written(name), name))
    assert [row[:3] for row in rows] == [row[:3] for row in ROWS]  # JSON has no dates
    assert name != "out.parquet" or rows == ROWS


def test_workbook_does_not_say_when_it_was_written() -> None:
    pytest.importorskip("xlsxwriter")
    with zipfile.ZipFile(io.BytesIO(written("out.xlsx"))) as workbook:
        assert b">2000-01-01T00:00:00Z</dcterms:created>" in workbook.read("docProps/core.xml")


def test_workbook_keeps_types_and_digits() -> None:
    pytest.importorskip("xlsxwriter")
    rows = rows_of(read(written("out.xlsx"), "out.xlsx"))
    assert rows == [
        [ROWS[0][0], "1234567890123456789", 0.25, datetime.date(2024, 5, 1), True],
        ["=1+1", "1", 1.0, datetime.date(2024, 5, 2), False],
    ]


def test_workbook_refuses_what_no_cell_holds() -> None:
    pytest.importorskip("xlsxwriter")
    with pytest.raises(InputError, match=r"Row 1 has a text of more than 32,767 characters"):
        written("out.xlsx", [["x" * 40_000]], pa.schema([("text", pa.string())]))


def test_empty_table_is_a_whole_file() -> None:
    assert written("out.json", []) == b"[\n]\n"
    assert written("out.csv", []) == b"text,id,score,day,on\n"
    assert written("out.jsonl", []) == b""


def test_same_rows_give_the_same_bytes() -> None:
    assert written("out.csv.gz") == written("out.csv.gz")


def test_output_format_of_unknown_ending_is_csv() -> None:
    assert [output_format(Path(name)) for name in ("a.out", "a.txt", "a.tsv.gz", "A.JSONL")] == [
        "csv",
        "csv",
        "tsv",
        "jsonl",
    ]
