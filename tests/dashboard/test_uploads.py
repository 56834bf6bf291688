"""Uploaded tables, in the formats and encodings that people have."""

import json
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from twitter_sentiment.dashboard.tabs.measure import labeled_rows
from twitter_sentiment.dashboard.uploads import READ_OPTIONS, TABLE_BYTES, ColumnTexts, Upload, guess_label_column
from twitter_sentiment.errors import InputError, UnknownLabelsError
from twitter_sentiment.files.byte_source import MemorySource
from twitter_sentiment.files.stored_table import map_table, store_table

from ..files.cases import CASES, FOLDER, LABELED, Case

ROWS = pd.DataFrame({"id": ["1", "2"], "text": ["I love it 😀", 'naïve, "quoted"']})


def read_upload(name: str, content: bytes) -> Upload:
    """Read as the child process does, without the process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.arrow"
        store_table(MemorySource(name, content), READ_OPTIONS, path, TABLE_BYTES)
        return Upload.of(name, map_table(path))


def column_texts(table: pa.Table, column: str) -> list[str]:
    return list(ColumnTexts(table, column))


def cells(table: pa.Table, column: str) -> list[Any]:
    values: list[Any] = table[column].to_pylist()
    return values


def as_bytes(ending: str) -> bytes:
    buffer = BytesIO()
    match ending:
        case "csv":
            ROWS.to_csv(buffer, index=False)
        case "tsv":
            ROWS.to_csv(buffer, index=False, sep="\t")
        case "xlsx":
            ROWS.to_excel(buffer, index=False)
        case "parquet":
            ROWS.to_parquet(buffer)
        case "jsonl":
            buffer.write("\n".join(json.dumps(row) for row in ROWS.to_dict("records")).encode())
    return buffer.getvalue()


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "parquet", "jsonl"])
def test_read_upload_reads_each_format(ending: str) -> None:
    upload = read_upload(f"mine.{ending}", as_bytes(ending))
    assert upload.table.column_names == ["id", "text"]
    assert upload.text_column == "text"
    assert column_texts(upload.table, "text") == list(ROWS["text"])


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("semicolons.csv", b"id;text\n1;good, really\n", "good, really"),
        ("tabs.csv", b"id\ttext\n1\tgood, really\n", "good, really"),
        ("one_column.csv", b"text\ngood, really\n", "good, really"),
        ("quotes.csv", b'text\nshe said "no", twice\n', 'she said "no", twice'),
        ("excel.csv", "\ufefftext\ncafé\n".encode(), "café"),
        ("old.csv", "text\ncafé\n".encode("cp1252"), "café"),
        ("wide.csv", "text\ncafé\n".encode("utf-16"), "café"),
        ("windows.csv", b"text\r\ngood\r\n", "good"),
        ("upper.CSV", b"text\ngood\n", "good"),
    ],
)
def test_read_upload_reads_spreadsheet_csv(name: str, content: bytes, text: str) -> None:
    assert column_texts(read_upload(name, content).table, "text") == [text]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "empty.csv is empty"),
        ("header.csv", b"text\n", "has a header, but no rows"),
        ("broken.xlsx", b"PK\x03\x04 nothing", "is damaged"),
        ("broken.parquet", b"nothing", "can't be read as PARQUET"),
        ("cut.parquet", b"PAR1 nothing", "can't be read as Parquet"),
        ("broken.json", b'[{"text": 1}, {', "can't be read as JSON"),
        ("numbers.jsonl", b"1\n2\n", "is not one JSON object|are not one JSON object"),
        ("notes.pdf", b"%PDF", "is no table we can read"),
    ],
)
def test_read_upload_error_is_a_sentence(name: str, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_upload(name, content)
    assert "\n" not in str(caught.value)


def test_column_texts_of_missing_and_numbers() -> None:
    table = pa.concat_tables(
        pa.table({"text": [None, number], "name": [name, None]}) for number, name in [(3, "a"), (4, "b")]
    )
    assert column_texts(table, "text") == ["", "3", "", "4"]
    assert ColumnTexts(table, "name")[1:3] == ["", "b"]
    assert ColumnTexts(table, "name")[0] == "a"


def test_guess_column_by_name_or_content() -> None:
    named = read_upload("a.csv", b"a long column,Tweet,Sentiment\nxxxxxxxxxxxxxxxxxxxx,hi,pos\n")
    assert (named.text_column, guess_label_column(named.table)) == ("Tweet", "Sentiment")
    unnamed = read_upload("a.csv", b"a,b,c\n1,a long sentence,x\n2,another,x\n3,and,y\n")
    assert (unnamed.text_column, guess_label_column(unnamed.table)) == ("b", "c")


def test_read_upload_repairs_and_tells_bad_rows() -> None:
    upload = read_upload("open.csv", b'id,text\n1,"a, b"\n2,"never closed\n3,c,d\n')
    assert column_texts(upload.table, "text") == ["a, b", '"never closed', "c,d"]
    assert [note for note in upload.notes if "lines 3, 4" in note]
    assert "--" not in "".join(upload.notes)


def test_read_upload_types_csv_columns() -> None:
    table = read_upload("a.csv", b"text,id,zip,day\na,1234567890123456789,00123,2024-05-01\nb,,1,\n").table
    assert cells(table, "id") == [1234567890123456789, None]
    assert cells(table, "zip") == ["00123", "1"]
    assert str(cells(table, "day")[0]) == "2024-05-01"


def test_read_upload_keeps_long_json_ids() -> None:
    content = (
        '\ufeff{"text": "a", "id": 1234567890123456789}\n\n{"text": "b", "id": null}\n{"text": "c", "id": 2e400}\n'
    )
    table = read_upload("mine.jsonl", content.encode()).table
    assert cells(table, "id")[0] == "1234567890123456789"
    assert column_texts(table, "id")[1] == ""


def test_read_upload_numbers_equal_columns() -> None:
    buffer = BytesIO()
    pd.DataFrame([["a", "b", "c"]], columns=pd.Index([1, "1", "self"])).to_excel(buffer, index=False)
    table = read_upload("mine.xlsx", buffer.getvalue()).table
    assert table.column_names == ["1", "1.1", "self"]


def test_read_upload_decodes_bytes() -> None:
    buffer = BytesIO()
    pd.DataFrame({"raw": [b"caf\xc3\xa9", b"\xff"], "words": ["a long enough text", "another"]}).to_parquet(buffer)
    upload = read_upload("mine.parquet", buffer.getvalue())
    assert cells(upload.table, "raw") == ["café", "\ufffd"]
    assert upload.text_column == "words"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_read_upload_reads_case(case: Case) -> None:
    upload = read_upload(case.file, case.path.read_bytes())
    texts = column_texts(upload.table, case.text_column or upload.text_column)
    assert upload.table.column_names == list(case.columns)
    assert len(texts) == case.row_count
    assert case.texts is None or tuple(texts) == case.texts
    assert [part for part in case.said if not any(part in note for note in upload.notes)] == []


@pytest.mark.parametrize("case", LABELED, ids=lambda case: case.file)
def test_read_upload_finds_labels_of_case(case: Case) -> None:
    upload = read_upload(case.file, case.path.read_bytes())
    rows = labeled_rows(upload.table, upload.text_column, guess_label_column(upload.table))
    assert tuple(rows.labels) == case.labels
    assert rows.left_out == case.row_count - len(rows.labels)


def test_read_upload_repairs_torn_row() -> None:
    upload = read_upload("torn.csv", (FOLDER / "unquoted_line_end.csv").read_bytes())
    assert column_texts(upload.table, "text") == ["Great start but then awful end", "Fine"]
    assert any(
        note.startswith("1 bad row repaired (line 2): a line end that is not in quotes.") and "check them" in note
        for note in upload.notes
    )


@pytest.mark.parametrize("file", ["labels_1_2.csv", "labels_true_false.csv", "label_to_leave_out.csv"])
def test_labels_of_case_can_be_named(file: str) -> None:
    table = read_upload(file, (FOLDER / file).read_bytes()).table
    column = guess_label_column(table)
    with pytest.raises(UnknownLabelsError) as caught:
        labeled_rows(table, "text", column)
    rows = labeled_rows(table, "text", column, caught.value.suggestion)
    assert {"negative", "positive"} <= set(rows.labels)
